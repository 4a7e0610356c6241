import type { Database } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { literal } from '../core/sql.ts'

/** A condition that was parsed: its canonical SQL and the columns that it names. */
export interface Condition {
  readonly sql: string
  readonly columns: readonly string[]
}

/** Functions of one row that read nothing else; operators are always allowed. */
const functions = [
  ...['abs', 'ceil', 'floor', 'round', 'trunc', 'greatest', 'least'],
  ...['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'length', 'left', 'right', 'substring', 'substr'],
  ...['contains', 'starts_with', 'ends_with', 'prefix', 'suffix', 'concat', 'replace'],
  ...['regexp_matches', 'regexp_full_match', 'like_escape', 'ilike_escape', 'not_like_escape'],
  ...['year', 'quarter', 'month', 'week', 'day', 'dayofweek', 'isodow', 'hour', 'minute'],
  ...['date_part', 'date_trunc', 'date_diff', 'datediff', 'strftime', 'local_day'],
  ...['to_days', 'to_weeks', 'to_months', 'to_years', 'to_hours', 'to_minutes', 'to_seconds'],
  ...['list_value', 'list_contains', 'ifnull'],
]

const forbidden: Readonly<Record<string, string>> = {
  SUBQUERY: 'a sub-query',
  WINDOW: 'a window function',
  LAMBDA: 'a lambda',
  PARAMETER: 'a parameter',
  STAR: 'a star',
  POSITIONAL_REFERENCE: 'a column by its position',
  DEFAULT: 'a default',
}

/**
 * A condition of one row as DuckDB's own parser reads it, without its comments. A UserError when
 * it does not parse, ends early, asks other tables, or calls a function that is not of one row.
 */
export async function parseCondition(
  database: Database,
  text: string,
  option: string,
): Promise<Condition> {
  // the line break ends a comment at the end
  const { tree } = await database.row<{ tree: string }>(
    `select json_serialize_sql(${literal(`select 1 from t where (\n${text}\n)`)})::varchar as tree`,
  )
  const parsed = JSON.parse(tree) as Parsed // DuckDB's own output
  if (parsed.error) throw new UserError(`${option}: ${parsed.error_message ?? 'does not parse'}`)
  const where = onlyCondition(parsed)
  if (where === undefined) {
    throw new UserError(`${option}: "${text}" is more than a condition.`, {
      hint: `for example ${option} "department_id = 'D02' and is_transferred".`,
    })
  }
  const columns = new Set<string>()
  visit(where, columns, option)
  const { sql } = await database.row<{ sql: string }>(
    `select json_deserialize_sql(${literal(tree)}::json) as sql`,
  )
  return { sql: sql.slice(sql.indexOf(' WHERE ') + ' WHERE '.length), columns: [...columns] }
}

interface Parsed {
  readonly error: boolean
  readonly error_message?: string
  readonly statements?: readonly { readonly node: Node }[]
}

type Node = Readonly<Record<string, unknown>>

/** The condition of the only statement; undefined when the text added another clause. */
function onlyCondition({ statements = [] }: Parsed): Node | undefined {
  const [statement, another] = statements
  if (statement === undefined || another !== undefined) return undefined
  const { node } = statement
  const isPlain =
    node.type === 'SELECT_NODE' &&
    [node.modifiers, node.group_expressions, node.group_sets].every(isEmpty) &&
    [node.having, node.qualify, node.sample].every((each) => each === null) &&
    isNode(node.from_table) &&
    node.from_table.type === 'BASE_TABLE'
  return isPlain && isNode(node.where_clause) ? node.where_clause : undefined
}

function visit(value: unknown, columns: Set<string>, option: string): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, columns, option)
    return
  }
  if (!isNode(value)) return
  const expression = String(value.class ?? '')
  const what = forbidden[expression]
  if (what !== undefined) {
    throw new UserError(`${option}: ${what} is not a condition of one row.`, {
      hint: 'csq sql answers what a condition cannot say.',
    })
  }
  if (expression === 'COLUMN_REF' && Array.isArray(value.column_names)) {
    if (value.column_names.length > 1) {
      const name = value.column_names.join('.')
      throw new UserError(`${option}: "${name}" names a table.`, {
        hint: 'write the column alone.',
      })
    }
    columns.add(String(value.column_names[0]).toLowerCase())
  }
  if (expression === 'FUNCTION') requireFunction(value, option)
  for (const each of Object.values(value)) visit(each, columns, option)
}

function requireFunction(node: Node, option: string): void {
  const name = String(node.function_name).toLowerCase()
  if (node.is_operator === true || functions.includes(name)) return
  const { message, hint } = unknownName('function of one row', name, functions)
  throw new UserError(`${option}: ${message}`, { ...(hint !== undefined && { hint }) })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
