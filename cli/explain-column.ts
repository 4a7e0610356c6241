import type { Database } from '../core/database.ts'
import { unknownName } from '../core/errors.ts'
import { written } from '../metrics/explain-sides.ts'
import { readIndicators } from '../metrics/indicators.ts'
import { columnsNamed, dependentsOf, type Lineage } from '../transforms/lineage.ts'
import { expressionSql } from '../transforms/lineage-tree.ts'
import type { Origins } from './explain-origins.ts'
import { type Output, textTable } from './output.ts'

/** A column with what it is computed from, down to what was delivered. */
interface ColumnTrace {
  readonly column: string
  readonly description: string | null
  readonly header_zh: string | null
  /** What its model computes, innermost first. */
  readonly steps: readonly string[]
  readonly from: readonly ColumnTrace[]
}

/** `csq explain --column marts.contacts.is_answered`: where a column comes from and who uses it. */
export async function explainColumn(
  output: Output,
  database: Database,
  origins: Origins,
  name: string,
): Promise<void> {
  const column = findColumn(origins.lineage, name)
  const trace = await traceOf(database, origins, column)
  const dependents = dependentsOf(origins.lineage, column)
  const deciding = [...origins.lineage.rows]
    .filter(([, columns]) => columns.some((each) => each === column || dependents.includes(each)))
    .map(([model]) => model)
  const indicators = await indicatorsOf(database, origins, new Set([column, ...dependents]))
  output.result({ ...trace, used_by: { columns: dependents, rows_of: deciding, indicators } })
  output.say(traceLines(trace, '').join('\n'))
  output.say(`\n由此计算的列 · columns computed from it\n  ${dependents.join('\n  ') || '无 none'}`)
  output.say(
    `\n由此取舍行的模型 · models whose rows it decides\n  ${deciding.join('\n  ') || '无 none'}`,
  )
  output.say('\n用到它的指标 · indicators that use it')
  output.say(indicators.length === 0 ? '  无 none' : textTable(indicators))
}

/** The column with a full name, else the first whose name ends so; a UserError when there is none. */
function findColumn(lineage: Lineage, name: string): string {
  const wanted = name.toLowerCase()
  const all = [...[...lineage.columns.keys()].reverse(), ...lineage.base]
  const found =
    all.find((each) => each === wanted) ?? all.find((each) => each.endsWith(`.${wanted}`))
  if (found === undefined) throw unknownColumn(wanted, all)
  return found
}

/** Of a known table only its columns are near; hundreds of names are no help. */
function unknownColumn(wanted: string, all: readonly string[]) {
  const table = `${wanted.slice(0, wanted.lastIndexOf('.'))}.`
  const own = all.filter((each) => each.startsWith(table) || each.includes(`.${table}`))
  return unknownName('column', wanted, own.length > 0 ? own : ['marts.contacts.is_offered', ...all])
}

async function traceOf(database: Database, origins: Origins, column: string): Promise<ColumnTrace> {
  const { lineage, headers, models } = origins
  const made = lineage.columns.get(column)
  const cut = column.lastIndexOf('.')
  const model = models.find((each) => each.name === column.slice(0, cut))
  const own = model?.columns.find((each) => each.name === column.slice(cut + 1))
  const steps: string[] = []
  for (const { name, expression } of made?.steps ?? []) {
    steps.push(`${name} = ${await expressionSql(database, expression)}`)
  }
  const from: ColumnTrace[] = []
  for (const each of made?.from ?? []) from.push(await traceOf(database, origins, each))
  const header_zh = headers.get(column)?.zh ?? null
  return { column, description: own?.description ?? null, header_zh, steps, from }
}

function traceLines(trace: ColumnTrace, indent: string): string[] {
  const header = trace.header_zh === null ? '' : `「${trace.header_zh}」`
  return [
    `${indent}${trace.column}${header}${trace.description === null ? '' : `  ${trace.description}`}`,
    ...trace.steps.map((step) => `${indent}  · ${step}`),
    ...trace.from.flatMap((each) => traceLines(each, `${indent}    `)),
  ]
}

/** The indicators whose definition names one of the columns, and in which of its fields. */
async function indicatorsOf(
  database: Database,
  { models }: Origins,
  columns: ReadonlySet<string>,
): Promise<readonly { indicator: string; title: string; fields: string }[]> {
  const found = []
  for (const indicator of await readIndicators()) {
    if (!('from' in indicator)) continue
    const per = indicator.kind === 'per_exposure' && 'from' in indicator.per ? [indicator.per] : []
    const sides = [
      { from: indicator.from, fields: { at: indicator.at, ...written(indicator) } },
      ...per.map(({ from, at, rows }) => ({ from, fields: { 'per.at': at, 'per.rows': rows } })),
    ]
    const fields: string[] = []
    for (const side of sides) {
      const own = models.find((model) => model.name === side.from)?.columns ?? []
      const names = own.map((each) => each.name)
      for (const [field, sql] of Object.entries(side.fields)) {
        const named = await columnsNamed(database, side.from, names, sql)
        if (named.some((name) => columns.has(`${side.from}.${name}`))) fields.push(field)
      }
    }
    if (fields.length > 0) {
      const { name, title } = indicator
      found.push({ indicator: name, title: `${title.zh} ${title.en}`, fields: fields.join(', ') })
    }
  }
  return found
}
