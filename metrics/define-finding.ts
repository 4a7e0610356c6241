import type { Database } from '../core/database.ts'
import type { Example, Text } from './example.ts'
import type { Scope } from './scope.ts'

/** A worked example: a few records, and the rows of `findings.<name>` that must come of them. */
export interface FindingExample {
  readonly given: Example['given']
  /** The cut-off with its offset. */
  readonly asOf: string
  /** SQL condition on `findings.<name>`: the rows that `expect` lists, all of them. */
  readonly where: string
  /** In any order; columns that are left out are not compared. */
  readonly expect: readonly Readonly<Record<string, string | number | boolean | null>>[]
  /** Sentences of `findings.all` that must be among those of this kind. */
  readonly told?: readonly Text[]
  readonly because: Text
}

/** Rows of a mart that the rows of a period are made of. */
export interface MadeOf {
  readonly from: string
  /** The column with the day of a row: it lies in the period, or in the one that it is compared with. */
  readonly on: string
  /** Rows of so many days before the earlier of the two matter as well; `ever` for all of them. */
  readonly before?: number
  /** Rows of so many days after the period matter as well. */
  readonly after?: number
}

/** Days of all time. */
export const ever = 100_000

/** What most kinds are made of: complaints, and the contacts that they are set against. */
export const complaintsAndContacts: readonly MadeOf[] = [
  { from: 'marts.complaints', on: 'received_on' },
  { from: 'marts.contacts', on: 'started_on' },
]

/** A kind of finding as data; `metrics/findings/` has one file for each. */
export interface Finding {
  /** The kind, and its table `findings.<name>`. */
  readonly name: string
  readonly title: Text
  /** What it answers. */
  readonly question: Text
  /** Article and number, `14`. */
  readonly article: string
  readonly method: Text
  readonly version: number
  /** Columns of `findings.<name>` in order, and what they hold. */
  readonly columns: Readonly<Record<string, string>>
  /**
   * The select behind `findings.<name>`, over all periods of `finding_periods` at once; a function
   * where statistics are needed that SQL has not: it keeps their rows with `storeRows`.
   */
  readonly compute: string | ((database: Database, scope: Scope) => Promise<string>)
  /**
   * What its rows of a period are made of beside reference tables: a build of changes computes only
   * periods that changed rows touch, and those near the cut-off where it moves. Without it, the kind
   * is computed for all periods every time.
   */
  readonly madeOf?: readonly MadeOf[]
  /** How many days before the cut-off a row is too young to count; of a kind with `madeOf`. */
  readonly matures?: number
  /**
   * A select over `findings.<name>`: what is worth telling of it, with the columns `toldColumns`.
   * In sentences `{slice}`, `{period}` and `{before}` become names.
   */
  readonly tells: string
  /** The worked example, which is the test of the definition. */
  readonly example: FindingExample
}

/** What `tells` selects, by name; columns that it leaves out are null. */
export const toldColumns = {
  metric: 'varchar',
  period_type: 'varchar',
  period_id: 'varchar',
  compared_with: 'varchar',
  slice: 'varchar',
  n: 'bigint',
  effect: 'double',
  effect_unit: 'varchar',
  ci_low: 'double',
  ci_high: 'double',
  p_value: 'double',
  q_value: 'double',
  /** The greater, the earlier in the list of its kind, metric and period; gives `rank`. */
  weight: 'double',
  sentence_zh: 'varchar',
  sentence_en: 'varchar',
} as const

/** The columns of `findings.all`, as readers may rely on them. */
export const findingColumns: Readonly<Record<string, string>> = {
  finding_id: 'the same in every build: hash of kind, metric, periods and slice',
  kind: 'identifier; findings.definitions says what it means',
  metric: 'indicator, or what is counted, such as complaints',
  period_type: 'month, quarter or year',
  period_id: '2026-09, 2026-Q3 or 2026',
  compared_with: 'the period that it is compared with; null without one',
  slice: 'product=B0205|cause=C07: dimension and code, joined by bars; empty for the whole bank',
  slice_zh: 'its name in Chinese',
  slice_en: 'its name in English',
  n: 'cases behind it',
  effect: 'size of what was found, in effect_unit',
  effect_unit: 'complaints, share, per_10k, ratio and so on',
  ci_low: 'lower end of the 95 % interval of effect; null where none is defined',
  ci_high: 'upper end of the 95 % interval',
  p_value: 'two-sided p; null where nothing is tested',
  q_value: 'p adjusted for all that was tested with it (Benjamini and Hochberg)',
  rank: '1 is the most important of its kind, metric and period',
  sentence_zh: 'the finding in words, of the same numbers',
  sentence_en: 'the same in English',
  method: 'how it was found',
  definition_version: 'version of the definition of its kind',
  status: 'proposed by the program; confirmed or rejected by a person',
  decided_by: 'who decided; null while proposed',
  decided_at: 'when, UTC',
  note: 'what there was to say about it',
  as_of: 'data cut-off, UTC',
}

/** A kind of finding as data. */
export function defineFinding<const T extends Finding>(definition: T): T {
  return definition
}
