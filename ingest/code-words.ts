import type { z } from 'zod'
import { literal } from '../core/sql.ts'
import type { CompiledColumn } from './compile-contract.ts'
import type { Contract } from './define-contract.ts'
import type { Source } from './define-source.ts'
import type { FieldMeta } from './fields.ts'

/** The codes of a column with their labels, or undefined where any text may stand. */
export function labelsOf(contract: Contract, column: string): FieldMeta['labels'] {
  const field = contract.row.shape[column] as z.ZodType | undefined // a row is made of fields.ts
  const meta = field?.meta() as FieldMeta | undefined
  return meta?.labels
}

/**
 * SQL: words of the system to codes, by comparison. Never by `in (…)`: DuckDB makes a join of a long
 * list, and a join loses the order of the rows, by which records are numbered.
 */
export function codeSql(
  source: Source,
  contract: Contract,
  column: CompiledColumn,
  cell: string,
  reference: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  const own = Object.entries(source.codes[column.name] ?? {})
  const shared = column.codesFrom === undefined ? [] : [...(reference.get(column.codesFrom) ?? [])]
  const labels = Object.entries(labelsOf(contract, column.name) ?? {})
  const named = labels.flatMap(([code, all]) => [code, ...all].map((word) => [word, code] as const))
  // the contract's own words are no other words
  const known = own.some(([word]) => word === '*') ? named : []
  const listed = [...known, ...shared, ...own]
  const words = new Map(listed.map(([word, code]) => [word.toLowerCase(), code]))
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
