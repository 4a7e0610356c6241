import { type Expression, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../core/database.ts'
import { queryBuilder } from '../core/dialect.ts'
import { UserError } from '../core/errors.ts'
import { type Period, type PeriodType, periodTypes } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { type Group, type Indicator, isAdditive } from './define-indicator.ts'

/** What a person asks: indicators by at most one group and one time grain, of one period or all. */
export interface MetricQuestion {
  readonly indicators: readonly Indicator[]
  readonly group?: Group | undefined
  readonly grain?: PeriodType | undefined
  readonly period?: Period | undefined
}

/** A question as SQL with `$1`, `$2`… and the values that stand for them. */
export interface CompiledMetric {
  readonly sql: string
  readonly parameters: readonly string[]
}

interface Tables {
  'indicators.daily': Slice & { day: string; numerator: number; denominator: number }
  'indicators.values': Slice & {
    period_type: string
    period_id: string
    period_start: string
    period_end: string
    numerator: number | null
    denominator: number | null
    value: number | null
  }
  'indicators.definitions': { indicator: string; scale: number }
}

interface Answer {
  indicator: string
  group_id: string
  period: string
  numerator: number | null
  denominator: number | null
  value: number | null
}

interface Slice {
  indicator: string
  grouped_by: string
  group_id: string
}

/**
 * The query that answers the question. Rates, means and rates per rows are sums of the daily
 * counts, divided once; what does not add up is read where it was measured, else a UserError.
 */
export function compileMetric(database: Database, question: MetricQuestion): CompiledMetric {
  const builder = queryBuilder<Tables>(database)
  for (const indicator of question.indicators) refuseGroup(indicator, question.group)
  refuseGrain(question)
  const summed = question.indicators.filter(addsUp)
  const stored = question.indicators.filter((each) => !addsUp(each))
  for (const indicator of stored) refuseSum(indicator, question)
  const parts = [
    ...(summed.length > 0 ? [summedQuery(builder, { ...question, indicators: summed })] : []),
    ...(stored.length > 0 ? [storedQuery(builder, { ...question, indicators: stored })] : []),
  ]
  const query = builder
    .with('answers', () => sql<Answer>`(${sql.join(parts, sql` union all `)})`)
    .selectFrom('answers')
    .select([
      'indicator',
      ...(question.group === undefined ? [] : [sql.ref('group_id').as(question.group)]),
      ...(question.grain === undefined ? [] : [sql.ref('period').as('period')]),
      'numerator',
      'denominator',
      'value',
    ])
    .orderBy('indicator')
    .orderBy('group_id')
    .orderBy('period')
  const { sql: text, parameters } = query.compile()
  return { sql: text, parameters: parameters.map(String) }
}

/** The compiled SQL as a person can read and run it: a line per clause, values written in. */
export function readableSql(compiled: CompiledMetric): string {
  const clause = /(?<!^) (?=(?:from|inner join|where|group by|having|order by|union all) )/g
  const lines = compiled.sql.replace(clause, '\n').replace(/\)\) (?=select )/, '))\n')
  return lines.replace(/\$(\d+)/g, (_, index: string) =>
    literal(compiled.parameters[Number(index) - 1] ?? null),
  )
}

/** Whether an indicator is the ratio of sums of `indicators.daily`. */
export function addsUp(indicator: Indicator): boolean {
  const hasExposure = indicator.kind === 'per_exposure' && 'exposure' in indicator.per
  return isAdditive(indicator) && !hasExposure
}

const periodOfDay: Readonly<Record<PeriodType | 'all', RawBuilder<string>>> = {
  day: sql`strftime(daily.day, '%Y-%m-%d')`,
  month: sql`strftime(daily.day, '%Y-%m')`,
  quarter: sql`strftime(daily.day, '%Y') || '-Q' || quarter(daily.day)`,
  year: sql`strftime(daily.day, '%Y')`,
  all: sql`'all'`,
}

function summedQuery(builder: Kysely<Tables>, question: MetricQuestion): Expression<Answer> {
  const { grain, period } = question
  const day = sql<string>`daily.day`
  let query = builder
    .selectFrom('indicators.daily as daily')
    .innerJoin('indicators.definitions as definitions', 'definitions.indicator', 'daily.indicator')
    .select(({ fn }) => [
      'daily.indicator',
      'daily.group_id',
      periodOfDay[grain ?? 'all'].as('period'),
      fn.sum<number | null>('daily.numerator').as('numerator'),
      fn.sum<number | null>('daily.denominator').as('denominator'),
      sql<
        number | null
      >`sum(daily.numerator) / nullif(sum(daily.denominator), 0) * definitions.scale`.as('value'),
    ])
    .where('daily.grouped_by', '=', question.group ?? 'all')
    .where('daily.indicator', 'in', names(question))
    .groupBy(['daily.indicator', 'daily.group_id', 'definitions.scale', 'period'])
  if (period !== undefined) {
    query = query.where(day, '>=', period.start).where(day, '<=', period.end)
  }
  return query.having(sql<boolean>`sum(daily.numerator) <> 0 or sum(daily.denominator) <> 0`)
}

function storedQuery(builder: Kysely<Tables>, question: MetricQuestion): Expression<Answer> {
  const { grain, period } = question
  const query = builder
    .selectFrom('indicators.values')
    .select(['indicator', 'group_id', 'period_id as period', 'numerator', 'denominator', 'value'])
    .where('grouped_by', '=', question.group ?? 'all')
    .where('indicator', 'in', names(question))
    .where('period_type', '=', grain ?? period?.type ?? 'year')
  if (period === undefined) return query
  return query.where('period_start', '>=', period.start).where('period_end', '<=', period.end)
}

const names = (question: MetricQuestion) => question.indicators.map((each) => each.name)

function refuseGroup(indicator: Indicator, group: Group | undefined): void {
  if (group === undefined || indicator.by.includes(group)) return
  const known = indicator.by.length === 0 ? 'the whole bank only' : indicator.by.join(', ')
  throw new UserError(`${indicator.name} is not measured by ${group}.`, {
    hint: `it is measured for ${known}.`,
  })
}

function refuseGrain({ grain, period }: MetricQuestion): void {
  if (grain === undefined || period === undefined) return
  if (periodTypes.indexOf(grain) <= periodTypes.indexOf(period.type)) return
  throw new UserError(`${period.id} is only a part of a ${grain}.`, {
    hint: `name a ${grain} with --period, or ask --by ${period.type}.`,
  })
}

const reasons: Partial<Record<Indicator['kind'], string>> = {
  quantile: 'a quantile of several periods is not made of their quantiles',
  survival_median: 'a median of several periods is not made of their medians',
  stock: 'what is open is counted at the end of a period',
  composite: 'a score weighs the results of one period against its targets',
  per_exposure: 'it is measured against the customers or outlets of one period',
}

function refuseSum(indicator: Indicator, { grain, period }: MetricQuestion): void {
  if (grain !== undefined || period !== undefined) return
  const reason = reasons[indicator.kind] ?? 'it does not add up'
  throw new UserError(`${indicator.name} has no value for all days together: ${reason}.`, {
    hint: 'name a period, --period 2026-Q3, or a grain, --by month.',
  })
}
