import { sql } from 'kysely'
import type { Database } from '../core/database.ts'
import { queryBuilder } from '../core/dialect.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import { answerQuery, answerStep, askedStep, columnsOf } from './compile-answer.ts'
import { isCounted, type Marts, martsOf, requireColumn, requireGroup } from './compile-columns.ts'
import { type Condition, parseCondition } from './compile-condition.ts'
import { daysStep } from './compile-days.ts'
import { measuredParts } from './compile-measured.ts'
import type { MetricQuestion } from './compile-question.ts'
import { groupList, type Plan, type Sql, union } from './compile-rows.ts'
import { windowSteps } from './compile-windows.ts'
import { type Indicator, isAdditive } from './define-indicator.ts'

/** A question as SQL with `$1`, `$2`… and the values that stand for them. */
export interface CompiledMetric {
  readonly sql: string
  readonly parameters: readonly string[]
}

/**
 * The query that answers a question, always in the same steps: the days that count, the rows of
 * each side by day and group, their roll-up by window, the comparison. A UserError when a group or
 * a condition does not fit every mart behind an indicator.
 */
export async function compileMetric(
  database: Database,
  question: MetricQuestion,
): Promise<CompiledMetric> {
  const plan = await planOf(database, question)
  const days = daysStep(plan)
  const steps: readonly Sql[] = [
    askedStep(plan),
    ...windowSteps(question),
    ...(days === undefined ? [] : [days]),
    sql`measured(indicator, which, period${groupList(plan)}, numerator, denominator, value) as (
    ${union(measuredParts(plan))}
)`,
    answerStep(plan),
  ]
  const query = sql`with ${sql.join(steps, sql.raw(',\n\n'))}

${answerQuery(plan)}`
  const { sql: text, parameters } = query.compile(queryBuilder(database))
  return { sql: text, parameters: parameters.map(String) }
}

/** The compiled SQL as a person can read and run it, with the values written in. */
export function readableSql(compiled: CompiledMetric): string {
  return compiled.sql.replace(/'(?:[^']|'')*'|\$(\d+)/g, (found, index: string | undefined) =>
    index === undefined ? found : literal(compiled.parameters[Number(index) - 1] ?? null),
  )
}

/** Whether an indicator is the ratio of sums of `indicators.daily`. */
export function addsUp(indicator: Indicator): boolean {
  return isAdditive(indicator) && isCounted(indicator)
}

async function planOf(database: Database, question: MetricQuestion): Promise<Plan> {
  const condition = (text: string | undefined, option: string) =>
    text === undefined ? undefined : parseCondition(database, text, option)
  const where = await condition(question.where, '--where')
  const having = await condition(question.having, '--having')
  for (const indicator of question.indicators) {
    const needsMarts = where !== undefined || question.by.some((word) => !isKnown(indicator, word))
    if (!needsMarts) continue
    const marts = await martsOf(database, indicator)
    for (const word of question.by) requireGroup(indicator, word, marts)
    if (where !== undefined) requireCondition(indicator, where, marts)
  }
  const columns = columnsOf(question)
  const unknown = having?.columns.find((name) => !columns.includes(name))
  if (unknown !== undefined) throw unknownName('column of the answer', unknown, columns)
  return { ...question, where: where?.sql, having: having?.sql }
}

function isKnown({ by }: Indicator, word: string): boolean {
  return by.some((group) => group === word)
}

function requireCondition(indicator: Indicator, { columns }: Condition, marts: Marts): void {
  if (!isCounted(indicator)) {
    const groups = indicator.by.length === 0 ? 'the whole bank only' : indicator.by.join(', ')
    throw new UserError(
      `${indicator.name} takes no condition: not all of it is counted from rows.`,
      {
        hint: `it is measured for ${groups}; --having chooses rows of the answer.`,
      },
    )
  }
  for (const column of columns) requireColumn(indicator, column, marts)
}
