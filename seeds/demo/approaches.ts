import type { Approach, Service } from './contact-service.ts'
import { day, hour, minute, second } from './local-time.ts'
import { customerId, type People } from './people.ts'
import { type Random, weighted } from './random.ts'
import { drawReason } from './reason-profiles.ts'
import { type Channel, failure, hourWeights } from './volume.ts'

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

/** Somebody who turns to the bank, or is called, on a day for the first time about a matter. */
export function newApproach(midnight: number, people: People, random: Random): Approach {
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

/** One of the many calls while the core system was down. */
export function failureCall(midnight: number, people: People, random: Random): Approach {
  const startedAt = Math.floor(random.between(failure.from, failure.to) / second) * second
  const call = newApproach(midnight, people, random)
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
export function followUp(before: Approach, service: Service, random: Random): Approach | undefined {
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
