import type { CompiledContract } from './compile-contract.ts'
import type { Oracle } from './oracle.ts'

/** Where a file's rows go, and the numbers they carry. */
export interface Landing {
  readonly table: string
  readonly compiled: CompiledContract
  readonly oracle: Oracle
  readonly file: string
  readonly fileId: number
  readonly loadId: number
  readonly loadedAt: string
}

/** A table of a delivery, mapped to its contract. */
export interface MappedTable {
  /** SQL that gives `r_<column>` (clean text or null), `_structure` and `_extra`. */
  readonly relation: string
  readonly sheet: string | null
  readonly hasRejects: boolean
  readonly linesBefore: number
  /** What cuts the lines of a text into cells, and how many there are in a record. */
  readonly signs: { readonly delimiter: string; readonly quote: string } | null
  readonly width: number
}
