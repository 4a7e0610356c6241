/** A text that readers see, in both languages. */
export interface Text {
  readonly zh: string
  readonly en: string
}

/** What a column holds in an example whose table leaves it out; other columns are empty then. */
export const exampleDefaults = {
  contacts: {
    channel: 'phone',
    direction: 'inbound',
    started_at: '2026-03-05 10:00:00',
    requested_agent: 'true',
    outcome: 'answered',
  },
  tickets: { channel: 'phone', opened_at: '2026-03-10 10:00', status: 'resolved' },
  surveys: {
    channel: 'phone',
    method: 'sms',
    invited_at: '2026-03-10 10:00:00',
    delivered: 'true',
    responded_at: '2026-03-10 12:00:00',
    scale: '5',
  },
  complaints: { channel: 'phone', source_body: 'self', limit_days: '15' },
  inspections: {
    mode: 'recording',
    sampling: 'random',
    agent_id: 'A1',
    channel: 'phone',
    contact_at: '2026-03-10 10:00',
    inspected_at: '2026-03-11 10:00',
    inspector_id: 'I1',
    critical_error_count: '0',
  },
  inspection_items: { result: 'pass' },
  improvement_issues: { title: '改进', status: 'raised' },
  coaching: { kind: 'after_event', coached_on: '2026-03-12' },
  training: { kind: 'topic', course: '专题培训', trained_on: '2026-03-20' },
  scorecard_items: {},
  exposure: { month: '2026-03' },
  targets: { grouped_by: 'all', group_id: 'all', valid_from: '2026-01-01' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

export type ExampleTable = keyof typeof exampleDefaults

/**
 * A worked example: a few records that can be checked with a pencil, and what must come out.
 * `given` holds a table per contract: columns between bars, a dash for an empty cell. `times`
 * repeats a record under new keys, `note` is for readers. Counts that are not expected are 0.
 */
export interface Example {
  readonly given: Readonly<Partial<Record<ExampleTable, string>>>
  /** The cut-off with its offset. */
  readonly asOf: string
  readonly period: string
  /** `department=D01`; the whole bank where it is left out. */
  readonly group?: string
  readonly expect: {
    readonly numerator: number | null
    readonly denominator: number | null
    readonly value: number | null
    readonly excluded_count?: number
    readonly unknown_count?: number
    readonly immature_count?: number
  }
  readonly because: Text
}

/** The tables of an example, in the order in which they are written. */
export function exampleTables(example: Example): readonly (readonly [ExampleTable, string])[] {
  const known = Object.keys(exampleDefaults) as ExampleTable[] // the keys of the type, no others
  return known.flatMap((table) => {
    const text = example.given[table]
    return text === undefined ? [] : [[table, text] as const]
  })
}

/** The cells of an aligned table as they are written: the columns, then the rows. */
export function exampleRows(text: string): {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
} {
  const [columns = [], ...rows] = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const ragged = rows.find((row) => row.length !== columns.length)
  if (ragged !== undefined) {
    throw new Error(`${ragged.length} cells in ${columns.length} columns: ${ragged.join(' | ')}`)
  }
  return { columns, rows }
}

/** The table as the CSV file that a bank would deliver, with the columns that it leaves out. */
export function exampleCsv(table: ExampleTable, text: string): string {
  const { columns, rows } = exampleRows(text)
  const added = Object.entries(exampleDefaults[table]).filter(([name]) => !columns.includes(name))
  const isData = (_: string, index: number) => !['note', 'times'].includes(columns[index] ?? '')
  const records = rows.flatMap((row) => {
    const times = Number(row[columns.indexOf('times')] ?? 1)
    const cells = row.filter(isData).map((cell) => (cell === '-' ? '' : cell))
    const [key = '', ...others] = [...cells, ...added.map(([, value]) => value)]
    if (times === 1) return [[key, ...others]]
    return Array.from({ length: times }, (__, index) => [`${key}-${index + 1}`, ...others])
  })
  const header = [...columns.filter(isData), ...added.map(([name]) => name)]
  return [header, ...records].map((cells) => `${cells.join(',')}\n`).join('')
}
