import type { Database } from '../core/database.ts'
import { printableValue } from './export-arrow.ts'
import { writeXlsx, type XlsxCell, type XlsxRow, type XlsxSheet } from './write-xlsx.ts'

/**
 * Writes the rows of one query as the first sheet of a workbook, `sheets` after it. Numbers,
 * booleans and text are cells of their type; days and instants are ISO text.
 */
export async function exportXlsx(
  { connection }: Database,
  query: string,
  path: string,
  sheets: readonly XlsxSheet[],
): Promise<void> {
  const result = await connection.stream(query)
  async function* rows(): AsyncIterable<XlsxRow> {
    for await (const chunk of result.yieldConvertedRows(printableValue)) {
      for (const row of chunk) yield row.map(xlsxCell)
    }
  }
  const columns = result.columnNames().map((title) => ({ title }))
  await writeXlsx(path, [{ name: '数据 rows', columns, rows: rows() }, ...sheets])
}

function xlsxCell(value: unknown): XlsxCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
