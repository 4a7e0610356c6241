import { z } from 'zod'
import { identifier, literal } from '../core/sql.ts'
import { toUtcSql, type Zone } from '../core/zone.ts'
import type { Contract } from './define-contract.ts'
import { type FieldMeta, falseWords, trueWords } from './fields.ts'
import { keySql, maskSql, maskValueSql } from './mask.ts'

/** One column of a contract, ready for SQL. */
export interface CompiledColumn {
  readonly name: string
  readonly zh: string
  readonly kind: FieldMeta['kind']
  readonly personal: FieldMeta['personal']
  readonly isRequired: boolean
  /** Column name and type in the landing table. */
  readonly landing: string
  readonly type: string
  /** SQL over `r_<name>` (trimmed raw text or null) that gives the typed value or null. */
  readonly typed: string
}

/** A rule as SQL over the raw (`r_`) and typed (`v_`) columns; true when it is broken. */
export interface CompiledRule {
  readonly column: string
  readonly reason: string
  readonly broken: string
}

export interface CompiledContract {
  readonly contract: Contract
  readonly columns: readonly CompiledColumn[]
  readonly rules: readonly CompiledRule[]
}

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly (string | number | null)[]
}

interface Property extends FieldMeta, Bounds {
  readonly anyOf?: readonly (Bounds & { readonly type?: string })[]
  readonly type?: string | readonly string[]
}

export const rawColumn = (name: string) => identifier(`r_${name}`)
export const typedColumn = (name: string) => identifier(`v_${name}`)

/** The same contract as SQL: casts, and one predicate per rule that zod states. */
export function compileContract(
  contract: Contract,
  options: { zone: Zone; sourceCodes?: ReadonlyMap<string, string> },
): CompiledContract {
  const schema = z.toJSONSchema(contract.row, { io: 'output' })
  const columns: CompiledColumn[] = []
  const rules: CompiledRule[] = []
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    const property = value as unknown as Property // JSON Schema keeps the meta of `fields.ts`
    const column = compileColumn(name, property, options)
    columns.push(column)
    rules.push(...cellRules(column, property))
  }
  for (const rule of contract.rules) {
    rules.push({ ...rule, broken: rewriteColumns(rule.broken, columns) })
  }
  return { contract, columns, rules }
}

function compileColumn(
  name: string,
  property: Property,
  options: { zone: Zone; sourceCodes?: ReadonlyMap<string, string> },
): CompiledColumn {
  const isKey = property.personal === 'key'
  return {
    name,
    zh: property.zh,
    kind: property.kind,
    personal: property.personal,
    isRequired: !isNullable(property),
    landing: isKey ? name.replace(/_id$/, '_key') : name,
    type: sqlTypes[property.kind],
    typed: typedSql(rawColumn(name), property, options),
  }
}

function isNullable(property: Property): boolean {
  if (property.anyOf) return property.anyOf.some((each) => each.type === 'null')
  return Array.isArray(property.type) && property.type.includes('null')
}

const sqlTypes: Record<FieldMeta['kind'], string> = {
  text: 'VARCHAR',
  code: 'VARCHAR',
  boolean: 'BOOLEAN',
  number: 'DOUBLE',
  integer: 'BIGINT',
  timestamp: 'TIMESTAMP',
  day: 'DATE',
  month: 'VARCHAR',
}

/** Reasons for a value that does not parse, by kind. */
const unparsed: Partial<Record<FieldMeta['kind'], string>> = {
  boolean: 'not_a_boolean',
  number: 'not_a_number',
  integer: 'not_a_number',
  timestamp: 'not_a_timestamp',
  day: 'not_a_day',
  month: 'not_a_month',
  code: 'unknown_code',
}

function cellRules(column: CompiledColumn, property: Property): CompiledRule[] {
  const raw = rawColumn(column.name)
  const typed = typedColumn(column.name)
  const rules: CompiledRule[] = []
  const add = (reason: string, broken: string) =>
    rules.push({ column: column.name, reason, broken })
  if (column.isRequired) add('missing_required', `${raw} is null`)
  const reason = unparsed[column.kind]
  if (reason !== undefined) add(reason, `(${raw} is not null and ${typed} is null)`)
  if (column.kind === 'number' || column.kind === 'integer') {
    const bounds: string[] = []
    const { minimum = -1e15, maximum = 1e15, enum: allowed = [] } = boundsOf(property)
    if (minimum > -1e15) bounds.push(`${typed} < ${minimum}`)
    if (maximum < 1e15) bounds.push(`${typed} > ${maximum}`)
    if (allowed.length > 0) {
      bounds.push(`(${allowed.map((each) => `${typed} <> ${each}`).join(' and ')})`)
    }
    if (bounds.length > 0) add('out_of_range', `(${bounds.join(' or ')})`)
  }
  return rules
}

/** The bounds of a number; of an optional one they stand in the branch that is not null. */
function boundsOf(property: Property): Bounds {
  return property.anyOf?.find((each) => each.type !== 'null') ?? property
}

const fullWidthSigns = '０１２３４５６７８９：／－．，＋　'
const asciiSigns = '0123456789:/-.,+ '

