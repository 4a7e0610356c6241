import { type Database, openReader } from '../../core/database.ts'
import { UserError, unknownName } from '../../core/errors.ts'
import { type PeriodType, parsePeriod, periodTypes } from '../../core/periods.ts'
import { identifier } from '../../core/sql.ts'
import { compileMetric, type MetricQuestion, readableSql } from '../../metrics/compile.ts'
import { type Group, groupColumns, type Indicator } from '../../metrics/define-indicator.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import type { Context } from '../context.ts'
import { explainSqlError } from '../explain-sql-error.ts'
import { exportRows, readFormat, unfinishedPath } from '../export-rows.ts'
import { measuredWarehouse } from '../measured-warehouse.ts'
import { requireWarehouse } from './sql.ts'

export interface MetricCommandOptions {
  readonly by?: string
  readonly period?: string
  /** A condition over the columns of the answer, in SQL. */
  readonly where?: string
  /** Data cut-off; the warehouse that others read stays as it is. */
  readonly asOf?: string
  readonly format?: string
  readonly out?: string
  readonly sql?: boolean
}

/** `csq metric connect_rate,aht_seconds --by channel,month --period 2026-Q3`: values as a table. */
export async function metricCommand(
  context: Context,
  names: string,
  options: MetricCommandOptions,
): Promise<void> {
  const { workspace, output } = context
  const { out } = options
  const format = readFormat(options.format, out, output.isJson ? 'json' : 'table')
  const question = readQuestion(names, options, await readIndicators())
  requireWarehouse(workspace.warehouse)
  // the SQL is the same for every cut-off
  const measured = await measuredWarehouse(context, options.sql === true ? undefined : options.asOf)
  const database = await openReader(measured.path, {
    writable: out === undefined ? [] : [unfinishedPath(out)],
  })
  try {
    const all = readableSql(compileMetric(database, question))
    const query = filtered(all, question, options.where)
    if (options.sql === true) {
      for (const indicator of question.indicators) output.say(`${describe(indicator)}\n`)
      output.say(query)
      output.result({ sql: query, definitions: question.indicators })
      return
    }
    await exportRows(database, query, format, out)
    if (out !== undefined) output.say(`wrote ${out}`)
  } catch (error) {
    throw options.where === undefined ? error : await explainWhere(database, error, question)
  } finally {
    database.close()
    measured.remove()
  }
}

/** The words of a person as a question; a UserError with the nearest name for one that is unknown. */
export function readQuestion(
  names: string,
  options: Pick<MetricCommandOptions, 'by' | 'period'>,
  indicators: readonly Indicator[],
): MetricQuestion {
  const asked = words(names).map((name) => {
    const found = indicators.find((each) => each.name === name)
    if (found !== undefined) return found
    const known = indicators.map((each) => each.name)
    throw unknownName('indicator', name, known)
  })
  const groups: Group[] = []
  const grains: PeriodType[] = []
  for (const word of words(options.by ?? '')) {
    const group = groupNames.find((each) => each === word)
    const grain = periodTypes.find((each) => each === word)
    if (group !== undefined) groups.push(group)
    else if (grain !== undefined) grains.push(grain)
    else throw unknownName('group', word, [...groupNames, ...periodTypes])
  }
  if (groups.length > 1 || grains.length > 1) {
    throw new UserError(`--by ${options.by} names more than one group or time grain.`, {
      hint: 'one of each is measured: --by channel,month.',
    })
  }
  return {
    indicators: [...new Set(asked)],
    group: groups[0],
    grain: grains[0],
    period: options.period === undefined ? undefined : parsePeriod(options.period),
  }
}

/** The rows of a query that meet a condition, in the same order. */
function filtered(query: string, question: MetricQuestion, where: string | undefined): string {
  if (where === undefined) return query
  const names = keyColumns(question).map((name) => identifier(name))
  // the line breaks end a comment at the end of either
  return `select *\nfrom (\n${query}\n)\nwhere (\n${where}\n)\norder by ${names.join(', ')}`
}

function keyColumns({ group, grain }: MetricQuestion): readonly string[] {
  return ['indicator', ...(group ? [group] : []), ...(grain ? ['period'] : [])]
}

/** What is wrong with a condition; a group can be named where the answer has it only. */
async function explainWhere(
  database: Database,
  error: unknown,
  question: MetricQuestion,
): Promise<unknown> {
  const explained = await explainSqlError(database, error)
  if (!(explained instanceof UserError) || explained === error) return explained
  const columns = [...keyColumns(question), 'numerator', 'denominator', 'value']
  return new UserError(`--where: ${explained.message}`, {
    hint: `a condition may name ${columns.join(', ')}; a group such as channel also stands in --by.`,
    cause: error,
  })
}

const groupNames = Object.keys(groupColumns) as Group[] // the keys of a literal are its type

function words(text: string): readonly string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/** What a number of the indicator means, for a person who reads the SQL below it. */
function describe(indicator: Indicator): string {
  return [
    `-- ${indicator.name}  ${indicator.title.zh} · ${indicator.title.en}`,
    `-- article ${indicator.article}, ${indicator.unit}, better ${indicator.better}, version ${indicator.version}`,
    `-- counts      ${indicator.counts.en}`,
    `-- 统计口径    ${indicator.counts.zh}`,
    `-- leaves out  ${indicator.leavesOut.en}`,
    `-- 不计入      ${indicator.leavesOut.zh}`,
  ].join('\n')
}
