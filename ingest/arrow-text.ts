import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type RecordBatch, RecordBatchReader } from 'apache-arrow'
import { UserError } from '../core/errors.ts'
import { arrowCell } from './arrow-cell.ts'
import { checkColumn, guardMetadata } from './arrow-guard.ts'
import { csvLine } from './csv-text.ts'

/**
 * Writes an Arrow file or stream (.arrow, .feather, .arrows) to `target` as UTF-8 CSV, batch by
 * batch; a UserError when it is damaged, cut off or compressed.
 */
export async function arrowToCsv(path: string, target: string): Promise<void> {
  const name = basename(path)
  const file = await open(path)
  try {
    const layout = await findLayout(file, name)
    await pipeline(lines(file, layout, name), createWriteStream(target, { mode: 0o600 }))
  } finally {
    await file.close()
  }
}

/** A file has an index of its batches at the end; a stream has messages and a mark after them. */
interface Layout {
  readonly isFile: boolean
  readonly end: number
}

const fileMagic = 'ARROW1'
const endOfStream = Buffer.from('ffffffff00000000', 'hex')

/** Something cut off would end quietly, its last rows missing: the end must be there. */
async function findLayout(file: FileHandle, name: string): Promise<Layout> {
  const { size } = await file.stat()
  const length = endOfStream.length
  const { buffer: head } = await file.read(Buffer.alloc(length), 0, length, 0)
  const { buffer: tail } = await file.read(
    Buffer.alloc(length),
    0,
    length,
    Math.max(0, size - length),
  )
  if (head.toString('latin1', 0, 4) === 'FEA1') throw feather1(name)
  const isFile = head.toString('latin1').startsWith(fileMagic)
  const isWhole = isFile ? tail.toString('latin1').endsWith(fileMagic) : tail.equals(endOfStream)
  if (size < 2 * length || !isWhole) throw damaged(name)
  return { isFile, end: size - length }
}

async function* lines(file: FileHandle, layout: Layout, name: string): AsyncIterable<string> {
  try {
    guardMetadata()
    yield* layout.isFile ? fileLines(file, name) : streamLines(file, layout.end, name)
  } catch (error) {
    throw explained(name, error)
  }
}

/** One batch after the other by the index: the reader's own loop ends at the first it misses. */
async function* fileLines(file: FileHandle, name: string): AsyncIterable<string> {
  const reader = await RecordBatchReader.from(file)
  await reader.open()
  yield csvLine(reader.schema.names.map(String))
  for (let index = 0; index < reader.numRecordBatches; index++) {
    const batch = await reader.readRecordBatch(index)
    if (batch === null) throw damaged(name)
    yield* batchLines(batch)
  }
}

async function* streamLines(file: FileHandle, end: number, name: string): AsyncIterable<string> {
  let isReadWhole = false
  async function* bytes() {
    const options = { start: 0, end: end - 1, highWaterMark: 1 << 18, autoClose: false }
    yield* file.createReadStream(options)
    isReadWhole = true
  }
  const reader = await RecordBatchReader.from(bytes())
  await reader.open()
  if (!reader.schema) throw damaged(name)
  yield csvLine(reader.schema.names.map(String))
  for await (const batch of reader) yield* batchLines(batch)
  if (!isReadWhole) throw damaged(name) // a message of no length ends the reader before the end
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
  if (!(error instanceof Error) || error instanceof UserError || 'syscall' in error) return error
  if (error.message.startsWith('Unrecognized type')) {
    return new UserError(`${name} holds a column of a type that is not read: ${error.message}.`, {
      hint: 'write the column as plain text, numbers or timestamps.',
      cause: error,
    })
  }
  if (error.message.includes('codec not found')) {
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

function feather1(name: string): UserError {
  return new UserError(`${name} is Feather version 1, which Arrow has given up.`, {
    hint: 'write it as Feather version 2, as pyarrow.feather.write_feather does.',
  })
}
