import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { UserError } from './errors.ts'
import { periodTypes } from './periods.ts'

const runSchema = z.object({
  /** Which chain. */
  slot: z.enum(periodTypes),
  /** The instant at which the chain was due. */
  due: z.iso.datetime(),
  period: z.string(),
  step: z.string(),
  /** Counts from 1. */
  attempt: z.number().int(),
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  ok: z.boolean(),
  message: z.string(),
})

/** One attempt at one step of a scheduled chain. */
export type Run = z.infer<typeof runSchema>

/** The ledger of runs in a workspace. */
export function runsFile(home: string): string {
  return join(home, 'runs.ndjson')
}

/** Every run recorded in `home`, oldest first. */
export function readRuns(home: string): readonly Run[] {
  return readLedger(runsFile(home), runSchema)
}

/** Records a run; it is on disk when this returns. */
export function recordRun(home: string, run: Run): void {
  appendLedger(runsFile(home), run)
}

/**
 * The rows of an NDJSON ledger, oldest first; empty without a file. A last line without its end
 * was never recorded and does not count; any other line that cannot be read is a UserError.
 */
export function readLedger<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line, index) => {
    const row = schema.safeParse(parseJson(line))
    if (row.success) return row.data
    throw new UserError(`${path} line ${index + 1} is not a row of this ledger.`, {
      hint: 'restore the file from a backup, or correct the line; what was done before is not known without it.',
    })
  })
}

/** Adds a row to an NDJSON ledger and waits for the disk; a torn last line is cut off first. */
export function appendLedger(path: string, row: unknown): void {
  const isNew = !existsSync(path)
  const whole = isNew ? 0 : readFileSync(path).lastIndexOf(10) + 1
  const handle = openSync(path, isNew ? 'w' : 'r+', 0o600)
  try {
    ftruncateSync(handle, whole)
    const bytes = Buffer.from(`${JSON.stringify(row)}\n`, 'utf8')
    let written = 0
    while (written < bytes.length) {
      written += writeSync(handle, bytes, written, bytes.length - written, whole + written)
    }
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  if (isNew) syncFolder(dirname(path))
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
