import type { Database, Row } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { toLocalSql, type Zone } from '../core/zone.ts'
import type { Indicator } from '../metrics/define-indicator.ts'
import { textTable } from './output.ts'

interface LastQuarter extends Row {
  period_id: string
  value: number | null
  numerator: number | null
  denominator: number | null
  ci_low: number | null
  ci_high: number | null
  target: number | null
  status: string
  as_of: string
  published_value: number | null
  restated_value: number | null
  revision: number | null
}

/** What an indicator means, and its value of the last quarter that was over at the data cut-off. */
export async function metricText(
  database: Database,
  name: string,
  indicators: readonly Indicator[],
  zone: Zone,
): Promise<string> {
  const names = indicators.map((each) => each.name)
  if (name === '') {
    throw new UserError('Which indicator?', {
      hint: `\\metric NAME; there are ${names.join(', ')}.`,
    })
  }
  const indicator = indicators.find((each) => each.name === name)
  if (indicator === undefined) throw unknownName('indicator', name, names)
  const { title, article, unit, better, version, counts, leavesOut, from } = withMart(indicator)
  return [
    `${name}  ${title.zh} · ${title.en}`,
    `条款 article ${article}   单位 unit ${unit}   更好 better ${better}   版本 version ${version}${from}`,
    `统计口径  ${counts.zh}\ncounts    ${counts.en}`,
    `不计入      ${leavesOut.zh}\nleaves out  ${leavesOut.en}`,
    await lastQuarter(database, name, zone),
  ].join('\n')
}

function withMart(indicator: Indicator) {
  const from = 'from' in indicator ? `   表 from ${indicator.from}` : ''
  return { ...indicator, from }
}

async function lastQuarter(database: Database, name: string, zone: Zone): Promise<string> {
  const { tables } = await database.row<{ tables: number }>(`select count(*) as tables
    from duckdb_columns() where schema_name = 'indicators'
      and (table_name, column_name) in (('values', 'value'), ('series', 'revision'))`)
  if (tables < 2) return '尚未计算 not measured yet: csq build'
  const [found] = await database.rows<LastQuarter>(
    `select figures.*, published_value, restated_value, revision
    from indicators.values as figures
    join indicators.series using (indicator, period_type, period_id, grouped_by, group_id)
    where indicator = $1 and period_type = 'quarter' and grouped_by = 'all'
      and figures.period_end < cast(${toLocalSql(zone, 'as_of')} as date)
    order by period_id desc limit 1`,
    [name],
  )
  return found === undefined ? '没有已结束的季度 no quarter is over yet' : quarterText(found)
}

function quarterText(found: LastQuarter): string {
  const row = {
    period: found.period_id,
    ...numbers(found, ['numerator', 'denominator', 'value', 'ci_low', 'ci_high', 'target']),
    status: found.status,
  }
  const closing =
    found.revision === null
      ? '未关账 not closed'
      : `已关账 closed, revision ${found.revision}: published ${shown(found.published_value)}, restated ${shown(found.restated_value)}`
  return `${textTable([row])}\n数据截止 as of ${found.as_of} UTC; ${closing}`
}

function numbers(row: LastQuarter, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, shown(row[name])]))
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(10))) : '–'
}
