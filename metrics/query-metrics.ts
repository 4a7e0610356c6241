import type { Database } from '../core/database.ts'
import type { PeriodType } from '../core/periods.ts'
import { compileMetric } from './compile.ts'
import { type MetricRequest, readQuestion } from './compile-question.ts'
import { readIndicators } from './indicators.ts'

/** A row of an answer; `By` are the groups and columns that were asked for. */
export type MetricRow<By extends string = never> = {
  readonly indicator: string
  /** Of the grain asked for; absent without one. */
  readonly period?: string
  readonly numerator: number | null
  readonly denominator: number | null
  readonly value: number | null
  /** How many rows the value is made of; null for a score. */
  readonly n: number | null
  readonly previous_value?: number | null
  readonly previous_change?: number | null
  readonly previous_is_clear?: boolean | null
  readonly year_ago_value?: number | null
  readonly year_ago_change?: number | null
  readonly year_ago_is_clear?: boolean | null
} & { readonly [Group in Exclude<By, PeriodType>]: string | number | boolean | null }

/**
 * The rows that answer a question over a built warehouse, the same that `csq metric` prints. A
 * UserError when it has no answer.
 */
export async function queryMetrics<const By extends string = never>(
  database: Database,
  request: MetricRequest<By>,
): Promise<readonly MetricRow<By>[]> {
  const question = readQuestion(request, await readIndicators())
  const compiled = await compileMetric(database, question)
  return await database.rows<MetricRow<By>>(compiled.sql, compiled.parameters)
}
