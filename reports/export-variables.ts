import type { Database } from '../core/database.ts'
import { type Period, previousPeriod } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { toLocalSql, type Zone } from '../core/zone.ts'

/** The period whose editions are made, of one warehouse. */
export interface ExporterOptions {
  readonly warehouse: string
  readonly period: Period
  readonly bank: { readonly zh: string; readonly en: string }
  readonly zone: Zone
}

/** One edition: its audience and the data file to make; an existing one is replaced. */
export interface ExportTarget {
  readonly target: string
  readonly audience: string
  readonly revision: number
}

/** Sets what the queries know of the period, and the words that they share. */
export async function setVariables(database: Database, options: ExporterOptions): Promise<void> {
  const { period, bank } = options
  const previous = previousPeriod(period)
  const variables = {
    period_id: period.id,
    period_type: period.type,
    period_start: period.start,
    period_end: period.end,
    previous_id: previous.id,
    previous_start: previous.start,
    year_ago_id: `${Number(period.id.slice(0, 4)) - 1}${period.id.slice(4)}`,
    bank_zh: bank.zh,
    bank_en: bank.en,
  }
  for (const [name, value] of Object.entries(variables)) {
    await database.run(`set variable ${name} = ${literal(value)}`)
  }
  await database.run(`set variable as_of = (select as_of from indicators."values" limit 1)`)
  const localTime = toLocalSql(options.zone, 'instant')
  await database.run(`create temp macro local_time(instant) as ${localTime};
    create temp macro local_day(instant) as cast(${localTime} as date)`)
  // what only the bank's own edition tells
  await database.run(`create temp macro bank_only(figure) as
    case when getvariable('subject_by') = 'all' then figure end`)
  await database.run(`create temp macro period_name(type, start) as case type
    when 'day' then strftime(start, '%Y年%-m月%-d日')
    when 'month' then strftime(start, '%Y年%-m月')
    when 'quarter' then
      strftime(start, '%Y年第') || ['一', '二', '三', '四'][quarter(start)] || '季度'
    else strftime(start, '%Y年') end`)
  await database.run(`create temp macro period_name_en(type, start) as case type
    when 'day' then strftime(start, '%-d %B %Y')
    when 'month' then strftime(start, '%B %Y')
    when 'quarter' then 'Q' || quarter(start) || ' ' || strftime(start, '%Y')
    else strftime(start, '%Y') end`)
}

/** Whose edition it is, and whose figures stand on its first page: the bank's or a department's. */
export async function setAudience(
  database: Database,
  { audience, revision }: ExportTarget,
  department: string | undefined,
): Promise<void> {
  const variables = {
    audience,
    revision,
    subject_by: department === undefined ? 'all' : 'department',
    subject_id: department ?? 'all',
  }
  for (const [name, value] of Object.entries(variables)) {
    await database.run(`set variable ${name} = ${literal(value)}`)
  }
}
