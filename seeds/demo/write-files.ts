import { Buffer } from 'node:buffer'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Breaker, BrokenRow, Placed } from './broken-rows.ts'
import { type Cell, type Column, columns, type FactContract, type Row } from './columns.ts'
import { encodeGb18030 } from './gb18030.ts'
import { type TimeStyle, writeTime } from './local-time.ts'

/** The habits of a system that exports files. */
export interface Style {
  readonly extension: 'csv' | 'csv.gz' | 'ndjson'
  readonly headers: 'identifier' | 'chinese'
  /** Whether codes are written as their Chinese labels. */
  readonly labels?: boolean
  readonly encoding?: 'utf8' | 'utf8-bom' | 'gb18030'
  readonly lineEnd?: '\n' | '\r\n'
  readonly booleans?: readonly [yes: string, no: string]
  readonly times: TimeStyle | ((row: Row) => TimeStyle)
  /** The system's own channel codes. */
  readonly channelCodes?: Readonly<Record<string, string>>
  /** Columns that nobody asked for. */
  readonly extras?: readonly (readonly [header: string, value: string])[]
}

/** Where files go and what was written so far. */
export interface Inbox {
  /** Writes one file of a fact contract below `<contract>/`; nothing for no rows. */
  readonly facts: (contract: FactContract, name: string, style: Style, rows: readonly Row[]) => void
  /** Writes `<table>/<table>.csv`, UTF-8, with the columns of the first row. */
  readonly reference: (table: string, rows: readonly Row[]) => void
  readonly summary: () => DemoSummary
}

export interface DemoSummary {
  readonly files: number
  /** Data records by contract, broken and repeated ones included. */
  readonly rows: Readonly<Record<string, number>>
  readonly broken: readonly BrokenRow[]
}

export function openInbox(folder: string, breaker: Breaker): Inbox {
  const rowCounts: Record<string, number> = {}
  const broken: BrokenRow[] = []
  let files = 0
  const write = (contract: string, path: string, bytes: Buffer, count: number) => {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    rowCounts[contract] = (rowCounts[contract] ?? 0) + count
    files += 1
  }
  return {
    facts: (contract, name, style, rows) => {
      if (rows.length === 0) return
      const file = `${contract}/${name}.${style.extension}`
      const placed = breaker(contract, style.extension !== 'ndjson', rows)
      placed.forEach(({ fault }, index) => {
        if (!fault) return
        broken.push({
          contract,
          file,
          record: index + 1,
          column_name: fault.column,
          reason: fault.reason,
        })
      })
      const text =
        style.extension === 'ndjson'
          ? ndjson(contract, style, placed)
          : csv(contract, style, placed)
      write(contract, file, encode(text, style), placed.length)
    },
    reference: (table, rows) => {
      const [first] = rows
      if (!first) return
      const header = Object.keys(first)
      const lines = rows.map((row) =>
        header.map((name) => quote(plain(row[name] ?? null))).join(','),
      )
      const text = `${[header.join(','), ...lines].join('\n')}\n`
      write(table, `${table}/${table}.csv`, Buffer.from(text), rows.length)
    },
    summary: () => ({ files, rows: rowCounts, broken }),
  }
}

function csv(contract: FactContract, style: Style, placed: readonly Placed[]): string {
  const list: readonly Column[] = columns[contract]
  const extras = style.extras ?? []
  const names = list.map(({ name, zh }) => (style.headers === 'chinese' ? zh : name))
  const lines = placed.map(({ row, fault }, index) => {
    const cells = list.map((column) => quote(plain(written(column, row, style))))
    cells.push(...extras.map(([, value]) => value))
    if (fault?.reason === 'wrong_column_count') {
      if (index % 2 === 0) cells.push('x')
      else cells.pop()
    }
    return cells.join(',')
  })
  const header = [...names, ...extras.map(([name]) => name)].join(',')
  const lineEnd = style.lineEnd ?? '\n'
  return [header, ...lines].join(lineEnd) + lineEnd
}

function ndjson(contract: FactContract, style: Style, placed: readonly Placed[]): string {
  const list: readonly Column[] = columns[contract]
  const lines = placed.map(({ row, fault }) => {
    const line = JSON.stringify(
      Object.fromEntries(list.map((column) => [column.name, written(column, row, style)])),
    )
    return fault?.reason === 'bad_json' ? line.slice(0, Math.floor(line.length * 0.6)) : line
  })
  return `${lines.join('\n')}\n`
}

/** The value as the system writes it; text in a time or yes/no column stays as it is. */
function written(column: Column, row: Row, style: Style): Cell {
  const value = row[column.name] ?? null
  if (typeof value === 'number' && column.kind === 'time') {
    return writeTime(value, typeof style.times === 'string' ? style.times : style.times(row))
  }
  if (typeof value === 'boolean' && style.booleans) return style.booleans[value ? 0 : 1]
  if (typeof value !== 'string') return value
  if (column.name === 'channel' && style.channelCodes) return style.channelCodes[value] ?? value
  return style.labels ? (column.labels?.[value] ?? value) : value
}

function plain(value: Cell): string {
  return value === null ? '' : String(value)
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function encode(text: string, style: Style): Buffer {
  if (style.encoding === 'gb18030') return encodeGb18030(text)
  const bytes = Buffer.from(style.encoding === 'utf8-bom' ? `\ufeff${text}` : text)
  return style.extension === 'csv.gz' ? compress(bytes) : bytes
}

/** Gzip without a modification time and with the same system byte everywhere. */
function compress(bytes: Buffer): Buffer {
  const packed = gzipSync(bytes)
  packed.fill(0, 4, 8)
  packed[9] = 255
  return packed
}
