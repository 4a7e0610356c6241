import { nearestName, UserError } from '../core/errors.ts'
import type { CompiledContract } from './compile-contract.ts'
import { narrow } from './fields.ts'

/** How the columns of a delivery map to those of its contract. */
export interface Header {
  /** Cells of the header line in file order. */
  readonly cells: readonly string[]
  /** Contract column → position in the file. */
  readonly positions: ReadonlyMap<string, number>
  /** Cells that no column claims, each with the nearest known name. */
  readonly unknown: readonly { readonly cell: string; readonly near: string | undefined }[]
}

const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** The delimiter that makes most of the first line known columns, and the columns it gives. */
export function readHeader(
  compiled: CompiledContract,
  head: string,
): { delimiter: Delimiter; header: Header } {
  const tried = delimiters.map((delimiter) => ({
    delimiter,
    header: mapHeader(compiled, firstRecord(head, delimiter)),
  }))
  const known = (each: (typeof tried)[number]) => each.header.positions.size
  return tried.reduce((best, each) => (known(each) > known(best) ? each : best))
}

/** Maps header cells, identifiers or Chinese labels in any order, to columns. */
export function mapHeader(compiled: CompiledContract, cells: readonly string[]): Header {
  const names = new Map<string, string>()
  for (const column of compiled.columns) {
    names.set(column.zh, column.name)
    names.set(column.name, column.name)
  }
  const positions = new Map<string, number>()
  const unknown: { cell: string; near: string | undefined }[] = []
  for (const [position, cell] of cells.entries()) {
    const plain = narrow(cell.replace(/[\s\u00a0\u3000\ufeff]+/g, ''))
    const name = names.get(plain) ?? names.get(plain.toLowerCase())
    if (name === undefined || positions.has(name)) {
      unknown.push({ cell: plain, near: nearestName(plain, names.keys()) })
    } else positions.set(name, position)
  }
  return { cells, positions, unknown }
}

/** Throws a UserError that names every required column the header lacks. */
export function requireColumns(compiled: CompiledContract, header: Header, file: string): void {
  const missing = compiled.columns.filter(
    (column) => column.isRequired && !header.positions.has(column.name),
  )
  if (missing.length === 0) return
  const named = missing.map((column) => `"${column.name}" (${column.zh})`).join(', ')
  const found = header.cells.join(', ').slice(0, 400)
  throw new UserError(
    `${compiled.contract.name}: required column ${named} is missing from ${file} (found: ${found}).`,
    { hint: 'ask the sending team whether the export changed; the whole file is held.' },
  )
}

function firstRecord(text: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && (sign === '\n' || sign === '\r')) {
      if (cell !== '' || cells.length > 0) break
    } else if (!isQuoted && sign === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  return [...cells, cell]
}
