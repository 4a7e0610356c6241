import { nearestName, UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { codeSql } from './code-words.ts'
import { type CompiledColumn, type CompiledContract, rawColumn } from './compile-contract.ts'
import { dateSql, serialDateSql } from './date-cells.ts'
import type { Mapping, Source } from './define-source.ts'
import { plainHeader } from './read-header.ts'

/** What a source and a contract make of the columns of one delivery. */
export interface MappedColumns {
  /** SQL list `… as r_<column>` over the cleaned cells, one per column of the contract. */
  readonly select: string
  /** Columns of the delivery that none of the contract's claims. */
  readonly unclaimed: readonly string[]
  /** Columns of the contract that the delivery lacks, each with the header that was looked for. */
  readonly absent: readonly { readonly column: CompiledColumn; readonly header: string }[]
}

/** The words of a code that reference tables add, by the table's name. */
export type ReferenceCodes = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Maps the columns of a delivery, by their names as delivered, to those of the contract. A
 * column without a mapping is found by its identifier or its Chinese label.
 */
export function mapColumns(
  source: Source,
  compiled: CompiledContract,
  names: readonly string[],
  options: {
    codes: ReferenceCodes
    renamed?: ReadonlyMap<string, string>
    hasSerialDates?: boolean
  },
): MappedColumns {
  const byPlainName = new Map([...names].reverse().map((name) => [plainHeader(name), name]))
  const find = (header: string) => {
    const sought = options.renamed?.get(header) ?? header
    return names.includes(sought) ? sought : byPlainName.get(plainHeader(sought))
  }
  const claimed = new Set<string>()
  const absent: { column: CompiledColumn; header: string }[] = []
  const cells = compiled.columns.map((column) => {
    const found = locate(source.map[column.name], column, find)
    for (const name of found.uses) claimed.add(name)
    if (found.missing !== undefined) absent.push({ column, header: found.missing })
    const dated = options.hasSerialDates === true ? serialDateSql(found.sql, column) : found.sql
    return { column, sql: codeSql(source, compiled.contract, column, dated, options.codes) }
  })
  return {
    select: cells.map(({ column, sql }) => `${sql} as ${rawColumn(column.name)}`).join(',\n  '),
    unclaimed: names.filter((name) => !isClaimed(name, claimed)),
    absent,
  }
}

/** A column, or an object around or within one: `agent` and `agent.id` are one thing. */
function isClaimed(name: string, claimed: ReadonlySet<string>): boolean {
  const isWithin = (inner: string, outer: string) => inner.startsWith(`${outer}.`)
  return [...claimed].some((each) => each === name || isWithin(each, name) || isWithin(name, each))
}

/** Throws a UserError that names every required column the delivery lacks. */
export function requireColumns(
  mapped: MappedColumns,
  compiled: CompiledContract,
  names: readonly string[],
  file: string,
): void {
  const missing = mapped.absent.filter(({ column }) => column.isRequired)
  if (missing.length === 0) return
  const named = missing.map(({ column, header }) => {
    const near = nearestName(header, mapped.unclaimed)
    const hint = near === undefined ? '' : `; is it "${near}" now?`
    const sought = header === column.name ? '' : `, sought as "${header}"`
    return `"${column.name}" (${column.zh}${sought}${hint})`
  })
  throw new UserError(
    `${compiled.contract.name}: required column ${named.join(', ')} is missing from ${file} (found: ${names.join(', ').slice(0, 400)}).`,
    {
      hint: 'ask the sending team whether the export changed, or map the header in a file of ingest/sources/; the whole file is held.',
    },
  )
}

interface Located {
  readonly sql: string
  readonly uses: readonly string[]
  /** The header that was looked for in vain. */
  readonly missing?: string
}

const nothing = 'null::varchar'

/** Where a column comes from: by its mapping, else by its identifier or Chinese label. */
function locate(
  mapping: Mapping | undefined,
  column: CompiledColumn,
  find: (header: string) => string | undefined,
): Located {
  if (mapping === undefined) {
    const name = find(column.name) ?? find(column.zh)
    return name === undefined
      ? { sql: nothing, uses: [], missing: column.name }
      : { sql: identifier(name), uses: [name] }
  }
  if (typeof mapping === 'string') return locateAll({ from: mapping }, column, find)
  if ('value' in mapping) return { sql: literal(mapping.value), uses: [] }
  if ('sql' in mapping) return computed(mapping.sql, column, find)
  return locateAll(mapping, column, find)
}

function locateAll(
  mapping: { from: string | readonly string[]; dates?: readonly string[] },
  column: CompiledColumn,
  find: (header: string) => string | undefined,
): Located {
  const headers = typeof mapping.from === 'string' ? [mapping.from] : mapping.from
  const names = headers.map(find)
  const missing = headers.find((_, index) => names[index] === undefined)
  if (missing !== undefined) return { sql: nothing, uses: [], missing }
  const uses = names.filter((name) => name !== undefined)
  const cells = uses.map((name) => identifier(name))
  const [first = nothing] = cells
  const joined =
    cells.length === 1
      ? first
      : `case when ${first} is not null then concat_ws(' ', ${cells.join(', ')}) end`
  return {
    sql: mapping.dates === undefined ? joined : dateSql(joined, mapping.dates, column),
    uses,
  }
}

/** Names in double quotes within SQL, its string literals passed over. */
const sqlParts = /'(?:[^']|'')*'|"((?:[^"]|"")+)"/g

/** The headers that a computed column reads. */
export function headersIn(sql: string): readonly string[] {
  return [...sql.matchAll(sqlParts)].flatMap(([, quoted]) =>
    quoted === undefined ? [] : [quoted.replaceAll('""', '"')],
  )
}

/**
 * A computed column; one whose headers are absent is absent. A cell that it fails on becomes
 * `? cell`, which no number, instant or code is, so that the record is refused; text has no such
 * form, and the file is held.
 */
function computed(
  sql: string,
  column: CompiledColumn,
  find: (header: string) => string | undefined,
): Located {
  const uses: string[] = []
  let missing: string | undefined
  const resolved = sql.replace(sqlParts, (part, quoted: string | undefined) => {
    if (quoted === undefined) return part
    const header = quoted.replaceAll('""', '"')
    const name = find(header)
    if (name === undefined) missing ??= header
    else uses.push(name)
    return identifier(name ?? header)
  })
  if (missing !== undefined) return { sql: nothing, uses, missing }
  const value = `(${resolved})::varchar`
  if (column.kind === 'text' || uses.length === 0) return { sql: value, uses }
  const cells = uses.map((name) => identifier(name)).join(', ')
  // `try` gives null for an error, and so must not meet a null that is meant
  return {
    sql: `nullif(coalesce(try(coalesce(${value}, '')), concat_ws(' ', '?', ${cells})), '')`,
    uses,
  }
}
