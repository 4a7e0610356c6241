import { failureCall, followUp, newApproach } from './approaches.ts'
import { type Approach, type Service, serve } from './contact-service.ts'
import { day, dayOf, second } from './local-time.ts'
import type { Agent, People } from './people.ts'
import { createRandom, type Random } from './random.ts'
import type { ReasonProfile } from './reason-profiles.ts'
import { type Channel, dayWeight, failure } from './volume.ts'

export type Contact = Readonly<{
  contact_id: string
  channel: Channel
  direction: 'inbound' | 'outbound'
  started_at: number
  requested_agent: boolean
  answered_at: number | null
  first_response_at: number | null
  ended_at: number | null
  outcome: Service['outcome']
  talk_seconds: number | null
  hold_seconds: number | null
  wrap_seconds: number | null
  is_transferred: boolean | null
  is_test: boolean | null
  agent_id: string | null
  department_id: string | null
  branch_id: string | null
  customer_id: string | null
  reason_code: string | null
  product_code: string | null
  updated_at: number
}>

/** A contact with what its record does not say: who served, and which attempt it was. */
export interface Served {
  readonly contact: Contact
  readonly agent: Agent | null
  readonly profile: ReasonProfile
  readonly depth: number
}

export interface ContactMaker {
  /** The contacts of a local day in order of their start; days must be asked for in order. */
  readonly day: (midnight: number) => readonly Served[]
}

/** Every base contact is followed by about this many repeats. */
const repeatsPerContact = 0.268

/** The maker of a bank's contacts between two local midnights. */
export function createContactMaker(options: {
  readonly seed: number
  readonly people: People
  readonly contacts: number
  readonly start: number
  readonly end: number
}): ContactMaker {
  const { people, start, end } = options
  const random = createRandom(options.seed, 'contacts')
  const followUps = new Map<number, Approach[]>()
  let totalWeight = 0
  for (let midnight = start; midnight < end; midnight += day) totalWeight += dayWeight(midnight)
  const perWeight = options.contacts / (1 + repeatsPerContact) / totalWeight

  return {
    day: (midnight) => {
      const mean = perWeight * dayWeight(midnight)
      const approaches = Array.from({ length: random.poisson(mean) }, () =>
        newApproach(midnight, people, random),
      )
      if (failure.from > midnight && failure.from < midnight + day) {
        for (let extra = mean * 0.6; extra > 0; extra -= 1)
          approaches.push(failureCall(midnight, people, random))
      }
      approaches.push(...(followUps.get(midnight) ?? []))
      followUps.delete(midnight)
      const drafts: (readonly [Approach, Service])[] = []
      for (const each of approaches) {
        const service = serve(each, people, random)
        drafts.push([each, service])
        const next = followUp(each, service, random)
        if (next?.midnight === midnight) approaches.push(next)
        else if (next) followUps.set(next.midnight, [...(followUps.get(next.midnight) ?? []), next])
      }
      drafts.sort(([a], [b]) => a.startedAt - b.startedAt)
      return drafts.map(([each, service], index) => record(each, service, index, random))
    },
  }
}

function record(each: Approach, service: Service, index: number, random: Random): Served {
  const whole = (instant: number | null) =>
    instant === null ? null : Math.round(instant / second) * second
  const isReached = service.outcome === 'answered' || service.outcome === 'contained'
  const endedAt = whole(service.endedAt)
  const contact: Contact = {
    contact_id: `CT${dayOf(each.midnight).replaceAll('-', '')}${String(index + 1).padStart(5, '0')}`,
    channel: each.channel,
    direction: each.direction,
    started_at: each.startedAt,
    requested_agent: service.requestedAgent,
    answered_at: whole(service.answeredAt),
    first_response_at: whole(service.firstResponseAt),
    ended_at: endedAt,
    outcome: service.outcome,
    talk_seconds: service.talk,
    hold_seconds: service.hold,
    wrap_seconds: service.wrap,
    is_transferred: service.agent ? service.isTransferred : null,
    is_test: each.channel === 'branch_desk' ? null : random.chance(0.0015),
    agent_id: service.agent?.agent_id ?? null,
    department_id: random.chance(0.99) ? each.departmentId : null,
    branch_id: each.branchId,
    customer_id: isReached || random.chance(0.7) ? each.customerId : null,
    reason_code: random.chance(isReached ? 0.985 : 0.6) ? each.profile.reason_code : null,
    product_code: random.chance(isReached ? 0.9 : 0.5) ? each.productCode : null,
    updated_at: (endedAt ?? each.startedAt) + (60 + random.int(1800)) * second,
  }
  return { contact, agent: service.agent, profile: each.profile, depth: each.depth }
}
