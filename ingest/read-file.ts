import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { type CompiledContract, rawColumn } from './compile-contract.ts'
import { type FileFacts, inspectBinary, inspectFile } from './inspect-file.ts'
import { type Header, mapHeader, readHeader, requireColumns } from './read-header.ts'
import { rewriteText } from './rewrite-text.ts'

/** A delivery, found and hashed. */
export interface InspectedFile {
  readonly path: string
  /** Path below the inbox, as people name it. */
  readonly name: string
  readonly facts: Pick<FileFacts, 'sha256' | 'bytes'> & Partial<FileFacts>
}

/** A delivery as a relation of raw text. */
export interface ReadableFile {
  /** SQL that gives `r_<column>` (trimmed text or null) and `_structure` (reason or null). */
  readonly relation: string
  readonly unknown: Header['unknown']
  /** Whether the CSV reader puts structural errors into `rejected_lines`. */
  readonly hasRejects: boolean
  /** Removes what was made for reading. */
  dispose(): void
}

export const rejectedLines = 'rejected_lines'

/** Endings of the files that can be read. */
export const readableFormats = [
  '.csv',
  '.csv.gz',
  '.tsv',
  '.tsv.gz',
  '.ndjson',
  '.ndjson.gz',
  '.parquet',
] as const

/** Whether a file name ends in a format that can be read. */
export function isReadable(name: string): boolean {
  return readableFormats.some((ending) => name.toLowerCase().endsWith(ending))
}

/** Hash, size and, for text, encoding and first lines. */
export async function inspect(path: string, name: string): Promise<InspectedFile> {
  const isText = isReadable(name) && !name.endsWith('.parquet')
  const facts = isText ? await inspectFile(path) : await inspectBinary(path)
  return { path, name, facts }
}

/** Makes a delivery readable; a UserError holds the whole file. `scratch` is a private folder. */
export async function openFile(
  file: InspectedFile,
  compiled: CompiledContract,
  scratch: string,
): Promise<ReadableFile> {
  if (file.name.endsWith('.parquet')) return parquetRelation(file, compiled)
  const { encoding, head = '', hasOddLines = false } = file.facts
  if (encoding === undefined) {
    throw new UserError(`${file.name} is neither UTF-8, UTF-16 nor GB18030.`, {
      hint: 'ask the sending team for the encoding; the whole file is held.',
    })
  }
  const isJson = /\.ndjson(\.gz)?$/.test(file.name)
  const tidyLines = hasOddLines && !isJson
  let path = file.path
  if (encoding !== 'utf-8' || tidyLines) {
    path = join(scratch, 'rewritten.csv')
    await rewriteText(file.path, path, { encoding, tidyLines: tidyLines || encoding !== 'utf-8' })
  }
  const dispose = () => {
    if (path !== file.path) rmSync(path, { force: true })
  }
  if (isJson) return { ...jsonRelation(path, compiled, head), dispose }
  const { delimiter, header } = readHeader(compiled, head)
  requireColumns(compiled, header, file.name)
  return { ...csvRelation(path, compiled, header, delimiter), dispose }
}

const trimmed = (cell: string) => `nullif(trim(${cell}, ' \t\r\n\u00a0\u3000\ufeff'), '')`

/** Every contract column as `r_<name>`; a column the delivery lacks is null. */
function rawColumns(
  compiled: CompiledContract,
  cell: (name: string) => string | undefined,
): string {
  const names = compiled.columns.map((column) => column.name)
  const all = names.includes('customer_id') ? names : [...names, 'customer_id']
  return all
    .map((name) => {
      const source = cell(name)
      const value = source === undefined ? 'null::varchar' : trimmed(source)
      return `${value} as ${rawColumn(name)}`
    })
    .join(',\n  ')
}

function csvRelation(
  path: string,
  compiled: CompiledContract,
  header: Header,
  delimiter: string,
): Omit<ReadableFile, 'dispose'> {
  const columns = header.cells.map((_, position) => `c${position}: 'VARCHAR'`).join(', ')
  const cell = (name: string) => {
    const position = header.positions.get(name)
    return position === undefined ? undefined : identifier(`c${position}`)
  }
  const relation = `select ${rawColumns(compiled, cell)}, null::varchar as _structure
    from read_csv(${literal(path)}, auto_detect = false, header = true, delim = ${literal(delimiter)},
      quote = '"', escape = '"', columns = {${columns}}, max_line_size = 8000000,
      store_rejects = true, rejects_table = '${rejectedLines}', rejects_limit = 0)`
  return { relation, unknown: header.unknown, hasRejects: true }
}

/** One JSON object per line; each line is parsed by itself so that a broken one stays alone. */
function jsonRelation(
  path: string,
  compiled: CompiledContract,
  head: string,
): Omit<ReadableFile, 'dispose'> {
  const keys = new Set<string>()
  for (const line of head.split('\n').slice(0, 200)) {
    for (const key of objectKeys(line)) keys.add(key)
  }
  const header = mapHeader(compiled, [...keys])
  const shape: Record<string, string> = {}
  const cell = (name: string) => {
    const position = header.positions.get(name)
    const key = position === undefined ? name : (header.cells[position] ?? name)
    shape[key] = 'VARCHAR'
    return `_object.${identifier(key)}`
  }
  const columns = rawColumns(compiled, cell)
  const isObject = `(json_valid(line) and coalesce(json_type(line), '') = 'OBJECT')`
  const relation = `select ${columns}, case when _object is null then 'bad_json' end as _structure
    from (select case when ${isObject} then json_transform(line, ${literal(JSON.stringify(shape))}) end as _object
      from read_csv(${literal(path)}, auto_detect = false, header = false, delim = e'\\x01', quote = '',
        escape = '', columns = {line: 'VARCHAR'}, max_line_size = 8000000))`
  return { relation, unknown: header.unknown, hasRejects: false }
}

function objectKeys(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  } catch {
    return []
  }
}

async function parquetRelation(
  file: InspectedFile,
  compiled: CompiledContract,
): Promise<ReadableFile> {
  const database = await openDatabase()
  const described = await database.rows<{ column_name: string }>(
    `describe select * from read_parquet(${literal(file.path)})`,
  )
  database.close()
  const header = mapHeader(
    compiled,
    described.map((each) => each.column_name),
  )
  requireColumns(compiled, header, file.name)
  const cell = (name: string) => {
    const position = header.positions.get(name)
    const source = position === undefined ? undefined : header.cells[position]
    return source === undefined ? undefined : `${identifier(source)}::varchar`
  }
  return {
    relation: `select ${rawColumns(compiled, cell)}, null::varchar as _structure
      from read_parquet(${literal(file.path)})`,
    unknown: header.unknown,
    hasRejects: false,
    dispose: () => undefined,
  }
}
