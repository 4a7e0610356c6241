import { createRandom, type Random } from '../../seeds/demo/random.ts'

/** A row as a file has it: empty cells are undefined, instants local milliseconds. */
export type Drawn = Readonly<Record<string, string | number | boolean | undefined>>

export interface DrawnBank {
  readonly contacts: readonly Drawn[]
  readonly tickets: readonly Drawn[]
  readonly surveys: readonly Drawn[]
  readonly complaints: readonly Drawn[]
  readonly inspections: readonly Drawn[]
  readonly exposure: readonly Drawn[]
}

export const second = 1000
export const hour = 3600 * second
export const day = 24 * hour

/** Local time of the bank, as if it were UTC. */
export const local = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)

const first = local('2026-05-20 00:00:00')
const last = local('2026-10-02 00:00:00')
/** What happens later than this has not happened. */
export const asOf = local('2026-10-05 12:34:56')

const channels = [
  'phone',
  'video',
  'branch_desk',
  'web_chat',
  'app_chat',
  'wechat',
  'bot',
  'email',
] as const
const departments = ['D01', 'D02', 'D03', undefined]
/** Waits at and beside every limit that the rules name. */
const edges = [0, 1, 4, 5, 6, 9, 10, 11, 19, 20, 21, 29, 30, 31, 90]
const reasons = ['R01', 'R02', 'R07', 'X99', undefined]

/** A bank of rows on, just below and just above every limit; the same for the same seed. */
export function drawBank(seed: number): DrawnBank {
  const random = createRandom('independent', seed)
  const contacts = Array.from({ length: 2400 }, (_, index) => drawContact(random, index))
  const past = contacts.filter((each) => Number(each.started_at) <= asOf)
  const ids = [...past.map((each) => each.contact_id), 'nowhere', undefined]
  return {
    contacts,
    tickets: Array.from({ length: 500 }, (_, index) => drawTicket(random, index)),
    surveys: Array.from({ length: 1200 }, (_, index) => drawSurvey(random, index, ids)),
    complaints: Array.from({ length: 700 }, (_, index) => drawComplaint(random, index)),
    inspections: Array.from({ length: 600 }, (_, index) => drawInspection(random, index)),
    exposure: drawExposure(random),
  }
}

function maybe<T>(random: Random, probability: number, value: T): T | undefined {
  return random.chance(probability) ? value : undefined
}

function oneOf<T>(random: Random, list: readonly T[]): T | undefined {
  return list[random.int(list.length)]
}

function instant(random: Random): number {
  // many on the stroke of midnight and of the hour
  const at = first + random.int((last - first) / hour) * hour
  return random.chance(0.5) ? at : at + random.int(3600) * second
}

function drawContact(random: Random, index: number): Drawn {
  const at = random.chance(0.01) ? asOf + (1 + random.int(50)) * hour : instant(random)
  const outcome = random.pick([
    ...['answered', 'answered', 'answered', 'answered', 'abandoned', 'abandoned'],
    ...['callback_requested', 'contained', 'blocked', 'out_of_hours'],
  ])
  const wait = random.pick(edges) * second
  const isAnswered = outcome === 'answered'
  return {
    contact_id: `K${String(index).padStart(5, '0')}`,
    channel: random.pick(channels),
    direction: random.chance(0.9) ? 'inbound' : 'outbound',
    started_at: at,
    requested_agent: random.chance(0.9),
    answered_at: isAnswered ? maybe(random, 0.9, at + wait) : undefined,
    first_response_at: maybe(random, isAnswered ? 0.85 : 0.2, at + random.pick(edges) * second),
    ended_at: maybe(random, 0.9, at + (isAnswered ? wait + 300 * second : wait)),
    outcome,
    talk_seconds: isAnswered ? maybe(random, 0.9, random.int(600)) : undefined,
    hold_seconds: isAnswered ? maybe(random, 0.9, random.int(60)) : undefined,
    wrap_seconds: isAnswered ? maybe(random, 0.9, random.int(120)) : undefined,
    is_test: maybe(random, 0.5, random.chance(0.06)),
    department_id: oneOf(random, departments),
    customer_id: maybe(random, 0.92, `C${random.int(160)}`),
    reason_code: oneOf(random, reasons),
  }
}

