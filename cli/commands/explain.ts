import { type Database, openReader } from '../../core/database.ts'
import { UserError, unknownName } from '../../core/errors.ts'
import { explainNumber } from '../../metrics/explain.ts'
import { type Part, parts } from '../../metrics/explain-parts.ts'
import {
  type NumberQuestion,
  publishedNumber,
  readNumberQuestion,
} from '../../metrics/explain-question.ts'
import {
  defaultPart,
  martRows,
  type NumberRows,
  proveRows,
  sideOfPart,
  tableRows,
} from '../../metrics/explain-rows.ts'
import type { CountedSide } from '../../metrics/explain-sides.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import type { Context } from '../context.ts'
import { explainColumn } from '../explain-column.ts'
import { explanationJson } from '../explain-json.ts'
import {
  definitionColumns,
  type Origins,
  originOf,
  readOrigins,
  shownColumns,
} from '../explain-origins.ts'
import { explanationText } from '../explain-text.ts'
import { exportRows, readFormat } from '../export-rows.ts'
import { requireWarehouse } from './sql.ts'

export interface ExplainCommandOptions {
  /** A column to trace instead of a number. */
  readonly column?: string
  readonly rows?: boolean
  readonly part?: string
  readonly limit?: string
  readonly format?: string
}

const tableLimit = 50

/**
 * `csq explain connect_rate 2026-Q3 channel=phone`: a number with its proof, read-only; false when
 * it was not found again.
 */
export async function explainCommand(
  context: Context,
  words: readonly (string | undefined)[],
  options: ExplainCommandOptions,
): Promise<boolean> {
  const { workspace } = context
  const [name, period, group] = words
  requireWarehouse(workspace.warehouse)
  const database = await openReader(workspace.warehouse)
  try {
    if (options.column !== undefined) {
      const origins = await readOrigins(database, workspace.zone)
      await explainColumn(context.output, database, origins, options.column)
      return true
    }
    if (name === undefined || period === undefined) {
      throw new UserError('Which number is to be explained?', {
        hint: 'csq explain connect_rate 2026-Q3 channel=phone, or --column marts.contacts.is_offered.',
      })
    }
    const question = readNumberQuestion(await readIndicators(), name, period, group)
    return options.rows === true || options.part !== undefined
      ? await listRows(context, database, question, options)
      : await explain(context, database, question)
  } finally {
    database.close()
  }
}

async function explain(
  { workspace, output }: Context,
  database: Database,
  question: NumberQuestion,
): Promise<boolean> {
  await publishedNumber(database, question) // says what is wrong before anything is read
  const origins = await readOrigins(database, workspace.zone)
  const columnsOf = new Map<CountedSide, readonly string[]>()
  const explanation = await explainNumber(database, question, async (side) => {
    columnsOf.set(side, await definitionColumns(database, origins, side))
    return originOf(database, origins, side)
  })
  output.say(explanationText(explanation, origins, columnsOf))
  output.result(explanationJson(explanation, origins, columnsOf))
  return explanation.problems.length === 0
}

async function listRows(
  { workspace, output }: Context,
  database: Database,
  question: NumberQuestion,
  options: ExplainCommandOptions,
): Promise<boolean> {
  const part = readPart(options.part) ?? defaultPart(question)
  const format = readFormat(options.format, undefined, output.isJson ? 'json' : 'table')
  const limit = readLimit(options.limit) ?? (format === 'table' ? tableLimit : undefined)
  const origins = await readOrigins(database, workspace.zone)
  const rows = await rowsOf(database, origins, question, part)
  const proofs = await proveRows(database, rows)
  const limited = limit === undefined ? rows.sql : `select * from (\n${rows.sql}\n) limit ${limit}`
  await exportRows(database, limited, format, undefined)
  const said = proofs.map(
    ({ expression, column, published, found, agrees }) =>
      `${agrees ? '✓' : '✗ 不一致 DIFFERENT'} ${expression} = ${found}，公布 published ${column} = ${published}`,
  )
  const failed = said.filter((_, index) => proofs[index]?.agrees === false)
  if (failed.length > 0)
    throw new UserError(failed.join('\n'), { hint: 'run csq build, then ask again.' })
  if (format === 'table') output.say(said.join('\n') || '此数未公布 · no such count is published')
  return true
}

async function rowsOf(
  database: Database,
  origins: Origins,
  question: NumberQuestion,
  part: Part,
): Promise<NumberRows> {
  const published = await publishedNumber(database, question)
  const side = sideOfPart(question, part)
  if (side === undefined) return tableRows(question, published, part)
  const shown = await shownColumns(database, origins, side, question.groupedBy)
  return martRows(question, published, part, side, shown)
}

function readPart(name: string | undefined): Part | undefined {
  if (name === undefined) return undefined
  const found = parts.find((each) => each === name)
  if (found === undefined) throw unknownName('part', name, parts)
  return found
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new UserError(`--limit ${text} is not a number of rows.`, { hint: 'write --limit 20.' })
}
