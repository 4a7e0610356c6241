import { type Complaint, type ComplaintCall, makeComplaint } from './complaints.ts'
import type { Served } from './contacts.ts'
import { day, parseDay } from './local-time.ts'
import type { People } from './people.ts'
import { createRandom } from './random.ts'
import { readReference } from './read-reference.ts'
import { dayWeight, failure } from './volume.ts'

/** Complaints per contact in an ordinary month. */
const usualShare = 0.0141
/** The credit card's new fees: complaints begin with the first day and peak with the first bills. */
const feeChange = { from: parseDay('2026-08-01'), peak: parseDay('2026-08-18'), perDay: 2.2 }
const failureComplaints = 26
/** The bank size for which the two numbers above are meant, in contacts a day. */
const usualDay = 200_000 / 730

/** The complaints of one local day after another; each may follow from a contact of that day. */
export function createComplaintDays(seed: number, people: People, contactsPerDay: number) {
  const random = createRandom(seed, 'complaints')
  const products = new Map(
    readReference('products').map((row) => [row.product_code ?? '', row.name_zh ?? '']),
  )
  const recent: Complaint[] = []
  const size = contactsPerDay / usualDay
  let number = 0

  return (
    midnight: number,
    served: readonly Served[],
    averageWeight: number,
  ): readonly Complaint[] => {
    const answered = served.filter(
      ({ agent, contact }) => agent && contact.direction === 'inbound' && contact.customer_id,
    )
    const usual = (usualShare * contactsPerDay * dayWeight(midnight)) / averageWeight
    const calls: Omit<ComplaintCall, 'midnight' | 'served'>[] = []
    for (let left = random.poisson(usual); left > 0; left -= 1) calls.push({})
    for (let left = random.poisson(size * feeComplaints(midnight)); left > 0; left -= 1) {
      const sub = random.chance(0.8) ? { sub: 'C0704' } : {}
      calls.push({ fixed: { cause: 'C07', product: 'B0205', ...sub } })
    }
    for (let left = random.poisson(size * failureShare(midnight)); left > 0; left -= 1) {
      const sub = random.chance(0.75) ? 'C0201' : 'C0204'
      calls.push({ fixed: { cause: 'C02', sub }, isAboutFailure: true })
    }
    return calls.map((call) => {
      const follows = answered.length > 0 && random.chance(0.5) ? random.pick(answered) : undefined
      number += 1
      const complaint = makeComplaint(
        { ...call, midnight, served: follows },
        number,
        recent,
        { products, people },
        random,
      )
      recent.push(complaint)
      if (recent.length > 60) recent.shift()
      return complaint
    })
  }
}

function feeComplaints(midnight: number): number {
  if (midnight < feeChange.from) return 0
  if (midnight < feeChange.peak) {
    return (
      feeChange.perDay * (0.5 + (midnight - feeChange.from) / (feeChange.peak - feeChange.from))
    )
  }
  return feeChange.perDay * Math.max(0.5, 1.5 - (midnight - feeChange.peak) / (40 * day))
}

function failureShare(midnight: number): number {
  const days = Math.floor((midnight + day - failure.from) / day)
  return days < 0 || days > 12 ? 0 : failureComplaints * 0.42 * 0.6 ** days
}
