import { z } from 'zod'
import { identifier, literal } from '../core/sql.ts'
import { toUtcSql, type Zone } from '../core/zone.ts'
import type { Contract } from './define-contract.ts'
import { type FieldMeta, falseWords, narrow, trueWords } from './fields.ts'
import { keySql, maskSql } from './mask.ts'

/** One column of a contract, ready for SQL. */
export interface CompiledColumn {
  readonly name: string
  readonly zh: string
  readonly kind: FieldMeta['kind']
  readonly personal: FieldMeta['personal']
  /** The reference table whose rows name further codes. */
  readonly codesFrom: FieldMeta['codesFrom']
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
  /** Over one cell, as zod states it, or over several columns. */
  readonly scope: 'cell' | 'row'
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

/** Contracts are compiled once per zone: they never change while the program runs. */
const compiledContracts = new WeakMap<Contract, Map<string, CompiledContract>>()

/** The same contract as SQL: casts, and one predicate per rule that zod states. */
export function compileContract(contract: Contract, options: { zone: Zone }): CompiledContract {
  const byZone = compiledContracts.get(contract) ?? new Map<string, CompiledContract>()
  compiledContracts.set(contract, byZone)
  const compiled = byZone.get(options.zone.name) ?? compile(contract, options)
  byZone.set(options.zone.name, compiled)
  return compiled
}

function compile(contract: Contract, options: { zone: Zone }): CompiledContract {
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
    rules.push({ ...rule, broken: rewriteColumns(rule.broken, columns), scope: 'row' })
  }
  return { contract, columns, rules }
}

