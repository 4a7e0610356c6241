import { type Database, openDatabase } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { literal } from '../../core/sql.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { createShown } from '../../metrics/shown.ts'

/** A row of `indicators.values`, as far as what is shown of it depends on it. */
export interface ValueRow {
  readonly indicator: string
  readonly period: string
  readonly groupedBy: string
  readonly group: string
  readonly numerator: number | null
  readonly denominator: number | null
  readonly value?: number | null
  readonly previous?: number
  readonly yearAgo?: number
  readonly isClear?: boolean
}

/** A bank of measured values only, in memory, with its view `indicators.shown`. */
export async function openShown(rows: readonly ValueRow[]): Promise<Database> {
  const database = await openDatabase()
  const indicators = await readIndicators()
  const kinds = indicators.map((each) => `(${literal(each.name)}, ${literal(each.kind)}, 1)`)
  await database.run(`create schema indicators; create schema reference;
    create table reference.channels as from (values ('phone', true, true, false, true),
      ('video', true, true, false, true), ('web_chat', false, false, true, true),
      ('bot', false, false, false, true), ('fax', true, false, false, false))
      channels(channel, has_queue, is_voice, is_text, is_in_article_2);
    create table reference.agents as from (values ('T1', 'D01'), ('T2', 'D01'), ('T3', 'D01'),
      ('T8', 'D02'), ('T9', 'D02')) agents(team_id, department_id);
    create table indicators.definitions as
      from (values ${kinds.join(', ')}) definitions(indicator, kind, version);
    create temp table open_sums (period_type varchar, period_id varchar, figure varchar,
      indicator varchar, grouped_by varchar, group_id varchar, denominator double,
      other_denominator double);
    create temp table periods (period_type varchar, period_id varchar, period_start date);
    create table indicators."values" (indicator varchar, period_type varchar, period_id varchar,
      period_start date, period_end date, grouped_by varchar, group_id varchar, numerator double,
      denominator double, value double, excluded_count bigint, unknown_count bigint,
      immature_count bigint, ci_low double, ci_high double, floor double, target double,
      stretch double, status varchar, previous_value double, year_ago_value double,
      change_is_clear boolean, definition_version integer, as_of timestamp);
    insert into indicators."values" by name ${rows.map(valueSql).join(' union all by name ')};
    insert into periods by name
      select distinct period_type, period_id, period_start
      from indicators."values"`)
  await createShown(database, indicators)
  return database
}

function valueSql(row: ValueRow): string {
  const period = parsePeriod(row.period)
  const value = row.value ?? (row.numerator ?? 0) / (row.denominator ?? 1)
  const cells = {
    indicator: row.indicator,
    period_type: period.type,
    period_id: period.id,
    grouped_by: row.groupedBy,
    group_id: row.group,
    numerator: row.numerator,
    denominator: row.denominator,
    value: row.denominator === 0 ? null : value,
    excluded_count: 0,
    ci_low: 0,
    previous_value: row.previous ?? null,
    year_ago_value: row.yearAgo ?? null,
    change_is_clear: row.isClear ?? null,
    definition_version: 1,
    status: (row.denominator ?? 30) < 30 ? 'small_n' : 'met',
  }
  const columns = Object.entries(cells).map(
    ([name, cell]) => `${cell === null ? 'null' : literal(cell)} as ${name}`,
  )
  return `select ${columns.join(', ')}, ${literal(period.start)}::date as period_start,
    ${literal(period.end)}::date as period_end`
}
