import type { Cell, FactContract, Row } from './columns.ts'
import { day } from './local-time.ts'
import { at, type Random } from './random.ts'

/** A row that stands in a file on purpose although it breaks its contract. */
export interface BrokenRow {
  readonly contract: string
  /** Path below the inbox. */
  readonly file: string
  /** 1 for the first record after the header, or for the first line of .ndjson. */
  readonly record: number
  /** '' where the structure is broken. */
  readonly column_name: string
  readonly reason: string
}

/** A row on its way into a file, and what is wrong with it. */
export interface Placed {
  readonly row: Row
  readonly fault?: Fault
}

interface Fault {
  readonly reason: string
  readonly column: string
  /** What stands in the column instead; the structure is broken where there is none. */
  readonly value?: (row: Row) => Cell
  /** Whether a row can be broken in this way. */
  readonly fits?: (row: Row) => boolean
}

const missing = (column: string): Fault => ({
  reason: 'missing_required',
  column,
  value: () => null,
})
const untimely = (column: string, text = '2026-13-40 25:61'): Fault =>
  put('not_a_timestamp', column, text)
const put = (reason: string, column: string, value: Cell): Fault => ({
  reason,
  column,
  value: () => value,
})
const columnCount: Fault = { reason: 'wrong_column_count', column: '' }
const badJson: Fault = { reason: 'bad_json', column: '' }

const faults: Readonly<Record<FactContract, readonly Fault[]>> = {
  contacts: [
    badJson,
    columnCount,
    missing('started_at'),
    untimely('started_at'),
    put('not_a_number', 'talk_seconds', 'abc'),
    put('not_a_boolean', 'requested_agent', 'maybe'),
    put('unknown_code', 'channel', 'fax'),
    put('out_of_range', 'talk_seconds', -5),
    missing('contact_id'),
    untimely('ended_at', '昨天下午'),
    put('not_a_number', 'wrap_seconds', '12秒'),
    put('not_a_boolean', 'is_transferred', '不详'),
    put('unknown_code', 'outcome', 'lost'),
    put('out_of_range', 'hold_seconds', -30),
    missing('channel'),
    put('unknown_code', 'direction', 'sideways'),
    missing('outcome'),
  ],
  tickets: [
    missing('opened_at'),
    untimely('closed_at', '2026-02-30 10:00:00'),
    put('not_a_number', 'reopen_count', 'abc'),
    put('not_a_boolean', 'resolved_at_first_contact', 'maybe'),
    put('unknown_code', 'status', 'lost'),
    put('out_of_range', 'bounce_count', -1),
    columnCount,
    missing('ticket_id'),
    put('unknown_code', 'priority', 'p0'),
  ],
  surveys: [
    {
      reason: 'rating_above_scale',
      column: 'rating',
      value: ({ scale }) => (typeof scale === 'number' ? scale + 1 : null),
      fits: ({ rating }) => rating !== null,
    },
    put('out_of_range', 'nps_score', 11),
    put('not_a_boolean', 'delivered', 'maybe'),
    missing('channel'),
    untimely('invited_at'),
    put('not_a_number', 'rating', '很满意'),
    put('out_of_range', 'ces_score', 9),
    put('unknown_code', 'method', 'fax'),
    columnCount,
    missing('survey_id'),
  ],
  complaints: [
    {
      reason: 'closed_before_received',
      column: 'closed_at',
      value: ({ received_at }) => (typeof received_at === 'number' ? received_at - 2 * day : null),
      fits: ({ closed_at }) => closed_at !== null,
    },
    put('out_of_range', 'limit_days', 20),
    put('unknown_code', 'source_body', 'xyz'),
    missing('received_at'),
    untimely('received_at', '2026年13月1日 08:00'),
    put('not_a_number', 'redress_amount', '五百元'),
    put('not_a_boolean', 'is_upheld', 'maybe'),
    columnCount,
    put('unknown_code', 'outcome', 'lost'),
  ],
  complaint_events: [
    badJson,
    missing('occurred_at'),
    put('unknown_code', 'event_type', 'lost'),
    untimely('occurred_at'),
    missing('complaint_id'),
  ],
  inspections: [
    put('out_of_range', 'd2_score', 105),
    missing('agent_id'),
    untimely('inspected_at'),
    put('not_a_number', 'critical_error_count', 'abc'),
    put('not_a_boolean', 'is_valid', 'maybe'),
    put('unknown_code', 'mode', 'drone'),
    columnCount,
  ],
  inspection_items: [
    put('unknown_code', 'result', 'lost'),
    put('not_a_boolean', 'is_critical', 'maybe'),
    missing('item_code'),
    columnCount,
  ],
}

const share = 0.005

/** Mixes broken rows in among good ones: about 1 in 200, every kind of fault in turn. */
export type Breaker = (contract: FactContract, isCsv: boolean, rows: readonly Row[]) => Placed[]

/** A breaker that remembers what it owes and which faults it has shown. */
export function createBreaker(random: Random): Breaker {
  const owed = new Map<FactContract, number>()
  const shown = new Map<string, number>()
  let serial = 0
  return (contract, isCsv, rows) => {
    const placed: Placed[] = rows.map((row) => ({ row }))
    let due = (owed.get(contract) ?? 0.9) + rows.length * share
    for (; due >= 1 && rows.length > 0; due -= 1) {
      const fault = nextFault(contract, isCsv, rows, shown)
      const { fits } = fault
      const original = random.pick(fits ? rows.filter(fits) : rows)
      serial += 1
      const broken = { row: breakRow(original, fault, serial), fault }
      placed.splice(random.int(placed.length + 1), 0, broken)
    }
    owed.set(contract, due)
    return placed
  }
}

function nextFault(
  contract: FactContract,
  isCsv: boolean,
  rows: readonly Row[],
  shown: Map<string, number>,
): Fault {
  const possible = faults[contract].filter(
    (fault) =>
      fault !== (isCsv ? badJson : columnCount) &&
      (fault.fits === undefined || rows.some(fault.fits)),
  )
  const ofReason = ({ reason }: Fault) => `${contract} ${reason}`
  const ofColumn = ({ reason, column }: Fault) => `${contract} ${reason} ${column}`
  const countOf = (key: string) => shown.get(key) ?? 0
  const rank = (each: Fault) => countOf(ofReason(each)) * 1e6 + countOf(ofColumn(each))
  const fault = possible.reduce(
    (best, each) => (rank(each) < rank(best) ? each : best),
    at(possible, 0),
  )
  for (const key of [ofReason(fault), ofColumn(fault)]) shown.set(key, countOf(key) + 1)
  return fault
}

/** The broken copy has an identifier of its own, so that no good row shares it. */
function breakRow(original: Row, fault: Fault, serial: number): Row {
  const [key = ''] = Object.keys(original)
  const renamed = { ...original, [key]: `${original[key]}X${serial}` }
  return fault.value ? { ...renamed, [fault.column]: fault.value(original) } : renamed
}
