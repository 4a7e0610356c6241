import type { PullRead } from './pull/read.ts'

/** How the files of a source are read; what is left out is found per file. */
export interface FileRead {
  /** Folder below the inbox; the source's name when left out. */
  readonly folder?: string
  /** Needed where the ending of a file does not say. */
  readonly format?: FileFormat
  /** A name that `TextDecoder` knows, such as `gb18030`, `big5` or `windows-1252`. */
  readonly encoding?: string
  readonly delimiter?: string
  readonly quote?: string
  /** The names of the columns where files have no header line. */
  readonly header?: readonly string[]
  /** Sheets of a workbook to read; every visible one when left out. */
  readonly sheets?: readonly string[]
  /** A record with fewer cells than the header is refused, or its last cells are empty. */
  readonly shortRows?: 'refuse' | 'pad'
  /** `required`: a file waits until its control totals lie beside it. */
  readonly control?: 'required'
}

export const fileFormats = ['csv', 'ndjson', 'xlsx', 'parquet', 'arrow'] as const
export type FileFormat = (typeof fileFormats)[number]

/**
 * Where a column of the contract comes from: a header; several headers joined by a space, read
 * by `dates` (strptime formats, `epoch_s` or `epoch_ms`, tried in order); a constant; or SQL over
 * `"header"` names.
 */
export type Mapping =
  | string
  | { readonly from: string | readonly string[]; readonly dates?: readonly string[] }
  | { readonly value: string }
  | { readonly sql: string }

/** When rows are expected, and when a day counts as short. */
export interface Freshness {
  /** Days that deliver: all, or working days of the calendar. */
  readonly every: 'day' | 'workday'
  /** Local time of the day after by which a day's rows must be there. */
  readonly by: string
  /** A day is short below this share of its usual rows … */
  readonly share?: number | undefined
  /** … if it also lacks at least so many rows. */
  readonly rows?: number | undefined
}

/** Refused rows above which a file is held whole. */
export interface Limits {
  readonly rows?: number | undefined
  readonly percent?: number | undefined
}

/**
 * What is done when the columns of a file are not those of the file before: `ignore` reports it,
 * `hold` holds the file, `evolve` keeps a new column (masked, in `_extra`) or takes a renamed one.
 */
export interface DriftPolicy {
  readonly newColumn: 'ignore' | 'evolve' | 'hold'
  readonly missingColumn: 'ignore' | 'hold'
  readonly renamedColumn: 'ignore' | 'evolve' | 'hold'
  readonly changedType: 'ignore' | 'hold'
}

/** Rows of cells per sheet of a workbook, as a person sees them. */
export interface SampleSheets {
  readonly sheets: Readonly<Record<string, readonly (readonly SampleCell[])[]>>
}

type SampleCell = string | number | boolean | Date | null

/** A few made-up records as the system sends them, and what they become. */
export interface Sample {
  /** Text of a file; records of a query, an endpoint or a file; or the sheets of a workbook. */
  readonly given: string | readonly Readonly<Record<string, unknown>>[] | SampleSheets
  /** Rows of the landing table by key order; the columns named here are compared. */
  readonly expect: readonly Readonly<Record<string, unknown>>[]
  /** Records that are refused, and why. */
  readonly refused?: readonly { record: number; column_name: string; reason: string }[]
}

/** A system that feeds the warehouse: what it sends, and how that becomes rows of a contract. */
export interface Source {
  readonly name: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly contract: string
  /** The department that sends it, and gets the list of its refused rows. */
  readonly sender: string | undefined
  readonly read: FileRead | PullRead
  readonly map: Readonly<Record<string, Mapping>>
  /** Per column of the contract: word of the system → code; `*` is every other word. */
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Words that the system writes where it knows nothing, such as `?` or `N/A`. */
  readonly unknown: readonly string[]
  readonly fresh: Freshness | undefined
  readonly limits: Limits
  readonly drift: DriftPolicy
  readonly sample: Sample | undefined
}

type Given = Pick<Source, 'name' | 'title' | 'contract'> &
  Partial<Omit<Source, 'name' | 'title' | 'contract' | 'drift'>> & {
    readonly drift?: Partial<DriftPolicy>
  }

const reportOnly: DriftPolicy = {
  newColumn: 'ignore',
  missingColumn: 'ignore',
  renamedColumn: 'ignore',
  changedType: 'ignore',
}

/** A source as data; what is left out has its default. */
export function defineSource(given: Given): Source {
  return {
    sender: undefined,
    read: {},
    map: {},
    codes: {},
    unknown: [],
    fresh: undefined,
    limits: {},
    sample: undefined,
    ...given,
    drift: { ...reportOnly, ...given.drift },
  }
}

/** Whether a source is asked for rows instead of waiting for files. */
export function isPulled(source: Source): source is Source & { read: PullRead } {
  return isPullRead(source.read)
}

function isPullRead(read: Source['read']): read is PullRead {
  return 'postgres' in read || 'mysql' in read || 'http' in read
}

/** How a source's files are read; what a pull writes is NDJSON. */
export function fileRead(source: Source): FileRead {
  return isPullRead(source.read) ? {} : source.read
}

/** The source of a contract that takes files with the contract's own headers. */
export function ownSource(contract: {
  readonly name: string
  readonly title: Source['title']
}): Source {
  return defineSource({ name: contract.name, title: contract.title, contract: contract.name })
}
