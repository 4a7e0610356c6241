import type { z } from 'zod'
import type { FieldMeta } from './fields.ts'

/** A rule over several columns; `broken` is SQL over the typed columns, true when it is broken. */
export interface RowRule {
  readonly column: string
  readonly reason: string
  readonly broken: string
}

/** A canonical table: what a delivery must look like, and how its rows are told apart. */
export interface Contract {
  readonly name: string
  readonly title: { readonly zh: string; readonly en: string }
  /** `facts` grow and are versioned by `updated_at`; a `reference` table is replaced whole. */
  readonly kind: 'facts' | 'reference'
  readonly key: readonly string[]
  /** The instant by which arrivals are counted; without one a table has no days. */
  readonly at: string | undefined
  readonly row: z.ZodObject
  readonly rules: readonly RowRule[]
}

/** A contract as data; facts unless said otherwise. */
export function defineContract<const T extends Pick<Contract, 'name' | 'title' | 'key' | 'row'>>(
  definition: T & Partial<Pick<Contract, 'kind' | 'rules' | 'at'>>,
): Contract {
  return { kind: 'facts', rules: [], at: undefined, ...definition }
}

/** The Chinese header of each column. */
export function columnTitles(contract: Contract): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(contract.row.shape).map(([name, field]) => {
      const meta = (field as z.ZodType).meta() as FieldMeta | undefined // written by fields.ts
      return [name, meta?.zh ?? name]
    }),
  )
}