function drawTicket(random: Random, index: number): Drawn {
  const at = instant(random)
  return {
    ticket_id: `T${index}`,
    channel: random.pick(channels),
    department_id: oneOf(random, departments),
    opened_at: at,
    reopened_at: maybe(random, 0.2, at + random.int(72) * hour),
    reopen_count: maybe(random, 0.6, random.int(10) === 0 ? 1 : 0),
    bounce_count: maybe(random, 0.6, random.int(10) === 0 ? 2 : 0),
    resolved_at_first_contact: maybe(random, 0.85, random.chance(0.7)),
    status: random.pick(['open', 'pending', 'resolved', 'closed', 'closed', 'cancelled']),
  }
}

function drawSurvey(random: Random, index: number, contacts: readonly Drawn[string][]): Drawn {
  const at = instant(random)
  const delay = random.pick([-1, 0, 1, 5 * 3600, 72 * 3600 - 1, 72 * 3600, 72 * 3600 + 1]) * second
  const scale = random.pick([5, 5, 5, 3])
  const responded = maybe(random, 0.7, at + delay)
  const says = responded !== undefined
  return {
    survey_id: `S${String(index).padStart(4, '0')}`,
    contact_id: oneOf(random, contacts),
    channel: random.pick(channels),
    method: 'sms',
    invited_at: at,
    delivered: random.chance(0.9),
    responded_at: responded,
    scale: says ? scale : undefined,
    rating: says ? maybe(random, 0.85, 1 + random.int(scale)) : undefined,
    nps_score: says ? maybe(random, 0.6, random.int(11)) : undefined,
    is_resolved: says ? maybe(random, 0.7, random.chance(0.75)) : undefined,
    department_id: oneOf(random, departments),
  }
}

function drawComplaint(random: Random, index: number): Drawn {
  const at = instant(random)
  const limit = random.pick([15, 15, 30, 60])
  const dueDay = Math.floor(at / day) * day + limit * day
  const closed = maybe(
    random,
    0.75,
    random.pick([at, at + 3 * day, dueDay, dueDay + day - second, dueDay + day, dueDay + 5 * day]),
  )
  const reopened =
    closed === undefined ? undefined : maybe(random, 0.25, closed + reopening(random))
  const isOpenAgain = reopened !== undefined && reopened < asOf && random.chance(0.5)
  const final = random.pick(['resolved', 'resolved', 'unresolved', 'withdrawn'])
  const rare = oneOf(random, ['duplicate', 'transferred_out', undefined, undefined, undefined])
  const outcome = closed === undefined || isOpenAgain ? 'open' : final
  return {
    complaint_id: `P${index}`,
    channel: random.pick(channels),
    source_body: 'self',
    received_at: at,
    limit_days: limit,
    closed_at: closed === undefined ? undefined : Math.max(closed, at),
    outcome: random.chance(0.1) && rare !== undefined ? rare : outcome,
    duplicate_of: maybe(random, 0.03, 'P0'),
    reopened_at: reopened,
    is_escalated: maybe(random, 0.9, random.chance(0.15)),
    department_id: oneOf(random, departments),
  }
}

const reopening = (random: Random) =>
  random.pick([hour, 10 * day, 30 * day - second, 30 * day, 30 * day + second])

function drawInspection(random: Random, index: number): Drawn {
  const at = instant(random)
  const score = () => maybe(random, 0.85, random.pick([0, 60, 80, 84, 85, 86, 90, 100]))
  return {
    inspection_id: `I${index}`,
    mode: random.pick(['recording', 'live', 'mystery', 'work_order']),
    sampling: random.chance(0.85) ? 'random' : 'targeted',
    agent_id: 'A1',
    department_id: oneOf(random, departments),
    channel: random.pick(channels),
    contact_at: at,
    inspected_at: at + day,
    inspector_id: 'Q1',
    d1_score: score(),
    d2_score: score(),
    d3_score: score(),
    d4_score: score(),
    d5_score: score(),
    critical_error_count: random.chance(0.05) ? 1 : 0,
    is_valid: maybe(random, 0.5, random.chance(0.9)),
  }
}

/** Of the bank, of two departments, one of them without July, and of a product that nobody adds. */
function drawExposure(random: Random): readonly Drawn[] {
  const months = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09']
  return months.flatMap((month) =>
    [undefined, 'D01', 'D02']
      .filter((department) => !(department === 'D01' && month === '2026-07'))
      .flatMap((department) =>
        [undefined, 'P1'].map((product) => ({
          month,
          department_id: department,
          product_code: product,
          customers: 1_000_000 + random.int(9) * 1000,
          outlets: 40 + random.int(20),
        })),
      ),
  )
}
