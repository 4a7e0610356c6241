import type { Row } from './columns.ts'
import type { Served } from './contacts.ts'
import { day, hour, minute, monthOf, second } from './local-time.ts'
import { type Random, weighted } from './random.ts'
import { officeTime } from './volume.ts'

/** A record that is delivered again when it has changed. */
export interface Versioned {
  /** The instants at which a new version exists, ascending; the first is the creation. */
  readonly changes: readonly number[]
  /** The row as it stood at an instant. */
  readonly versionAt: (instant: number) => Row
}

export interface Ticket extends Versioned {
  readonly ticket_id: string
}

const drawPriority = weighted([
  ['low', 12],
  ['normal', 68],
  ['high', 16],
  ['urgent', 4],
] as const)

/** The ticket that an agent opened for a contact, from opening to closing and perhaps reopening. */
export function makeTicket(served: Served, number: number, random: Random): Ticket {
  const { contact, profile } = served
  const opened = (contact.ended_at ?? contact.started_at) + random.int(300) * second
  const ticketId = `TK${monthOf(opened).replace('-', '')}${String(number).padStart(6, '0')}`
  const life = makeLife(opened, served, random)
  const base = {
    ticket_id: ticketId,
    contact_id: contact.contact_id,
    customer_id: contact.customer_id,
    channel: contact.channel,
    category_code: profile.reason_code,
    priority: drawPriority(random),
    department_id: contact.department_id,
    agent_id: contact.agent_id,
    opened_at: opened,
    promised_due_at: opened + random.pick([3, 5, 7]) * day,
    bounce_count: life.isSolvedAtOnce ? 0 : Math.min(3, random.poisson(0.18)),
    resolved_at_first_contact: random.chance(0.02) ? null : life.isSolvedAtOnce,
  }
  return {
    ticket_id: ticketId,
    changes: life.changes,
    versionAt: (instant) => {
      const reached = (each: number | null) => (each !== null && each <= instant ? each : null)
      const isReopened = reached(life.reopened) !== null
      const resolved = isReopened ? reached(life.resolvedAgain) : reached(life.resolved)
      const closed = isReopened ? reached(life.closedAgain) : reached(life.closed)
      const assigned = reached(life.assigned)
      return {
        ...base,
        assigned_at: assigned,
        first_response_at: reached(life.firstResponse),
        resolved_at: life.isCancelled ? null : resolved,
        closed_at: closed,
        reopened_at: reached(life.reopened),
        reopen_count: isReopened ? 1 : 0,
        status: status(life.isCancelled, closed, resolved, assigned),
        updated_at: life.changes.findLast((change) => change <= instant) ?? opened,
      }
    },
  }
}

function status(
  isCancelled: boolean,
  closed: number | null,
  resolved: number | null,
  assigned: number | null,
) {
  if (closed !== null) return isCancelled ? 'cancelled' : 'closed'
  if (resolved !== null && !isCancelled) return 'resolved'
  return assigned === null ? 'open' : 'pending'
}

function makeLife(opened: number, { profile, agent, depth }: Served, random: Random) {
  const solvedShare =
    0.74 + 0.04 * (agent?.skill ?? 0) - 0.12 * (profile.repeat - 1) - 0.1 * Math.min(1, depth)
  const isSolvedAtOnce = random.chance(solvedShare)
  const isCancelled = random.chance(0.02)
  const assigned = isSolvedAtOnce ? null : opened + Math.round(random.logNormal(40, 0.9)) * minute
  const firstResponse =
    assigned === null ? opened : officeTime(assigned + 30 * minute, random.next() * 0.4)
  const resolved = isSolvedAtOnce
    ? opened + (2 + random.int(20)) * minute
    : officeTime(firstResponse + random.logNormal(26, 0.9) * hour, random.next())
  const closed = isSolvedAtOnce
    ? resolved + minute
    : officeTime(resolved + random.exponential(18) * hour, random.next() * 0.5)
  const isReopened = !isCancelled && random.chance(isSolvedAtOnce ? 0.02 : 0.06)
  const reopened = isReopened ? closed + random.exponential(4) * day : null
  const resolvedAgain =
    reopened === null
      ? null
      : officeTime(reopened + random.logNormal(20, 0.7) * hour, random.next())
  const closedAgain = resolvedAgain === null ? null : resolvedAgain + 6 * hour
  const times = { assigned, firstResponse, resolved, closed, reopened, resolvedAgain, closedAgain }
  const changes = [opened, ...Object.values(times)]
    .filter((each) => each !== null)
    .sort((a, b) => a - b)
  return { ...times, changes, isSolvedAtOnce, isCancelled }
}