function typedSql(
  raw: string,
  property: Property,
  options: { zone: Zone; sourceCodes?: ReadonlyMap<string, string> },
): string {
  switch (property.kind) {
    case 'text':
      if (property.personal === 'key') return keySql(raw)
      return property.personal === 'free_text' ? maskSql(raw, 'r_customer_id') : raw
    case 'code':
      return codeSql(raw, property, options.sourceCodes)
    case 'boolean':
      return booleanSql(raw)
    case 'number':
      return numberSql(raw, 'DOUBLE', String.raw`[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?`)
    case 'integer':
      return numberSql(raw, 'BIGINT', String.raw`[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,15})(\.0+)?`)
    case 'timestamp':
      return timestampSql(raw, options.zone)
    case 'day':
      return daySql(raw)
    case 'month':
      return `case when regexp_full_match(${narrowSql(raw)}, '[0-9]{4}-(0[1-9]|1[0-2])') then ${narrowSql(raw)} end`
  }
}

function narrowSql(raw: string): string {
  return `translate(${raw}, ${literal(fullWidthSigns)}, ${literal(asciiSigns)})`
}

/**
 * Words to codes by comparison. Never by `in (…)`: DuckDB makes a join of a long list, and a
 * join loses the order of the rows, by which records are numbered.
 */
function codeSql(
  raw: string,
  property: Property,
  sourceCodes: ReadonlyMap<string, string> | undefined,
): string {
  const spelling = new Map<string, string>()
  if (property.codesFrom !== undefined) {
    for (const [source, code] of sourceCodes ?? []) spelling.set(source.toLowerCase(), code)
  }
  for (const [code, labels] of Object.entries(property.labels ?? {})) {
    for (const each of [code, ...labels]) spelling.set(each.toLowerCase(), code)
  }
  const known = Object.keys(property.labels ?? {})
  const words = [...spelling].filter(([, code]) => known.includes(code))
  const exact = known.map((code) => `when ${literal(code)} then ${literal(code)}`)
  const lower = words.map(([word, code]) => `when ${literal(word)} then ${literal(code)}`)
  return `case ${raw} ${exact.join(' ')} else case lower(${raw}) ${lower.join(' ')} end end`
}

function booleanSql(raw: string): string {
  const branches = [
    ...trueWords.map((word) => `when ${literal(word)} then true`),
    ...falseWords.map((word) => `when ${literal(word)} then false`),
  ]
  return `case lower(${narrowSql(raw)}) ${branches.join(' ')} end`
}

function numberSql(raw: string, type: string, pattern: string): string {
  const narrow = narrowSql(raw)
  return `case when regexp_full_match(${raw}, '[0-9]{1,9}') then try_cast(${raw} as ${type})
    when regexp_full_match(${narrow}, '${pattern}') then try_cast(try_cast(replace(${narrow}, ',', '') as double) as ${type}) end`
}

/** The plain form is cast at once; every other accepted form is put in order first. */
function timestampSql(raw: string, zone: Zone): string {
  const plain = `regexp_full_match(${raw}, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}')`
  const pattern = String.raw`^([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?[ Tt]?([0-9]{1,2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,6})?)?[0-9]{0,3} ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?$`
  const narrow = narrowSql(raw)
  const ordered = `regexp_replace(${narrow}, '${pattern}', '\\1-\\2-\\3 \\4\\5@\\6')`
  const parsed = (text: string, offset: string) =>
    `try_strptime(${text}, ['%Y-%m-%d %H:%M:%S${offset}', '%Y-%m-%d %H:%M:%S.%f${offset}', '%Y-%m-%d %H:%M${offset}'])`
  const local = parsed(`replace(${ordered}, '@', '')`, '')
  const withOffset = parsed(`replace(replace(upper(${ordered}), '@', ''), 'Z', '+00')`, '%z')
  return `case when ${plain} then ${toUtcSql(zone, `try_cast(${raw} as timestamp)`)}
    when not regexp_matches(${narrow}, '${pattern}') then null
    when ends_with(${ordered}, '@') then ${toUtcSql(zone, local)}
    else timezone('UTC', ${withOffset}) end`
}

function daySql(raw: string): string {
  const pattern = '^([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?$'
  const narrow = narrowSql(raw)
  const group = (index: number) => `regexp_extract(${narrow}, '${pattern}', ${index})`
  return `case when regexp_matches(${narrow}, '${pattern}') then try_cast(${group(1)} || '-' || lpad(${group(2)}, 2, '0') || '-' || lpad(${group(3)}, 2, '0') as date) end`
}

/** Column names of a row rule as typed columns. */
function rewriteColumns(sql: string, columns: readonly CompiledColumn[]): string {
  const names = new Set(columns.map((column) => column.name))
  return sql.replace(/\b[a-z_][a-z0-9_]*\b/g, (word) =>
    names.has(word) ? typedColumn(word) : word,
  )
}

/** What quarantine shows of a refused cell: never a personal value. */
export function shownValueSql(column: CompiledColumn | undefined): string {
  if (column === undefined) return `''`
  const raw = rawColumn(column.name)
  if (column.personal !== undefined) return `case when ${raw} is not null then '***' end`
  return maskValueSql(raw, 'r_customer_id')
}
