import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeXlsx } from '../cli/write-xlsx.ts'
import { encodeGb18030 } from '../seeds/demo/gb18030.ts'
import { contactCells, exportColumns } from './contact-rows.ts'

type Encoding = 'utf-8' | 'gb18030'

const rowsAtOnce = 10_000

/** Writes rows of the export as CSV, piece by piece; returns the bytes. */
export function writeContactsCsv(path: string, rows: number, encoding: Encoding = 'utf-8'): number {
  mkdirSync(dirname(path), { recursive: true })
  const word = wordsOf(encoding)
  const file = openSync(path, 'wx')
  let bytes = writeSync(
    file,
    `${Object.values(exportColumns).map(word).join(',')}\n`,
    null,
    'latin1',
  )
  for (let from = 0; from < rows; from += rowsAtOnce) {
    let text = ''
    for (let row = from; row < Math.min(rows, from + rowsAtOnce); row++) {
      text += `${contactCells(row, word).join(',')}\n`
    }
    bytes += writeSync(file, text, null, 'latin1')
  }
  closeSync(file)
  return bytes
}

/** Writes rows of the export as a workbook of one sheet, all of them with 20 cells. */
export async function writeContactsXlsx(path: string, rows: number): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const titles = Object.values(exportColumns)
  await writeXlsx(path, [
    { name: '接触', columns: titles.map((title) => ({ title })), rows: sheetRows(rows) },
  ])
}

function* sheetRows(rows: number) {
  for (let row = 0; row < rows; row++) {
    yield contactCells(row, (text) => text)
      .slice(0, 20)
      .map((cell) => (/^\d{1,4}$/.test(cell) ? Number(cell) : cell === '' ? null : cell))
  }
}

/** Writes an inbox of small files, as they lie there an hour later. */
export function writeManyCsv(folder: string, files: number, rowsEach: number): void {
  const titles = Object.values(exportColumns).join(',')
  const anHourAgo = Date.now() / 1000 - 3600
  mkdirSync(folder, { recursive: true })
  for (let file = 0; file < files; file++) {
    const path = join(folder, `contacts-${String(file).padStart(4, '0')}.csv`)
    const lines = Array.from({ length: rowsEach }, (_, index) =>
      contactCells(file * rowsEach + index, (text) => text).join(','),
    )
    writeFileSync(path, `${titles}\n${lines.join('\n')}\n`)
    utimesSync(path, anHourAgo, anHourAgo)
  }
}

/** The bytes of a word as a text of one sign per byte, so that rows are joined without encoding. */
function wordsOf(encoding: Encoding): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const bytes = encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text)
    known.set(text, bytes.toString('latin1'))
    return bytes.toString('latin1')
  }
}
