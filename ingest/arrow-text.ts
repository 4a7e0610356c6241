import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type RecordBatch, RecordBatchReader } from 'apache-arrow'
import { UserError } from '../core/errors.ts'
import { arrowCell } from './arrow-cell.ts'
import { checkColumn, guardMetadata } from './arrow-guard.ts'
import { csvLine } from './csv-text.ts'

const fileMagic = 'ARROW1'

/**
 * Writes an Arrow file or stream (.arrow, .feather, .arrows) to `target` as UTF-8 CSV, batch by
 * batch; a UserError when it is damaged, cut off or compressed.
 */
export async function arrowToCsv(path: string, target: string): Promise<void> {
  const name = basename(path)
  const file = await open(path)
  try {
    await checkEnds(file, name)
    await pipeline(lines(file, name), createWriteStream(target, { mode: 0o600 }))
  } finally {
    await file.close()
  }
}

/** A cut stream would end quietly, its last rows missing: the end must be marked. */
async function checkEnds(file: FileHandle, name: string): Promise<void> {
  const { size } = await file.stat()
  const read = async (position: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, position)
    return buffer.subarray(0, bytesRead)
  }
  const start = await read(0)
  const end = await read(Math.max(0, size - 8))
  if (start.toString('latin1', 0, 4) === 'FEA1') {
    throw new UserError(`${name} is Feather version 1, which Arrow has given up.`, {
      hint: 'write it as Feather version 2, as pyarrow.feather.write_feather does.',
    })
  }
  if (!isWhole(start, end)) throw damaged(name)
}

/** A stream ends in an empty message, whose length follows four set bytes since 2019. */
function isWhole(start: Buffer, end: Buffer): boolean {
  if (start.toString('latin1').startsWith(fileMagic))
    return end.toString('latin1').endsWith(fileMagic)
  const mark = start.toString('hex').startsWith('ffffffff') ? 'ffffffff00000000' : '00000000'
  return end.toString('hex').endsWith(mark)
}

async function* lines(file: FileHandle, name: string): AsyncIterable<string> {
  const batches = readBatches(file, name)
  for (;;) {
    try {
      const next = await batches.next()
      if (next.done) return
      yield* next.value
    } catch (error) {
      throw explained(name, error)
    }
  }
}

/** The header, then for each batch its rows in pieces. */
async function* readBatches(
  file: FileHandle,
  name: string,
): AsyncGenerator<Iterable<string>, void, void> {
  guardMetadata()
  const reader = await RecordBatchReader.from(file)
  await reader.open()
  if (!reader.schema) throw damaged(name)
  yield [csvLine(reader.schema.names.map(String))]
  for await (const batch of reader) yield batchLines(batch)
}

function* batchLines(batch: RecordBatch): Iterable<string> {
  for (const column of batch.data.children) checkColumn(column, batch.numRows)
  const cells = batch.data.children.map(arrowCell)
  let text = ''
  for (let row = 0; row < batch.numRows; row++) {
    text += csvLine(cells.map((cell) => cell(row)))
    if (text.length < 1 << 16) continue
    yield text
    text = ''
  }
  yield text
}

/** The reader throws whatever comes up where bytes make no sense; a failing disk has a syscall. */
function explained(name: string, error: unknown): unknown {
  if (error instanceof UserError || (error instanceof Error && 'syscall' in error)) return error
  if (error instanceof Error && error.message.startsWith('Unrecognized type')) {
    return new UserError(`${name} holds a column of a type that is not read: ${error.message}.`, {
      hint: 'write the column as plain text, numbers or timestamps.',
      cause: error,
    })
  }
  if (error instanceof Error && error.message.includes('codec not found')) {
    return new UserError(`${name} is compressed inside, which is not read.`, {
      hint: "write it without compression: to_feather(path, compression='uncompressed'); or send Parquet.",
      cause: error,
    })
  }
  return damaged(name, error)
}

function damaged(name: string, cause?: unknown): UserError {
  return new UserError(`${name} is cut off or damaged: it cannot be read as Arrow.`, {
    hint: 'compare its size with the original and transfer it again; its writer must be closed.',
    cause,
  })
}
