import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { programRoot } from '../core/definitions.ts'

/** A program that ran to its end: what it printed, and what it took from start to exit. */
export interface Ran<T> {
  readonly result: T
  readonly seconds: number
  readonly cpuSeconds: number
  /** Most memory that the process held at any time. */
  readonly peakBytes: number
}

const usageSchema = z.object({ cpuSeconds: z.number(), peakBytes: z.number() })

/** Runs a script of this repository in a process of its own; an error when it fails. */
export async function runChild<T>(
  script: string,
  parameters: readonly string[],
  result: z.ZodType<T>,
): Promise<Ran<T>> {
  const usage = pathToFileURL(join(programRoot, 'bench/usage.mjs')).href
  const started = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', usage, '--import', 'tsx', join(programRoot, script), ...parameters],
    {
      cwd: programRoot,
      env: { ...process.env, CSQ_SECRET: 'a secret for benches', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    },
  )
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve)
    child.once('error', reject)
  })
  const [code, printed, used] = await Promise.all([
    exit,
    text(child.stdout as Readable), // piped above
    text(child.stdio[3] as Readable), // piped above
  ])
  const seconds = (performance.now() - started) / 1000
  if (code !== 0)
    throw new Error(`${script} ${parameters.join(' ')} ended with ${code}: ${printed}`)
  return {
    result: result.parse(JSON.parse(printed)),
    seconds,
    ...usageSchema.parse(JSON.parse(used)),
  }
}
