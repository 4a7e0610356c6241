import { asOf, type Drawn, day, hour, second } from './draw-bank.ts'
import { count, num, one, type Tallies } from './tally.ts'

const spoken = ['phone', 'video', 'branch_desk']
const written = ['web_chat', 'app_chat', 'wechat']
const groups: Readonly<Record<string, string>> = {
  R01: 'account',
  R02: 'account',
  R07: 'credit_card',
}

/** Contacts that have happened, without tests. */
export function countable(contacts: readonly Drawn[]): readonly Drawn[] {
  return contacts.filter((each) => each.is_test !== true && Number(each.started_at) <= asOf)
}

export const isAnsweredInbound = (each: Drawn) =>
  each.direction === 'inbound' && each.outcome === 'answered'

/** Counts what rules 9 to 14 say of contacts. */
export function countContacts(tallies: Tallies, contacts: readonly Drawn[]): void {
  const inbound = countable(contacts).filter((each) => each.direction === 'inbound')
  for (const each of inbound) {
    const at = Number(each.started_at)
    const add = (indicator: string, numerator: number) =>
      count(tallies, indicator, at, each, numerator)
    add('self_service_rate', one(each.outcome === 'contained'))
    if (each.requested_agent !== true) continue
    const isSpoken = spoken.includes(String(each.channel))
    if (isSpoken) add('connect_rate_gross', one(each.outcome === 'answered'))
    if (!isOffered(each)) continue
    const isAnswered = each.outcome === 'answered'
    if (isSpoken) {
      add('connect_rate', one(isAnswered))
      add('abandon_rate', one(!isAnswered))
    }
    countWaits(each, isAnswered, add)
    countDurations(each, isAnswered, add)
  }
  countResolution(tallies, inbound)
}

type Add = (indicator: string, numerator: number) => void

function isOffered(each: Drawn): boolean {
  if (each.outcome === 'answered') return true
  if (each.outcome !== 'abandoned') return false
  const stayed = num(each.ended_at)
  if (stayed === undefined) return true
  const seconds = (stayed - Number(each.started_at)) / second
  if (spoken.includes(String(each.channel))) return seconds >= 5
  return each.first_response_at !== undefined || seconds >= 10
}

function countWaits(each: Drawn, isAnswered: boolean, add: Add): void {
  const at = Number(each.started_at)
  const responded = num(each.first_response_at)
  if (written.includes(String(each.channel))) {
    if (isAnswered && responded === undefined) return
    add('response_rate', one(responded !== undefined && responded - at <= 30 * second))
    if (!isAnswered || responded === undefined) return
    for (const indicator of [
      'avg_first_response_seconds',
      'first_response_seconds_median',
      'first_response_seconds_p90',
    ]) {
      add(indicator, (responded - at) / second)
    }
  }
  if (each.channel !== 'phone' && each.channel !== 'video') return
  const answered = num(each.answered_at)
  if (isAnswered && answered === undefined) return
  add('service_level_20s', one(answered !== undefined && answered - at <= 20 * second))
  if (answered !== undefined) add('asa_seconds', (answered - at) / second)
}

function countDurations(each: Drawn, isAnswered: boolean, add: Add): void {
  if (!isAnswered || (each.channel !== 'phone' && each.channel !== 'video')) return
  const [talk, hold, wrap] = [each.talk_seconds, each.hold_seconds, each.wrap_seconds].map(num)
  if (talk !== undefined) add('avg_talk_seconds', talk)
  if (talk === undefined || hold === undefined || wrap === undefined) return
  for (const indicator of ['aht_seconds', 'aht_seconds_median', 'aht_seconds_p90']) {
    add(indicator, talk + hold + wrap)
  }
}

const windows = { fcr_24h_rate: 24 * hour, fcr_rate: 7 * day, fcr_30d_rate: 30 * day }

/** Every contact against all others of its customer and matter. */
function countResolution(tallies: Tallies, inbound: readonly Drawn[]): void {
  const base = inbound.filter(
    (each) =>
      each.outcome === 'answered' &&
      each.customer_id !== undefined &&
      each.reason_code !== undefined,
  )
  for (const each of base) {
    const at = Number(each.started_at)
    const others = base.filter(
      (other) =>
        other !== each &&
        other.customer_id === each.customer_id &&
        matterOf(other) === matterOf(each),
    )
    const isBefore = (other: Drawn) =>
      Number(other.started_at) < at ||
      (other.started_at === at && String(other.contact_id) < String(each.contact_id))
    const before = others.filter(isBefore).map((other) => at - Number(other.started_at))
    const after = others
      .filter((other) => !isBefore(other))
      .map((other) => Number(other.started_at) - at)
    count(tallies, 'repeat_contact_rate_7d', at, each, one(before.some((gap) => gap <= 7 * day)))
    for (const [indicator, window] of Object.entries(windows)) {
      if (before.some((gap) => gap <= window) || at + window > asOf) continue
      count(tallies, indicator, at, each, one(!after.some((gap) => gap <= window)))
    }
  }
}

const matterOf = ({ reason_code: code }: Drawn) => groups[String(code)] ?? String(code)
