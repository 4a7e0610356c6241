import fc from 'fast-check'

/** Files of one delivery, by their contract. */
export type Delivery = Readonly<
  Record<'contacts' | 'surveys' | 'tickets' | 'complaints' | 'inspections', string>
>

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const day = fc.integer({ min: 0, max: 75 })
const second = fc.integer({ min: 0, max: 86_399 })
const staff = {
  agent_id: pick('A1', 'A2', 'A3', ''),
  department_id: pick('D01', 'D02', ''),
  customer_id: pick('1001', '1002', '1003', ''),
}

/** `number` is the key, so that records meet again as corrections; `version` says which is newer. */
const common = {
  number: fc.integer({ min: 1, max: 25 }),
  day,
  second,
  version: fc.integer({ min: 0, max: 1_000_000 }),
  gap: pick(0, 3, 4, 5, 12, 20, 31, 600),
}

const contact = fc.record({
  ...common,
  ...staff,
  channel: pick('phone', 'phone', 'video', 'web_chat', 'branch_desk', 'bot'),
  direction: pick('inbound', 'inbound', 'inbound', 'outbound'),
  outcome: pick('answered', 'answered', 'answered', 'abandoned', 'callback_requested', 'contained'),
  reason_code: pick('R01', 'R02', 'R05', 'X1', ''),
  product_code: pick('B0101', 'B0102', ''),
  branch_id: pick('B1', ''),
  talk: pick('', '61.5', '120', '33.3'),
  is_test: pick('0', '0', '0', '1', ''),
})
const survey = fc.record({
  ...common,
  ...staff,
  contact: pick('', ...Array.from({ length: 12 }, (_, index) => `C${index + 1}`)),
  rating: pick('', '1', '3', '4', '5'),
  nps: pick('', '0', '7', '10'),
  delivered: pick('1', '1', '0'),
  answeredAfter: pick(-1, 3600, 80 * 3600, 200 * 3600),
})
const ticket = fc.record({
  ...common,
  ...staff,
  solved: pick('', '1', '0'),
  status: pick('closed', 'open', 'cancelled'),
})
const complaint = fc.record({
  ...common,
  ...staff,
  closedAfter: pick(-1, 0, 2, 15, 16, 40),
  reopenedAfter: pick(-1, 5, 31),
  outcome: pick('open', 'resolved', 'unresolved', 'withdrawn', 'duplicate'),
  escalated: pick('', '1', '0'),
  cause_code: pick('C01', 'C0101', ''),
})
const inspection = fc.record({
  ...common,
  agent_id: pick('A1', 'A2'),
  department_id: pick('D01', 'D02', ''),
  sampling: pick('random', 'random', 'targeted'),
  score: pick('', '70', '84.9', '90', '100'),
  critical: pick('0', '0', '1'),
})

