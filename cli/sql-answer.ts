import type { DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Database, Row } from '../core/database.ts'
import { printableValue } from './export-arrow.ts'
import { tableText } from './export-rows.ts'

/** Rows of an answer that the prompt shows. */
export const shownRows = 1000

/** The answers of the statements in a text, one after the other; a SELECT is read as far as it is shown. */
export async function* answers(database: Database, text: string): AsyncIterable<string> {
  const extracted = await database.connection.extractStatements(text)
  for (let index = 0; index < extracted.count; index++) {
    yield answerText(await extracted.prepare(index))
  }
}

async function answerText(statement: DuckDBPreparedStatement): Promise<string> {
  const reader = await statement.streamAndReadUntil(shownRows + 1)
  const names = reader.columnNames()
  const rows: readonly Row[] = reader.convertRowObjects(printableValue)
  if (names.includes('explain_value')) {
    return `${rows.map((row) => String(row.explain_value)).join('\n')}\n`
  }
  if (rows.length <= shownRows) return tableText(rows)
  return `${tableText(rows.slice(0, shownRows))}the first ${shownRows} rows; all of them: csq sql "select …" --out rows.csv\n`
}

/** Whether a text ends a statement: with a semicolon that stands in no quotes and no comment. */
export function isWhole(text: string): boolean {
  const plain = text.replace(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\//g,
    ' ',
  )
  return !/['"]|\/\*|\$\$/.test(plain) && /;\s*$/.test(plain)
}
