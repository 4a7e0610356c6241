import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import type { MappedTable } from './landing.ts'
import { rejectedLines } from './rejected-lines.ts'

/** The reader keeps so many characters of a line that it refuses. */
const keptCharacters = 10_000

/**
 * Throws a UserError where a quote that never ends has swallowed records: lines within a refused
 * one that have as many cells as a record, or too many to tell.
 */
export async function refuseSwallowed(
  database: Database,
  { signs, width, linesBefore }: Pick<MappedTable, 'signs' | 'width' | 'linesBefore'>,
  file: string,
): Promise<void> {
  if (signs === null) return
  const refused = await database.rows<{ line: number; text: string; is_too_long: boolean }>(
    `select line, csv_line as text, bool_or(error_type ilike 'line size%') as is_too_long
    from ${rejectedLines}
    where error_type = 'UNQUOTED VALUE' or error_type ilike 'line size%'
    group by line, csv_line order by line`,
  )
  for (const { line, text, is_too_long } of refused) {
    const [first = '', ...within] = text.replace(/[\r\n]+$/, '').split('\n')
    // the reader may show the line before it, too; an open quote is what makes lines one record
    const isOpen = first.split(signs.quote).length % 2 === 0
    const swallowed = within.filter((each) => each.split(signs.delimiter).length >= width).length
    const isCut = is_too_long || text.length >= keptCharacters
    if (!is_too_long && (!isOpen || (swallowed === 0 && !isCut))) continue
    throw new UserError(
      `${file}: a quote in record ${line - linesBefore} never ends and swallows ${isCut ? 'many' : swallowed} record(s) after it.`,
      {
        hint: 'ask the sending team to double the quotes within cells; or let the source read them as plain signs (read.quote: ""). The whole file is held.',
      },
    )
  }
}
