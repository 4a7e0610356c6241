import { type Approach, type Service, serve } from './contact-service.ts'
import { day, dayOf, hour, minute, second } from './local-time.ts'
import { type Agent, customerId, type People } from './people.ts'
import { createRandom, type Random, weighted } from './random.ts'
import { drawReason, type ReasonProfile } from './reason-profiles.ts'
import { type Channel, dayWeight, failure, hourWeights } from './volume.ts'

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

const drawChannel = weighted<Channel>([
  ['phone', 46],
  ['web_chat', 8],
  ['app_chat', 15],
  ['wechat', 7],
  ['bot', 14],
  ['branch_desk', 8.5],
  ['video', 1.5],
])

const channels: readonly Channel[] = [
  'phone',
  'web_chat',
  'app_chat',
  'wechat',
  'bot',
  'branch_desk',
  'video',
]
const drawHour = new Map(
  channels.map((channel) => [
    channel,
    weighted(hourWeights(channel).map((w, index) => [index, w] as const)),
  ]),
)

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
        approach(midnight, people, random),
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

function approach(midnight: number, people: People, random: Random): Approach {
  const channel = drawChannel(random)
  const profile = drawReason(random)
  const isOutbound = channel === 'phone' && random.chance(0.04)
  const knownShare = channel === 'bot' ? 0.72 : channel === 'phone' ? 0.93 : 0.97
  const index = Math.floor(people.customerCount * random.next() ** 1.4)
  return {
    channel,
    direction: isOutbound ? 'outbound' : 'inbound',
    startedAt: midnight + timeOfDay(channel, isOutbound, random),
    midnight,
    customerId: isOutbound || random.chance(knownShare) ? customerId(index) : null,
    profile,
    productCode: random.pick(profile.products),
    departmentId: channel === 'branch_desk' ? 'D06' : profile.department_id,
    branchId: channel === 'branch_desk' ? random.pick(people.branches).branch_id : null,
    depth: 0,
  }
}

function failureCall(midnight: number, people: People, random: Random): Approach {
  const startedAt = Math.floor(random.between(failure.from, failure.to) / second) * second
  const call = approach(midnight, people, random)
  return {
    ...call,
    channel: 'phone',
    direction: 'inbound',
    departmentId: 'D01',
    branchId: null,
    startedAt,
  }
}

function timeOfDay(channel: Channel, isOutbound: boolean, random: Random): number {
  const drawn = drawHour.get(channel)?.(random) ?? 12
  const hourOfDay = isOutbound ? 9 + (drawn % 9) : drawn
  const fraction =
    channel === 'branch_desk' && hourOfDay === 9 ? random.between(0.5, 1) : random.next()
  return Math.floor(((hourOfDay + fraction) * hour) / second) * second
}

/** The same customer again about the same matter, mostly within a week, on any channel. */
function followUp(before: Approach, service: Service, random: Random): Approach | undefined {
  const { agent, endedAt } = service
  if (!agent || !endedAt || before.customerId === null || before.direction === 'outbound')
    return undefined
  const skill = Math.min(1.5, Math.max(0.6, 1 - 0.12 * agent.skill))
  const chance = 0.35 * before.profile.repeat * skill * (before.depth > 0 ? 0.75 : 1)
  if (!random.chance(Math.min(0.8, chance))) return undefined
  const channel =
    random.chance(0.68) && before.channel !== 'branch_desk'
      ? before.channel
      : random.pick(['phone', 'phone', 'app_chat'] as const)
  const again = {
    ...before,
    channel,
    branchId: null,
    depth: before.depth + 1,
    departmentId: before.profile.department_id,
  }
  const soon = Math.ceil((endedAt + 20 * minute + random.exponential(2.5 * hour)) / second) * second
  if (random.chance(0.4) && soon < before.midnight + 20 * hour) return { ...again, startedAt: soon }
  const days = random.chance(0.05)
    ? 8 + random.int(14)
    : Math.min(6, 1 + Math.floor(random.exponential(1.9)))
  const midnight = before.midnight + days * day
  return { ...again, midnight, startedAt: midnight + timeOfDay(channel, false, random) }
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