/** A random delivery of all contracts; about ten weeks of 2026, some of it again and corrected. */
export const delivery: fc.Arbitrary<Delivery> = fc.record({
  contacts: table(contact, 30, {
    contact_id: (row) => `C${row.number}`,
    channel: (row) => row.channel,
    direction: (row) => row.direction,
    started_at: (row) => instant(row.day, row.second),
    requested_agent: (row) => (row.channel === 'bot' ? '0' : '1'),
    answered_at: (row) =>
      row.outcome === 'answered' ? instant(row.day, row.second + row.gap) : '',
    first_response_at: (row) =>
      row.outcome === 'answered' && row.channel === 'web_chat'
        ? instant(row.day, row.second + row.gap)
        : '',
    ended_at: (row) => instant(row.day, row.second + row.gap + 60),
    outcome: (row) => row.outcome,
    talk_seconds: (row) => row.talk,
    hold_seconds: () => '1.7',
    wrap_seconds: () => '30',
    is_test: (row) => row.is_test,
    agent_id: (row) => row.agent_id,
    department_id: (row) => row.department_id,
    branch_id: (row) => row.branch_id,
    customer_id: (row) => row.customer_id,
    reason_code: (row) => row.reason_code,
    product_code: (row) => row.product_code,
    updated_at: (row) => instant(80, row.version),
  }),
  surveys: table(survey, 12, {
    survey_id: (row) => `S${row.number}`,
    contact_id: (row) => row.contact,
    customer_id: (row) => row.customer_id,
    channel: () => 'phone',
    method: () => 'sms',
    invited_at: (row) => instant(row.day, row.second),
    delivered: (row) => row.delivered,
    responded_at: (row) =>
      row.answeredAfter < 0 ? '' : instant(row.day, row.second + row.answeredAfter),
    scale: (row) => (row.rating === '' ? '' : '5'),
    rating: (row) => row.rating,
    nps_score: (row) => row.nps,
    agent_id: (row) => row.agent_id,
    department_id: (row) => row.department_id,
    updated_at: (row) => instant(80, row.version),
  }),
  tickets: table(ticket, 8, {
    ticket_id: (row) => `T${row.number}`,
    channel: () => 'phone',
    department_id: (row) => row.department_id,
    agent_id: (row) => row.agent_id,
    opened_at: (row) => instant(row.day, row.second),
    assigned_at: (row) => (row.gap === 0 ? '' : instant(row.day, row.second + row.gap * 3600)),
    promised_due_at: (row) => (row.gap === 3 ? '' : instant(row.day + 5, row.second)),
    resolved_at: (row) => (row.gap > 20 ? '' : instant(row.day + row.gap, row.second)),
    reopened_at: (row) => (row.gap === 31 ? instant(row.day + 3, row.second) : ''),
    resolved_at_first_contact: (row) => row.solved,
    status: (row) => row.status,
    updated_at: (row) => instant(80, row.version),
  }),
  complaints: table(complaint, 10, {
    complaint_id: (row) => `P${row.number}`,
    customer_id: (row) => row.customer_id,
    channel: () => 'phone',
    source_body: () => 'self',
    received_at: (row) => instant(row.day, row.second),
    limit_days: () => '15',
    closed_at: (row) => (row.closedAfter < 0 ? '' : instant(row.day + row.closedAfter, 86_399)),
    outcome: (row) => row.outcome,
    reopened_at: (row) =>
      row.reopenedAfter < 0 || row.closedAfter < 0
        ? ''
        : instant(row.day + row.closedAfter + row.reopenedAfter, row.second),
    is_escalated: (row) => row.escalated,
    cause_code: (row) => row.cause_code,
    department_id: (row) => row.department_id,
    agent_id: (row) => row.agent_id,
    updated_at: (row) => instant(80, row.version),
  }),
  inspections: table(inspection, 8, {
    inspection_id: (row) => `Q${row.number}`,
    mode: () => 'recording',
    sampling: (row) => row.sampling,
    agent_id: (row) => row.agent_id,
    department_id: (row) => row.department_id,
    channel: () => 'phone',
    contact_at: (row) => instant(row.day, row.second),
    inspected_at: (row) => instant(row.day + 2, row.second),
    inspector_id: () => 'I1',
    d1_score: (row) => row.score,
    d2_score: () => '85.3',
    critical_error_count: (row) => row.critical,
    updated_at: (row) => instant(80, row.version),
  }),
})

/** Cut-offs within and after the days of the deliveries, by the second of a day. */
export const cutOff: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 40, max: 125 }), second)
  .map(([at, within]) => `${instant(at, within).replace(' ', 'T')}+08:00`)

function table<T>(
  row: fc.Arbitrary<T>,
  most: number,
  columns: Readonly<Record<string, (row: T) => string>>,
): fc.Arbitrary<string> {
  const line = (each: T) =>
    Object.values(columns)
      .map((cell) => cell(each))
      .join(',')
  return fc
    .array(row, { minLength: 0, maxLength: most })
    .map((rows) => `${[Object.keys(columns).join(','), ...rows.map(line)].join('\n')}\n`)
}

/** A local instant so many days after 20 June 2026. */
function instant(days: number, seconds: number): string {
  const at = new Date(Date.UTC(2026, 5, 20 + days) + seconds * 1000)
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
