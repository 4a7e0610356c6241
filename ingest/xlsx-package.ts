import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { UserError } from '../core/errors.ts'

/** How much one workbook may unpack, so that a small file cannot fill memory or disk. */
export interface XlsxLimits {
  /** Bytes of all parts together. */
  readonly unpackedBytes: number
  /** Bytes of the shared strings, which are kept in memory. */
  readonly sharedBytes: number
  /** Characters of the CSV files together. */
  readonly writtenCharacters: number
}

/** An open .xlsx file: a zip of named parts. */
export interface XlsxPackage {
  /** The file's name, as errors say it. */
  readonly name: string
  readonly limits: XlsxLimits
  /** Unpacked size of a part, or undefined when the file has no such part. */
  size(part: string): number | undefined
  /** The bytes of a part, checked against their checksum at the end. */
  read(part: string): AsyncIterable<Buffer>
  close(): void
}

const oleSignature = 'd0cf11e0a1b11ae1'

/** Opens an .xlsx; a UserError says when it is none, locked, cut off, or unpacks absurdly. */
export async function openPackage(
  path: string,
  name: string,
  limits: XlsxLimits,
): Promise<XlsxPackage> {
  await checkSignature(path, name)
  const zip = await openPromise(path, { autoClose: false }).catch((error) => {
    throw damaged(name, error)
  })
  try {
    const entries = await listEntries(zip, name)
    checkSizes([...entries.values()], name, limits)
    const find = (part: string) => entries.get(part.toLowerCase())
    return {
      name,
      limits,
      size: (part) => find(part)?.uncompressedSize,
      read: (part) => readEntry(zip, find(part), name),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** A UserError for a workbook whose bytes do not hold together. */
export function damaged(name: string, cause?: unknown): UserError {
  return new UserError(`${name} is cut off or damaged: it cannot be read as an Excel workbook.`, {
    hint: 'compare its size with the original and transfer it again, or save it anew in Excel as .xlsx.',
    cause,
  })
}

/** A UserError for a file that unpacks to more than anyone would send. */
export function tooLarge(name: string, what: string): UserError {
  return new UserError(`${name} is refused: ${what}.`, {
    hint: 'ask the sender for several smaller workbooks, or for CSV.',
  })
}

async function checkSignature(path: string, name: string): Promise<void> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(8) })
  await file.close()
  if (buffer.toString('hex') === oleSignature) {
    throw new UserError(`${name} is locked with a password, or an old .xls under a new name.`, {
      hint: 'open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx.',
    })
  }
  if (bytesRead < 4 || buffer.toString('latin1', 0, 2) !== 'PK') {
    throw new UserError(`${name} is no Excel workbook, whatever its ending says.`, {
      hint: 'open it in Excel and save it as .xlsx, or send it under its true ending, such as .csv.',
    })
  }
}

/** Entries by lower-case name: part names do not tell case apart. */
async function listEntries(zip: ZipFile, name: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry)
  } catch (error) {
    throw damaged(name, error)
  }
  return entries
}

/** Sheets shrink ten- to fiftyfold; only a bomb is large and shrinks three hundredfold. */
function checkSizes(entries: readonly Entry[], name: string, limits: XlsxLimits): void {
  const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (total > limits.unpackedBytes) {
    throw tooLarge(name, `it unpacks to more than ${limits.unpackedBytes} bytes`)
  }
  for (const { uncompressedSize, compressedSize, fileName } of entries) {
    if (uncompressedSize > 32 * 2 ** 20 && uncompressedSize > 300 * compressedSize) {
      throw tooLarge(name, `${fileName} unpacks to more than 300 times its size`)
    }
  }
}

async function* readEntry(
  zip: ZipFile,
  entry: Entry | undefined,
  name: string,
): AsyncIterable<Buffer> {
  if (entry === undefined) throw damaged(name)
  let sum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk, sum)
      yield chunk
    }
  } catch (error) {
    throw damaged(name, error)
  }
  if (sum !== entry.crc32) throw damaged(name)
}
