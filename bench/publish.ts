import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Ran, runChild } from './child.ts'
import { type Report, whole } from './report.ts'

const publishedSchema = z.object({
  editions: z.number(),
  failed: z.array(z.string()),
  pages: z.number(),
  publishSeconds: z.number(),
  renderer: z.object({ cpuSeconds: z.number(), peakBytes: z.number() }),
  ownBytes: z.number(),
})

type Side = Ran<z.infer<typeof publishedSchema>>

const departments = 200

/**
 * Measures the first edition of a workspace, the next period, and two hundred editions of
 * departments. These are the invented bank's six under other numbers and names: each has its own
 * figures, complaints and pages, all of one bank in one run.
 */
export async function benchPublish(rows: number, say: (line: string) => void): Promise<Report> {
  const home = mkdtempSync(join(tmpdir(), 'csq-bench-'))
  try {
    say(`making, loading and building the invented bank with ${rows} contacts`)
    for (const words of [['demo', '--contacts', String(rows)], ['load'], ['build']]) {
      await runChild('cli/csq.mjs', [...words, '--home', home, '--json'], z.unknown())
    }
    const publish = async (name: string, period: string, audience: string) => {
      const side = await runChild(
        'bench/sides/publish.ts',
        [home, period, audience],
        publishedSchema,
      )
      const { editions, failed } = side.result
      say(`${name}: ${editions} in ${side.seconds.toFixed(1)} s, ${cpu(side).toFixed(1)} CPU s`)
      if (failed.length > 0) say(`failed: ${failed.slice(0, 3).join('; ')}`)
      return side
    }
    const first = await publish('first edition', '2026-Q3', 'bank')
    const next = await publish('next period', '2026-Q2', 'bank')
    await runChild(
      'bench/sides/clone-departments.ts',
      [join(home, 'warehouse.duckdb'), String(departments)],
      z.unknown(),
    )
    const many = await publish('departments', '2026-Q3', 'department')
    return report(rows, { first, next, many })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What the writing process and the one that renders took. */
function cpu(side: Side): number {
  return side.cpuSeconds + side.result.renderer.cpuSeconds
}

function report(rows: number, sides: Readonly<Record<'first' | 'next' | 'many', Side>>): Report {
  const { first, next, many } = sides
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const peak = Math.max(...[first, next, many].map((side) => side.result.renderer.peakBytes))
  return {
    title: `Publishing: the invented bank with ${whole(rows)} contacts; ${departments} departments are copies of its own`,
    runs: Object.entries(sides).map(([side, ran]) => ({
      side,
      editions: ran.result.editions,
      failed: ran.result.failed.length,
      pages: ran.result.pages,
      seconds: ran.seconds.toFixed(1),
      'cpu s': cpu(ran).toFixed(1),
      'renderer peak': megabytes(ran.result.renderer.peakBytes),
      'bytes of the last': megabytes(ran.result.ownBytes),
    })),
    bars: [
      { figure: 'first edition, seconds', value: first.seconds, atMost: 150 },
      { figure: 'next period, CPU seconds', value: cpu(next), atMost: 15 },
      { figure: `${departments} departments, seconds`, value: many.seconds, atMost: 300 },
      { figure: 'a further edition, MB', value: many.result.ownBytes / 1e6, atMost: 10 },
      { figure: 'peak memory of rendering, MB', value: peak / 1e6, atMost: 1000 },
    ],
    figures: {
      first_edition_seconds: first.seconds,
      next_period_cpu_seconds: cpu(next),
      department_editions_seconds: many.seconds,
      department_editions: many.result.editions,
      department_editions_failed: many.result.failed.length,
      bytes_per_edition: many.result.ownBytes,
      renderer_peak_bytes: peak,
    },
  }
}
