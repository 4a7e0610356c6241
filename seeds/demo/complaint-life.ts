import { day, hour, minute, parseDay, second } from './local-time.ts'
import { type Random, weighted } from './random.ts'
import { officeTime } from './volume.ts'

/** What happens to a complaint, known in full when it is made and told bit by bit. */
export interface Life {
  readonly received: number
  readonly acknowledged: number
  readonly classified: number
  readonly assigned: number
  readonly firstContact: number
  /** The limit in force after an extension. */
  readonly limitDays: number
  readonly extended: number | null
  readonly decided: number
  readonly closed: number
  readonly notified: number
  readonly reopened: number | null
  readonly closedAgain: number | null
  readonly outcome: 'resolved' | 'unresolved' | 'withdrawn' | 'duplicate' | 'transferred_out'
}

/** The department whose timeliness a pilot improved, and when. */
const pilot = { departmentId: 'D05', from: parseDay('2026-04-01') }

/** From here on the credit card's fee complaints outrun the people who answer them. */
const feeBacklog = parseDay('2026-08-10')

const drawLimit = weighted([
  [15, 84],
  [30, 13],
  [60, 3],
] as const)
const drawOutcome = weighted([
  ['resolved', 86],
  ['unresolved', 6],
  ['withdrawn', 3],
  ['duplicate', 3],
  ['transferred_out', 2],
] as const)

/** The life of a complaint about a department. */
export function makeLife(received: number, departmentId: string, random: Random): Life {
  const limitDays = drawLimit(random)
  const outcome = drawOutcome(random)
  const acknowledged = received + (10 + random.int(240)) * minute
  const classified = acknowledged + (5 + random.int(120)) * minute
  const assigned = classified + (5 + random.int(300)) * minute
  const closed = closingTime(
    received,
    limitDays,
    outcome,
    timelyShare(received, departmentId),
    random,
  )
  const firstContact = Math.min(officeTime(assigned, random.next() ** 2), closed - 30 * minute)
  const isReopened = outcome === 'resolved' && random.chance(0.022)
  const reopened = isReopened ? closed + (2 + random.int(24)) * day + random.int(hour) : null
  return {
    received,
    acknowledged,
    classified,
    assigned,
    firstContact: Math.max(assigned + minute, firstContact),
    limitDays,
    extended:
      limitDays === 15 ? null : officeTime(received + (6 + random.int(7)) * day, random.next()),
    decided: closed - (20 + random.int(100)) * minute,
    closed,
    notified: closed + random.int(90) * minute,
    reopened,
    closedAgain:
      reopened === null ? null : officeTime(reopened + (3 + random.int(9)) * day, random.next()),
    outcome,
  }
}

/** Instants are whole seconds. */
export function wholeSeconds(life: Life): Life {
  const entries = Object.entries(life).map(([name, value]) => [
    name,
    typeof value === 'number' && name !== 'limitDays' ? Math.round(value / second) * second : value,
  ])
  return Object.fromEntries(entries) as Life // the same keys with rounded instants
}

function timelyShare(received: number, departmentId: string): number {
  if (departmentId !== pilot.departmentId)
    return departmentId === 'D02' && received >= feeBacklog ? 0.95 : 0.973
  const months = (received - pilot.from) / (30 * day)
  return 0.845 + 0.135 * Math.min(1, Math.max(0, (months + 0.5) / 1.5))
}

function closingTime(
  received: number,
  limitDays: number,
  outcome: Life['outcome'],
  timely: number,
  random: Random,
): number {
  if (outcome !== 'resolved' && outcome !== 'unresolved') {
    return officeTime(received + (14 + 84 * random.next()) * hour, random.next())
  }
  if (random.chance(timely)) {
    const share = Math.min(0.96, random.logNormal(0.5, 0.45))
    const wanted = officeTime(received + share * (limitDays - 1) * day + 12 * hour, random.next())
    return Math.min(wanted, received - (received % day) + limitDays * day + 16 * hour)
  }
  const late = 1 + Math.floor(random.exponential(random.chance(0.3) ? 50 : 7))
  return officeTime(received - (received % day) + (limitDays + late) * day, random.next())
}
