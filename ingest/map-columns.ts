import { nearestName, UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { type CompiledColumn, type CompiledContract, rawColumn } from './compile-contract.ts'
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
    return { column, sql: codeSql(source, column, dated, options.codes) }
  })
  return {
    select: cells.map(({ column, sql }) => `${sql} as ${rawColumn(column.name)}`).join(',\n  '),
    unclaimed: names.filter((name) => !claimed.has(name)),
    absent,
  }
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
  if (typeof mapping === 'string') return locateAll({ from: mapping }, find)
  if ('value' in mapping) return { sql: literal(mapping.value), uses: [] }
  if ('sql' in mapping) return computed(mapping.sql, find)
  return locateAll(mapping, find)
}

function locateAll(
  mapping: { from: string | readonly string[]; dates?: readonly string[] },
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
  return { sql: mapping.dates === undefined ? joined : dateSql(joined, mapping.dates), uses }
}

/** Quoted names of the delivery in a computed column; one that is absent makes the column so. */
function computed(sql: string, find: (header: string) => string | undefined): Located {
  const uses: string[] = []
  let missing: string | undefined
  const resolved = sql.replace(/"((?:[^"]|"")+)"/g, (_, quoted: string) => {
    const header = quoted.replaceAll('""', '"')
    const name = find(header)
    if (name === undefined) missing ??= header
    else uses.push(name)
    return identifier(name ?? header)
  })
  if (missing !== undefined) return { sql: nothing, uses, missing }
  return { sql: `(${resolved})::varchar`, uses }
}

/** A date by the first format that fits, written as ISO; what fits none stays as it is. */
function dateSql(cell: string, formats: readonly string[]): string {
  const list = formats.map((format) => literal(format)).join(', ')
  const plain = `replace(replace(${cell}, '上午', 'AM'), '下午', 'PM')`
  return `coalesce(strftime(try_strptime(${plain}, [${list}]), '%Y-%m-%d %H:%M:%S'), ${cell})`
}

/** Days since 30 December 1899, as workbooks keep instants in cells without a date format. */
function serialDateSql(cell: string, column: CompiledColumn): string {
  if (column.kind !== 'timestamp' && column.kind !== 'day') return cell
  const format = column.kind === 'day' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S'
  const seconds = `to_seconds(round(${cell}::double * 86400)::bigint)`
  return `case when regexp_full_match(${cell}, '[1-9][0-9]{4}(\\.[0-9]+)?')
    then strftime(timestamp '1899-12-30' + ${seconds}, '${format}') else ${cell} end`
}

/**
 * Words of the system to codes, by comparison. Never by `in (…)`: DuckDB makes a join of a long
 * list, and a join loses the order of the rows, by which records are numbered.
 */
function codeSql(
  source: Source,
  column: CompiledColumn,
  cell: string,
  reference: ReferenceCodes,
): string {
  const own = Object.entries(source.codes[column.name] ?? {})
  const shared = column.codesFrom === undefined ? [] : [...(reference.get(column.codesFrom) ?? [])]
  const words = new Map([...shared, ...own].map(([word, code]) => [word.toLowerCase(), code]))
  const rest = words.get('*')
  words.delete('*')
  if (words.size === 0 && rest === undefined) return cell
  const branches = [...words].map(([word, code]) => `when ${literal(word)} then ${literal(code)}`)
  const other =
    rest === undefined ? cell : `case when ${cell} is not null then ${literal(rest)} end`
  return branches.length === 0
    ? other
    : `case lower(${cell}) ${branches.join(' ')} else ${other} end`
}
