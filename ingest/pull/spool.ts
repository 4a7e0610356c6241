import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { UserError } from '../../core/errors.ts'
import { laterWatermark, watermarkOf } from './watermark.ts'

/** What was written, and the greatest value of the watermark column. */
export interface Spooled {
  readonly rows: number
  /** Undefined without a watermark column, or when it was null in every row. */
  readonly watermark: string | undefined
}

const chunkLength = 1 << 16

/**
 * Writes rows as gzipped NDJSON to `target`, on disk when this returns, and whole or not at all.
 * Undefined and no file when there was no row; a UserError when no row had the watermark column.
 */
export async function spoolRows(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  target: string,
  watermarkColumn: string | undefined,
): Promise<Spooled | undefined> {
  const tally = { rows: 0, watermark: undefined as string | undefined, hasColumn: false }
  const lines = toLines(rows, tally, watermarkColumn)
  const first = await lines.next()
  if (first.done === true) return undefined
  const partial = join(dirname(target), `.${basename(target)}.partial`)
  try {
    const file = await open(partial, 'w', 0o600)
    try {
      await write(file, first.value, lines)
    } finally {
      await file.close()
    }
    if (watermarkColumn !== undefined && !tally.hasColumn) {
      throw new UserError(`No row has the watermark column "${watermarkColumn}".`, {
        hint: 'name a column that the rows have; without it the next pull could not go on.',
      })
    }
    await rename(partial, target)
    await syncFolder(dirname(target))
  } catch (error) {
    await lines.return(undefined)
    await rm(partial, { force: true })
    throw error
  }
  return { rows: tally.rows, watermark: tally.watermark }
}

async function write(file: FileHandle, first: string, rest: AsyncIterable<string>): Promise<void> {
  async function* all() {
    yield first
    yield* rest
  }
  await pipeline(Readable.from(all()), createGzip(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await file.appendFile(piece)
  })
  await file.sync()
}

/** Pieces of NDJSON of some length; `tally` is kept as they are made. */
async function* toLines(
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  tally: { rows: number; watermark: string | undefined; hasColumn: boolean },
  column: string | undefined,
): AsyncGenerator<string, undefined> {
  let piece = ''
  for await (const row of rows) {
    tally.rows++
    if (column !== undefined && Object.hasOwn(row, column)) {
      tally.hasColumn = true
      const value = watermarkOf(row[column])
      if (value !== undefined) {
        tally.watermark =
          tally.watermark === undefined ? value : laterWatermark(tally.watermark, value)
      }
    }
    piece += `${JSON.stringify(row)}\n`
    if (piece.length < chunkLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
  return undefined
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
