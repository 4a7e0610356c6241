import type { Database, Row } from '../core/database.ts'
import { literal } from '../core/sql.ts'

const daysBack = 14

/** How a system delivers, at a local day. */
export interface FeedStatus extends Row {
  readonly source: string
  readonly feed: string
  /** Newest local day with rows. */
  readonly last_day: string | null
  /** First local day that is overdue; null where none is, or no rhythm is stated. */
  readonly late_since: string | null
  /** Of the last 14 local days: those without rows that should have some. */
  readonly missing_days: readonly string[]
  /** Of the last 14 local days: those with far fewer rows than usual. */
  readonly short_days: readonly string[]
}

/** A file of the last load of which nothing was taken. */
export interface HeldFile extends Row {
  readonly source: string
  readonly file: string
  /** First line of the message. */
  readonly reason: string
}

/** Every feed that delivers by day, as of `today`; none before a load has written its arrivals. */
export async function readFeeds(database: Database, today: string): Promise<readonly FeedStatus[]> {
  if (!(await hasTable(database, 'arrivals'))) return []
  const recent = `day between date ${literal(today)} - ${daysBack} and date ${literal(today)} - 1`
  const listed = (condition: string) =>
    `coalesce(string_agg(day::varchar, ',' order by day) filter (where ${recent} and ${condition}), '')`
  const rows = await database.rows<{
    source: string
    feed: string
    last_day: string | null
    late_since: string | null
    missing: string
    short: string
  }>(
    `select source, feed, max(day) filter (where rows > 0)::varchar as last_day,
      min(day) filter (where status = 'late')::varchar as late_since,
      ${listed(`status in ('missing', 'late')`)} as missing,
      ${listed(`status = 'low'`)} as short
    from ops.arrivals group by source, feed order by source, feed`,
  )
  const days = (text: string) => (text === '' ? [] : text.split(','))
  return rows.map(({ missing, short, ...row }) => ({
    ...row,
    missing_days: days(missing),
    short_days: days(short),
  }))
}

/** Files that the last load held, in their order. */
export async function readHeldFiles(database: Database): Promise<readonly HeldFile[]> {
  if (!(await hasTable(database, 'files'))) return []
  return database.rows<HeldFile>(
    `select coalesce(source, contract) as source, file,
      split_part(coalesce(message, ''), chr(10), 1) as reason
    from ops.files
    where status = 'held' and load_id = (select max(load_id) from ops.loads)
    order by file_id`,
  )
}

async function hasTable(database: Database, table: string): Promise<boolean> {
  const found = await database.rows(
    `select 1 from duckdb_tables() where schema_name = 'ops' and table_name = $1`,
    [table],
  )
  return found.length > 0
}
