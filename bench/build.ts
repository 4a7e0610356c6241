import { constants, copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { buildReport } from './build-report.ts'
import {
  agreeSchema,
  type BuildRuns,
  builtSchema,
  equalSchema,
  handwrittenSchema,
  metricSchema,
} from './build-results.ts'
import { benchCutOff, benchDays } from './build-rows.ts'
import { addRows, makeBuildWorkspace } from './build-workspace.ts'
import { runChild } from './child.ts'
import type { Report } from './report.ts'

/** Where the files of a bench are, and how its steps are told. */
interface Bench {
  readonly folder: string
  readonly home: string
  readonly rows: number
  say(line: string): void
}

/** Measures the full build beside hand-written aggregates, one late day, and a question. */
export async function benchBuild(rows: number, say: (line: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'csq-bench-'))
  try {
    return buildReport(await runAll({ folder, home: join(folder, 'home'), rows, say }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAll(bench: Bench): Promise<BuildRuns> {
  const { home, rows, say } = bench
  say(`landing ${rows} contacts, and tickets, surveys, complaints and inspections in proportion`)
  await makeBuildWorkspace(home, rows)
  const full = await csqBuild(home, '--full')
  say(`csq build --full: ${full.seconds.toFixed(1)} s, ${full.cpuSeconds.toFixed(1)} CPU s`)
  const { handwritten, figuresCompared } = await runHandwritten(bench)
  const asked = await ask(bench)
  const updated = await runLateDay(bench)
  return {
    contacts: rows,
    lateContacts: Math.ceil(rows / benchDays),
    full,
    handwritten,
    figuresCompared,
    ...asked,
    ...updated,
  }
}

function csqBuild(home: string, ...options: readonly string[]) {
  const parameters = ['build', '--home', home, '--as-of', benchCutOff, '--json', ...options]
  return runChild('cli/csq.mjs', parameters, builtSchema)
}

/** The hand-written side; an error unless each of its figures is the one of the build. */
async function runHandwritten({ folder, home, say }: Bench) {
  const target = join(folder, 'handwritten.duckdb')
  const files = [join(home, 'warehouse.duckdb'), target]
  const handwritten = await runChild('bench/sides/handwritten.ts', files, handwrittenSchema)
  say(
    `hand-written: ${handwritten.seconds.toFixed(1)} s, ${handwritten.cpuSeconds.toFixed(1)} CPU s`,
  )
  const { result } = await runChild('bench/sides/agree.ts', files, agreeSchema)
  rmSync(target)
  const differing = Object.entries(result.differences).map(([name, count]) => `${name}: ${count}`)
  if (differing.length > 0) throw new Error(`figures differ: ${differing.join(', ')}`)
  say(`${result.compared} figures agree`)
  return { handwritten, figuresCompared: result.compared }
}

async function ask({ home }: Bench) {
  const metric = await runChild(
    'bench/sides/metric.ts',
    [join(home, 'warehouse.duckdb')],
    metricSchema,
  )
  const question = ['connect_rate,aht_seconds', '--by', 'channel,month', '--period', '2026-Q3']
  const metricCommand = await runChild(
    'cli/csq.mjs',
    ['metric', ...question, '--home', home, '--json'],
    z.unknown(),
  )
  return { metric, metricCommand }
}

/** A second delivery of one past day; an error unless its build equals a full one. */
async function runLateDay({ folder, home, rows, say }: Bench) {
  await addRows(home, 'late', rows)
  const other = join(folder, 'other')
  cpSync(home, other, { recursive: true, filter: (path) => !path.endsWith('.duckdb') })
  copyFileSync(
    join(home, 'warehouse.duckdb'),
    join(other, 'warehouse.duckdb'),
    constants.COPYFILE_FICLONE,
  )
  const late = await csqBuild(home)
  say(`csq build, one late day: ${late.seconds.toFixed(1)} s, ${late.cpuSeconds.toFixed(1)} CPU s`)
  const lateFull = await csqBuild(other, '--full')
  say(`csq build --full, with it: ${lateFull.seconds.toFixed(1)} s`)
  const files = [home, other].map((each) => join(each, 'warehouse.duckdb'))
  const { result } = await runChild('bench/sides/equal.ts', files, equalSchema)
  if (result.differing.length > 0) {
    throw new Error(`the late day's build is not the full one: ${result.differing.join(', ')}`)
  }
  say(`${result.tables} tables are equal`)
  return { late, lateFull }
}
