import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { UserError } from '../core/errors.ts'
import { sheetNames } from './sheet-names.ts'

export type XlsxCell = string | number | boolean | null
export type XlsxRow = readonly XlsxCell[]

/** One sheet; `width` is in characters, by default what the title and the first rows need. */
export interface XlsxSheet {
  readonly name: string
  readonly columns: readonly { readonly title: string; readonly width?: number }[]
  readonly rows: Iterable<XlsxRow> | AsyncIterable<XlsxRow>
}

/** What Excel can hold. */
const most = { rows: 1_048_576, characters: 32_767, digits: 15 }
const sampledRows = 200

/**
 * Writes sheets with a bold header that stays, filters and fitting widths, row by row. Text stays
 * text, whatever it begins with; a UserError when a sheet has more rows than Excel can hold.
 */
export async function writeXlsx(path: string, sheets: readonly XlsxSheet[]): Promise<void> {
  const file = createWriteStream(path)
  await once(file, 'open')
  const written = finished(file)
  written.catch(() => {}) // is awaited below, unless the rows fail first
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: file,
    useStyles: true,
  })
  try {
    const names = sheetNames(sheets.map((sheet) => sheet.name))
    for (const [index, sheet] of sheets.entries()) {
      await Promise.race([writeSheet(workbook, names[index] ?? '', sheet), written])
    }
    await Promise.race([workbook.commit(), written])
    await written
  } catch (error) {
    file.destroy()
    rmSync(path, { force: true })
    throw error
  }
}

async function writeSheet(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  name: string,
  { columns, rows }: XlsxSheet,
): Promise<void> {
  const worksheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  const iterator = iterate(rows)
  const first = await take(iterator, sampledRows)
  worksheet.columns = columns.map(({ title, width }, index) => ({
    width: width ?? fittingWidth([title, ...first.map((row) => row[index] ?? null)]),
  }))
  const header = worksheet.addRow(columns.map((column) => textOf(column.title)))
  header.font = { bold: true }
  header.commit()
  for (const row of first) addRow(worksheet, row)
  let count = 1 + first.length
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    if (++count > most.rows) throw tooManyRows(name)
    addRow(worksheet, next.value)
    if (count % 1000 === 0) await taken(worksheet)
  }
  if (columns.length > 0) {
    const to = { row: count, column: columns.length }
    worksheet.autoFilter = { from: { row: 1, column: 1 }, to }
  }
  worksheet.commit()
}

/** Cells that Excel would show otherwise, or take for a formula when edited, get a format. */
function addRow(worksheet: ExcelJS.Worksheet, cells: XlsxRow): void {
  const row = worksheet.addRow(cells.map(cellValue))
  for (const [index, cell] of cells.entries()) {
    if (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell)) row.getCell(index + 1).numFmt = '@'
    if (typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) >= 1e11) {
      row.getCell(index + 1).numFmt = '0' // General shows 6.22E+15
    }
  }
  row.commit()
}

function cellValue(cell: XlsxCell): XlsxCell {
  if (typeof cell === 'string') return textOf(cell)
  if (typeof cell !== 'number') return cell
  const isExact = !Number.isInteger(cell) || Math.abs(cell) < 10 ** most.digits
  return Number.isFinite(cell) && isExact ? cell : String(cell)
}

/** Text that Excel takes: not too long, `_x0041_` kept from being read as an A. */
function textOf(text: string): string {
  const cut = text.length > most.characters ? `${text.slice(0, most.characters - 1)}…` : text
  return cut.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
}

/** Waits until the file has taken what was written: exceljs itself would keep it all in memory. */
async function taken(worksheet: ExcelJS.Worksheet): Promise<void> {
  await setImmediate()
  // its stream names the streams that it feeds, though its types do not say so
  const { stream } = worksheet as unknown as { stream: { pipes: readonly Writable[] } }
  const [next] = stream.pipes
  // a write without bytes is done when all before it are
  if (next) await new Promise((done) => next.write(Buffer.alloc(0), done))
}

async function* iterate(rows: XlsxSheet['rows']): AsyncGenerator<XlsxRow, void, void> {
  yield* rows
}

async function take(rows: AsyncIterator<XlsxRow, void>, count: number): Promise<XlsxRow[]> {
  const taken: XlsxRow[] = []
  while (taken.length < count) {
    const next = await rows.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

/** Wide enough for nearly all cells; Chinese signs take two characters, the filter button two. */
function fittingWidth(cells: readonly XlsxCell[]): number {
  const widths = cells.map((cell) => {
    const [line = ''] = String(cell ?? '').split('\n')
    return [...line.slice(0, 60)].reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 2)
  })
  return Math.min(60, Math.max(8, ...widths))
}

function tooManyRows(name: string): UserError {
  return new UserError(`"${name}" has more than ${most.rows - 1} rows, which no sheet can hold.`, {
    hint: 'narrow the question, or write CSV or Parquet instead.',
  })
}
