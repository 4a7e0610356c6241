import type { Database, Row } from '../core/database.ts'
import type { PeriodType } from '../core/periods.ts'
import { identifier, literal } from '../core/sql.ts'
import { seriesColumns, seriesSql } from './series.ts'
import { valueColumns } from './value-columns.ts'

/** What a person may give as the reason of a restatement. */
export const restatementReasons = ['late_data', 'correction', 'definition'] as const
export type RestatementReason = (typeof restatementReasons)[number]

/** A row of `ops.closings`: a revision of the figures of a period; the first one closes it. */
export interface Closing extends Row {
  readonly period_type: PeriodType
  readonly period_id: string
  readonly revision: number
  /** Null for the first revision. */
  readonly reason: RestatementReason | null
  /** ISO text in UTC, without a zone. */
  readonly closed_at: string
  readonly closed_by: string
  readonly note: string | null
  readonly as_of: string
  readonly program_version: string
  readonly figures: number
  readonly figures_changed: number | null
  readonly figures_sha256: string
}

/** The columns of `ops.closings`, as readers may rely on them. */
export const closingColumns: Readonly<Record<keyof Closing & string, string>> = {
  period_type: 'day, month, quarter or year',
  period_id: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  revision: '1 closes the period, later ones restate it',
  reason: 'late_data, correction or definition; null for revision 1',
  closed_at: 'when, UTC',
  closed_by: 'who decided it',
  note: 'what there is to say about it',
  as_of: 'data cut-off of the figures, UTC',
  program_version: 'version of the program',
  figures: 'rows of indicators.published',
  figures_changed:
    'of them other than in the revision before, with those that went; null for revision 1',
  figures_sha256: 'SHA-256 over the figures',
}

/** The columns of `ops.restated_figures`, as readers may rely on them. */
export const restatedFigureColumns: Readonly<Record<string, string>> = {
  period_type: 'day, month, quarter or year',
  period_id: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  revision: 'that brought the change, 2 or more',
  indicator: 'identifier of the indicator',
  grouped_by: 'all, or what the group is one of',
  group_id: 'the group',
  cause: 'late_data, correction, definition, or matured for cases that became final',
}

const types = `period_type varchar not null, period_id varchar not null, revision integer not null,
  reason varchar, closed_at timestamp not null, closed_by varchar not null, note varchar,
  as_of timestamp not null, program_version varchar not null, figures bigint not null,
  figures_changed bigint, figures_sha256 varchar not null,
  primary key (period_type, period_id, revision)`

/** What `indicators.published` has beside the columns of `indicators.values`. */
export const publishedColumns: Readonly<Record<string, string>> = {
  revision: '1 as closed, later ones as restated',
  closed_at: 'when this revision was made, UTC',
  reason: 'reason of the restatement; null for revision 1',
}

/**
 * Makes what closings need beside `indicators.values`: `ops.closings` and `indicators.published`,
 * which stay from build to build, and the view `indicators.series`.
 */
export async function createClosings(database: Database): Promise<void> {
  await database.run(`create schema if not exists ops;
    create table if not exists ops.closings (${types});
    create table if not exists ops.restated_figures (
      period_type varchar not null, period_id varchar not null, revision integer not null,
      indicator varchar not null, grouped_by varchar not null, group_id varchar not null,
      cause varchar not null
    );
    create table if not exists indicators.published as
      select *, 0::integer as revision, null::timestamp as closed_at, null::varchar as reason
      from indicators.values limit 0`)
  await growPublished(database)
  await database.run(`create or replace view indicators.series as ${seriesSql}`)
  await comment(database, 'ops.closings', closingColumns)
  await comment(database, 'ops.restated_figures', restatedFigureColumns)
  await comment(database, 'indicators.published', { ...valueColumns, ...publishedColumns })
  await comment(database, 'indicators.series', seriesColumns)
}

/** Columns that values did not have when the first period was closed; they begin as null. */
async function growPublished(database: Database): Promise<void> {
  const missing = await database.rows<{ name: string; type: string }>(
    `select name, type from pragma_table_info('indicators.values')
    where name not in (select name from pragma_table_info('indicators.published'))`,
  )
  for (const { name, type } of missing) {
    await database.run(`alter table indicators.published add column ${identifier(name)} ${type}`)
  }
}

async function comment(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const statements = Object.entries(columns).map(
    ([name, meaning]) => `comment on column ${table}.${identifier(name)} is ${literal(meaning)}`,
  )
  await database.run(statements.join(';'))
}

/** Every closing and restatement, newest period first; none in a warehouse without any. */
export async function listClosings(database: Database): Promise<readonly Closing[]> {
  const { tables } = await database.row<{ tables: number }>(
    `select count(*) as tables from duckdb_tables()
    where schema_name = 'ops' and table_name = 'closings'`,
  )
  if (tables === 0) return []
  return database.rows<Closing>(
    'select * from ops.closings order by period_id desc, period_type, revision desc',
  )
}
