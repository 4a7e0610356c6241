import type { BothLanguages } from '../edition.ts'

/** A table of the status page. */
export interface StatusSection {
  readonly title: BothLanguages
  readonly columns: readonly BothLanguages[]
  /** A cell is the same in both languages, or has one of each. */
  readonly rows: readonly (readonly (string | BothLanguages)[])[]
  /** What stands there without any row. */
  readonly none: BothLanguages
  /** Whether its rows ask somebody to do something. */
  readonly isAlarm?: boolean
}

/** What the status page shows, and the same for machines. */
export interface StatusReport {
  readonly sections: readonly StatusSection[]
  readonly data: unknown
}