function compileColumn(name: string, property: Property, options: { zone: Zone }): CompiledColumn {
  const isKey = property.personal === 'key'
  return {
    name,
    zh: property.zh,
    kind: property.kind,
    personal: property.personal,
    codesFrom: property.codesFrom,
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
    rules.push({ column: column.name, reason, broken, scope: 'cell' })
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

/** Full-width signs, the ideographic space among them, and their ASCII forms. */
const wide = `${Array.from({ length: 94 }, (_, index) => String.fromCharCode(0xff01 + index)).join('')}\u3000`
const ascii = `${Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).join('')} `

function typedSql(raw: string, property: Property, options: { zone: Zone }): string {
  switch (property.kind) {
    case 'text':
      if (property.personal === 'key') return keySql(raw)
      return property.personal === 'free_text' ? maskSql(raw, 'r_customer_id') : raw
    case 'code':
      return codeSql(raw, property)
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
      return named(
        'each',
        narrowSql(raw),
        `case when regexp_full_match(each, '[0-9]{4}-(0[1-9]|1[0-2])') then each end`,
      )
  }
}

/** Slow, so that it stands only where a plain comparison has failed. */
function narrowSql(raw: string): string {
  return `translate(${raw}, ${literal(wide)}, ${literal(ascii)})`
}

/**
 * Words to codes by comparison. Never by `in (…)`: DuckDB makes a join of a long list, and a
 * join loses the order of the rows, by which records are numbered.
 */
function codeSql(raw: string, property: Property): string {
  const known = Object.entries(property.labels ?? {})
  const spelling = new Map(
    known.flatMap(([code, labels]) =>
      [code, ...labels].map((word) => [narrow(word).toLowerCase(), code]),
    ),
  )
  const exact = known.flatMap(([code, labels]) =>
    [code, ...labels].map((word) => `when ${literal(word)} then ${literal(code)}`),
  )
  const words = [...spelling].map(([word, code]) => `when ${literal(word)} then ${literal(code)}`)
  return `case ${raw} ${exact.join(' ')} else case lower(${narrowSql(raw)}) ${words.join(' ')} end end`
}

function booleanSql(raw: string): string {
  const branches = [
    ...trueWords.map((word) => `when ${literal(word)} then true`),
    ...falseWords.map((word) => `when ${literal(word)} then false`),
  ]
  return `case ${raw} ${branches.join(' ')} else case lower(${narrowSql(raw)}) ${branches.join(' ')} end end`
}

function numberSql(raw: string, type: string, pattern: string): string {
  const typed = (text: string) =>
    `try_cast(try_cast(replace(${text}, ',', '') as double) as ${type})`
  const narrow = named(
    'each',
    narrowSql(raw),
    `case when regexp_full_match(each, '${pattern}') then ${typed('each')} end`,
  )
  return `case when regexp_full_match(${raw}, '[0-9]{1,9}') then try_cast(${raw} as ${type})
    when regexp_full_match(${raw}, '${pattern}') then ${typed(raw)}
    when regexp_matches(${raw}, '[\uff01-\uff5e\u3000]') then ${narrow} end`
}

/** The plain form is cast at once; every other accepted form is put in order first. */
function timestampSql(raw: string, zone: Zone): string {
  // cheaper than a regular expression: the cast refuses what is no digit, but takes 24:00 and a Z
  const plain = `${raw} like '____-__-__ __:__:__' and strlen(${raw}) = 19 and ${raw} >= '0' and ${raw} < ':'
      and ${raw} not like '% 24:%' and not ends_with(lower(${raw}), 'z')`
  const pattern = String.raw`^([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?[ Tt]?([0-9]{1,2}:[0-9]{2})(?:(:[0-9]{2}(?:\.[0-9]{1,6})?)|(:[0-9]{2}\.[0-9]{6})[0-9]{1,3})? ?([Zz]|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?$`
  const parsed = (text: string, offset: string) =>
    `try_strptime(${text}, ['%Y-%m-%d %H:%M:%S${offset}', '%Y-%m-%d %H:%M:%S.%f${offset}', '%Y-%m-%d %H:%M${offset}'])`
  // parts of the ordered text: day and time, offset
  const local = parsed('part[1]', '')
  // with an offset DuckDB takes 30 February, so that the date is tried without it, too
  const withOffset = parsed(`part[1] || replace(upper(part[2]), 'Z', '+00')`, '%z')
  const ordered = named(
    'part',
    `string_split(regexp_replace(each, '${pattern}', '\\1-\\2-\\3 \\4\\5\\6@\\7'), '@')`,
    `case
      when part[2] = '' then ${toUtcSql(zone, local)}
      when ${local} is not null then timezone('UTC', ${withOffset}) end`,
  )
  const other = named(
    'each',
    narrowSql(raw),
    `case when regexp_matches(each, '${pattern}') then ${ordered} end`,
  )
  return `case when ${plain} then ${toUtcSql(zone, `try_cast(${raw} as timestamp)`)} else ${other} end`
}

/** SQL of `use`, in which `name` stands for `value`, computed and planned once. */
function named(name: string, value: string, use: string): string {
  return `list_transform([${value}], lambda ${name}: ${use})[1]`
}

function daySql(raw: string): string {
  const pattern = '^([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?(?:[ T]00:00(?::00)?)?$'
  const group = (index: number) => `regexp_extract(each, '${pattern}', ${index})`
  const date = `${group(1)} || '-' || lpad(${group(2)}, 2, '0') || '-' || lpad(${group(3)}, 2, '0')`
  const other = named(
    'each',
    narrowSql(raw),
    `case when regexp_matches(each, '${pattern}') then try_cast(${date} as date) end`,
  )
  return `case when ${raw} like '____-__-__' and strlen(${raw}) = 10 and regexp_full_match(${raw}, '[0-9-]+')
    then try_cast(${raw} as date) else ${other} end`
}

/** Column names of a row rule as typed columns. */
function rewriteColumns(sql: string, columns: readonly CompiledColumn[]): string {
  const names = new Set(columns.map((column) => column.name))
  return sql.replace(/\b[a-z_][a-z0-9_]*\b/g, (word) =>
    names.has(word) ? typedColumn(word) : word,
  )
}

/** The part of a refused cell that quarantine may show, not yet masked: never a personal value. */
export function shownValueSql(column: CompiledColumn | undefined): string {
  if (column === undefined) return `''`
  const raw = rawColumn(column.name)
  return column.personal === undefined ? raw : `case when ${raw} is not null then '***' end`
}
