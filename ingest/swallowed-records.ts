import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { hasRejects, rejectedLines } from './rejected-lines.ts'

/** The reader keeps so many characters of a line that it refuses. */
const keptCharacters = 10_000

/**
 * Throws a UserError where a quote that never ends has swallowed records: lines within a refused
 * one that have as many cells as a record, or too many to tell.
 */
export async function refuseSwallowed(
  database: Database,
  {
    delimiter,
    width,
    linesBefore,
  }: Readonly<{
    delimiter: string | null
    width: number
    linesBefore: number
  }>,
  file: string,
): Promise<void> {
  if (delimiter === null || !(await hasRejects(database))) return
  const refused = await database.rows<{ line: number; text: string; is_too_long: boolean }>(
    `select line, csv_line as text, bool_or(error_type ilike 'line size%') as is_too_long
    from ${rejectedLines}
    where contains(rtrim(csv_line, e'\\r\\n'), e'\\n') or length(csv_line) >= ${keptCharacters}
      or error_type ilike 'line size%'
    group by line, csv_line order by line`,
  )
  for (const { line, text, is_too_long } of refused) {
    const [, ...within] = text.replace(/[\r\n]+$/, '').split('\n')
    const swallowed = within.filter((each) => each.split(delimiter).length >= width).length
    if (swallowed === 0 && text.length < keptCharacters && !is_too_long) continue
    const many = text.length < keptCharacters && !is_too_long ? `${swallowed}` : 'many'
    throw new UserError(
      `${file}: a quote in record ${line - linesBefore} never ends and swallows ${many} record(s) after it.`,
      {
        hint: 'ask the sending team to double the quotes within cells; or let the source read them as plain signs (read.quote: ""). The whole file is held.',
      },
    )
  }
}
