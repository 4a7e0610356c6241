import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Model } from './model.ts'

/** What changed in a landing table since its staging table was built. */
export interface LandingChange {
  readonly table: string
  /** Files of which rows came or went. */
  readonly files: number
  readonly came: number
  readonly went: number
}

/** The temporary table with the rows that came to a table, or left it, since it was last built. */
export function changedTable(table: string): string {
  return identifier('temp', changedName(table))
}

const changedName = (table: string) =>
  `changed_${table.startsWith('marts.') ? table.slice('marts.'.length) : table.replace('.', '_')}`

/** What identifies a version of a record: nothing of it changes while it stands. */
const version = '_file_id, _row, _loaded_at'

/**
 * Finds the rows of a landing table that its staging table does not have, and those that it has
 * and landing no longer does. Files are compared first, by the number and the hash of their rows.
 */
export async function findLandingChange(
  database: Database,
  staging: Model,
): Promise<LandingChange> {
  const [landing = ''] = staging.reads
  const key = identifier(staging.parts?.key ?? '')
  const files = (table: string) => `(select _file_id, count(*) as rows,
    bit_xor(hash(_row, _loaded_at)) as versions from ${table} group by _file_id)`
  await database.run(`create or replace temp table changed_files as
    select _file_id from ${files(landing)} landed full join ${files(staging.name)} staged using (_file_id)
    where landed.rows is distinct from staged.rows or landed.versions is distinct from staged.versions`)
  const only = (here: string, there: string) => `select ${key}, ${literal(here)} as side
    from (select ${key}, ${version} from ${here} where _file_id in (from changed_files))
    anti join (select ${version} from ${there} where _file_id in (from changed_files)) using (${version})`
  await database.run(`create or replace temp table ${changedTable(landing)} as
    ${only(landing, staging.name)} union all ${only(staging.name, landing)}`)
  const counts = await database.row<{ files: number; came: number; went: number }>(
    `select (select count(*) from changed_files) as files,
      count(*) filter (where side = $1) as came, count(*) filter (where side <> $1) as went
    from ${changedTable(landing)}`,
    [landing],
  )
  return { table: landing, ...counts }
}
