import { openReader } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { compileMetric, readableSql } from '../../metrics/compile.ts'
import { readQuestion } from '../../metrics/compile-question.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import type { Context } from '../context.ts'
import { explainSqlError } from '../explain-sql-error.ts'
import { exportRows, readFormat, unfinishedPath } from '../export-rows.ts'
import { measuredWarehouse } from '../measured-warehouse.ts'
import { definitionComment, definitionsSheet } from '../metric-definitions.ts'
import { requireWarehouse } from './sql.ts'

export interface MetricCommandOptions {
  readonly by?: string
  readonly period?: string
  /** A condition over the columns of the marts, in SQL. */
  readonly where?: string
  /** A condition over the columns of the answer, in SQL. */
  readonly having?: string
  readonly compare?: string
  readonly cumulative?: string
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
  const request = {
    ...options,
    indicators: words(names),
    by: words(options.by),
    compare: words(options.compare),
  }
  const question = readQuestion(request, await readIndicators())
  requireWarehouse(workspace.warehouse)
  // the SQL is the same for every cut-off
  const measured = await measuredWarehouse(context, options.sql === true ? undefined : options.asOf)
  const database = await openReader(measured.path, {
    writable: out === undefined ? [] : [unfinishedPath(out)],
  })
  try {
    const query = readableSql(await compileMetric(database, question))
    if (options.sql === true) {
      for (const indicator of question.indicators) output.say(`${definitionComment(indicator)}\n`)
      output.say(query)
      output.result({ sql: query, definitions: question.indicators })
      return
    }
    const sheets = [definitionsSheet(question.indicators)]
    await exportRows(database, query, format, out, process.stdout, sheets)
    if (out !== undefined) output.say(`wrote ${out}`)
  } catch (error) {
    const isOwn = options.where === undefined && options.having === undefined
    const explained = isOwn ? error : await explainSqlError(database, error)
    if (!(explained instanceof UserError) || explained === error) throw explained
    throw new UserError(explained.message, {
      hint: 'compare each column of a condition with a value of its type.',
      cause: error,
    })
  } finally {
    database.close()
    measured.remove()
  }
}

function words(text = ''): readonly string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}
