import type { Database, Row } from '../core/database.ts'
import { identifier } from '../core/sql.ts'
import { askedSql, partCondition } from './explain-parts.ts'
import type { CountedSide } from './explain-sides.ts'

/** The staging table that has one row for each row of a mart, and the columns that join them. */
export interface Home {
  readonly staging: string
  readonly key: readonly { readonly mart: string; readonly staging: string }[]
}

/** A delivered file and the rows of a number that it delivered. */
export interface SourceFile extends Row {
  readonly file_id: number | null
  readonly file: string | null
  readonly sha256: string | null
  readonly load_id: number | null
  readonly loaded_at: string | null
  readonly program_version: string | null
  /** Rows of the number's base that the file delivered. */
  readonly rows: number
  readonly numerator_rows: number
  readonly denominator_rows: number
  /** Those that are in neither. */
  readonly other_rows: number
  readonly rows_read: number | null
  readonly rows_accepted: number | null
  readonly rows_duplicate: number | null
  readonly rows_quarantined: number | null
  /** Whether the four counts of the file add up. */
  readonly adds_up: boolean
}

/** The files that delivered the rows of a side, those of the number first. */
export async function sourceFiles(
  database: Database,
  side: CountedSide,
  home: Home,
): Promise<readonly SourceFile[]> {
  const count = (part: 'numerator' | 'denominator') => {
    const condition = partCondition(side, part)
    return condition === undefined ? '0' : `count(*) filter (where ${condition})`
  }
  return database.rows<SourceFile>(`with asked as (\n    ${askedSql(side)}\n),
    delivered as (
      select _file_id as file_id, count(*) as rows, ${count('numerator')} as numerator_rows,
        ${count('denominator')} as denominator_rows,
        count(*) filter (where part not in ('numerator', 'denominator')) as other_rows,
      from asked ${joinHome(home)}
      group by _file_id
    )
    select delivered.file_id, files.file, files.sha256, files.load_id, files.loaded_at,
      loads.program_version, delivered.* exclude (file_id),
      files.rows_read, files.rows_accepted, files.rows_duplicate, files.rows_quarantined,
      coalesce(files.rows_read
        = files.rows_accepted + files.rows_duplicate + files.rows_quarantined, false) as adds_up,
    from delivered
    left join ops.files using (file_id)
    left join ops.loads using (load_id)
    order by numerator_rows + denominator_rows = 0, file, file_id`)
}

/** Join of `asked` with the lineage columns of its staging table, and with the customer's key. */
export function joinHome(home: Home, hasCustomer = false): string {
  const keys = home.key.map((each, index) => `${identifier(each.staging)} as home_${index}`)
  const customer = hasCustomer ? ['left(customer_key, 8) as home_customer'] : []
  const columns = [...keys, '_file_id', '_row', ...customer].join(', ')
  const on = home.key.map((each, index) => `asked.${identifier(each.mart)} = home_${index}`)
  return `left join (select ${columns} from ${home.staging}) as delivered_row on ${on.join(' and ')}`
}

/** Records of a contract that were refused: they are in no number, and of no known period. */
export interface RefusedRecords extends Row {
  readonly reason: string
  readonly column_name: string
  readonly records: number
}

/** The open quarantine of a contract, by column and reason; a record may break several rules. */
export async function refusedRecords(
  database: Database,
  contract: string,
): Promise<{ readonly records: number; readonly reasons: readonly RefusedRecords[] }> {
  const open = `from ops.rejected_rows where contract = $1 and status = 'open'`
  const { records } = await database.row<{ records: number }>(
    `select count(distinct (file_id, sheet, record)) as records ${open}`,
    [contract],
  )
  const reasons = await database.rows<RefusedRecords>(
    `select column_name, reason, count(distinct (file_id, sheet, record)) as records
    ${open} group by all order by records desc, column_name, reason`,
    [contract],
  )
  return { records, reasons }
}

/** The files that a table was made of as a whole, as far as they are known. */
export async function filesOf(
  database: Database,
  contract: string,
): Promise<readonly { readonly file: string; readonly sha256: string | null }[]> {
  return database.rows<{ file: string; sha256: string | null }>(
    `select file, sha256 from ops.files where contract = $1 and status = 'loaded' order by file`,
    [contract],
  )
}
