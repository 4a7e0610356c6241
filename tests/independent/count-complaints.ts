import { countable, isAnsweredInbound } from './count-contacts.ts'
import { asOf, type Drawn, day } from './draw-bank.ts'
import { count, endOf, groupsOf, monthsOf, num, one, type Tallies, tallyOf } from './tally.ts'

const midnight = (at: number) => Math.floor(at / day) * day
const dueOf = (each: Drawn, from: number) => midnight(from) + Number(each.limit_days) * day

const perSize = { complaints_per_1k_outlets: 'outlets', complaints_per_10m_customers: 'customers' }

/** Counts what rule 19 says of the size of the bank and of departments. */
export function countExposure(
  tallies: Tallies,
  complaints: readonly Drawn[],
  exposure: readonly Drawn[],
  periods: readonly string[],
): void {
  for (const [indicator, column] of Object.entries(perSize)) {
    for (const each of receivedOf(complaints)) {
      count(tallies, indicator, Number(each.received_at), { ...each, channel: undefined }, 1, 0)
    }
    for (const period of periods) {
      const months = monthsOf(period)
      for (const department of [undefined, 'D01', 'D02']) {
        const sizes = exposure
          .filter((each) => each.product_code === undefined && each.department_id === department)
          .filter((each) => months.includes(String(each.month)))
          .map((each) => Number(each[column]))
        const group = department === undefined ? 'all=all' : `department=${department}`
        const sum = sizes.reduce((all, size) => all + size, 0)
        const tally = tallyOf(tallies, indicator, period, group)
        tally.denominator = sizes.length === 0 ? 0 : sum / sizes.length
      }
    }
  }
}

function receivedOf(complaints: readonly Drawn[]): readonly Drawn[] {
  return complaints.filter(
    (each) =>
      each.outcome !== 'duplicate' &&
      each.outcome !== 'transferred_out' &&
      each.duplicate_of === undefined,
  )
}

/** Counts what rules 18 to 23 say of complaints; `periods` are those of which stocks are asked. */
export function countComplaints(
  tallies: Tallies,
  complaints: readonly Drawn[],
  contacts: readonly Drawn[],
  periods: readonly string[],
): void {
  const received = receivedOf(complaints)
  const valid = received.filter((each) => each.outcome !== 'withdrawn')
  for (const each of received) {
    const at = Number(each.received_at)
    count(tallies, 'complaint_rate_per_10k', at, each, 1, 0)
    if (each.is_escalated !== undefined) {
      count(tallies, 'escalation_rate', at, each, one(each.is_escalated === true))
    }
  }
  for (const contact of countable(contacts).filter(isAnsweredInbound)) {
    count(tallies, 'complaint_rate_per_10k', Number(contact.started_at), contact, 0, 1)
  }
  for (const each of valid) countHandling(tallies, each)
  countStocks(tallies, valid, periods)
}

function countHandling(tallies: Tallies, each: Drawn): void {
  const received = Number(each.received_at)
  const due = dueOf(each, received)
  const closed = closingOf(each)
  const isTimely = closed !== undefined && midnight(closed) <= due
  const add = (indicator: string, at: number, is: boolean) =>
    count(tallies, indicator, at, each, one(is))
  if (due + day <= asOf) {
    add('complaint_timely_rate', due, isTimely)
    add('complaint_timely_cohort_rate', received, isTimely)
  }
  add('complaint_resolution_rate', received, closed !== undefined && each.outcome === 'resolved')
  countDays(tallies, each, closed)
  if (closed === undefined) return
  add('complaint_timely_closed_rate', closed, isTimely)
  if (each.outcome !== 'open') {
    add('complaint_resolution_closed_rate', closed, each.outcome === 'resolved')
  }
  const reopened = num(each.reopened_at)
  if (closed + 30 * day <= asOf) {
    add('complaint_reopen_rate', closed, reopened !== undefined && reopened - closed <= 30 * day)
  }
}

function closingOf(each: Drawn): number | undefined {
  const closed = num(each.closed_at)
  return closed !== undefined && closed <= asOf ? closed : undefined
}

/** Days to the first closing; negative numbers less one stand for complaints that are still open. */
function countDays(tallies: Tallies, each: Drawn, closed: number | undefined): void {
  const received = midnight(Number(each.received_at))
  const days =
    closed === undefined
      ? -1 - (midnight(asOf) - day - received) / day
      : (midnight(closed) - received) / day
  count(tallies, 'complaint_median_days', Number(each.received_at), each, days)
}

/** The least day by which half are closed: Kaplan and Meier, step by step. */
export function medianDays(coded: readonly number[]): number | null {
  const spells = coded.map((code) =>
    code < 0 ? { days: -1 - code, isClosed: false } : { days: code, isClosed: true },
  )
  let survival = 1
  for (const time of [...new Set(spells.map(({ days }) => days))].sort((a, b) => a - b)) {
    const atRisk = spells.filter(({ days }) => days >= time).length
    const closings = spells.filter(({ days, isClosed }) => isClosed && days === time).length
    survival *= 1 - closings / atRisk
    if (survival <= 0.5 + 1e-9) return time
  }
  return null
}

function countStocks(tallies: Tallies, valid: readonly Drawn[], periods: readonly string[]): void {
  for (const period of periods) {
    const end = Math.min(endOf(period), asOf)
    for (const each of valid) {
      if (Number(each.received_at) >= end) continue
      const closed = num(each.closed_at)
      const reopened = num(each.reopened_at)
      const isAgain = each.outcome === 'open' && reopened !== undefined && reopened < end
      const isFirst = closed === undefined || closed >= end
      if (!isFirst && !isAgain) continue
      const due = dueOf(each, isFirst ? Number(each.received_at) : Number(reopened))
      for (const group of groupsOf(each)) {
        tallyOf(tallies, 'complaint_open_count', period, group).numerator += 1
        if (due + day <= end) {
          tallyOf(tallies, 'complaint_overdue_count', period, group).numerator += 1
        }
      }
    }
  }
}
