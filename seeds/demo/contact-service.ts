import { hour, minute, second } from './local-time.ts'
import type { Agent, People } from './people.ts'
import type { Random } from './random.ts'
import type { ReasonProfile } from './reason-profiles.ts'
import { type Channel, failure, load, openHours, phoneImprovement } from './volume.ts'

/** Somebody who turns to the bank, or whom the bank calls, before it is known how it ends. */
export interface Approach {
  readonly channel: Channel
  readonly direction: 'inbound' | 'outbound'
  readonly startedAt: number
  readonly midnight: number
  readonly customerId: string | null
  readonly profile: ReasonProfile
  readonly productCode: string
  readonly departmentId: string
  readonly branchId: string | null
  /** How many contacts about the same matter went before. */
  readonly depth: number
}

/** How an approach went; waits and talks are in milliseconds until written. */
export interface Service {
  readonly outcome:
    | 'answered'
    | 'abandoned'
    | 'callback_requested'
    | 'contained'
    | 'blocked'
    | 'out_of_hours'
  readonly requestedAgent: boolean
  readonly answeredAt: number | null
  readonly firstResponseAt: number | null
  readonly endedAt: number | null
  readonly talk: number | null
  readonly hold: number | null
  readonly wrap: number | null
  readonly isTransferred: boolean
  readonly agent: Agent | null
}

const nobody = {
  requestedAgent: true,
  answeredAt: null,
  firstResponseAt: null,
  talk: null,
  hold: null,
  wrap: null,
  isTransferred: false,
  agent: null,
} as const

/** How the bank serves an approach: opening hours, queue, person or machine. */
export function serve(approach: Approach, people: People, random: Random): Service {
  if (approach.channel === 'bot') return serveByBot(approach, people, random)
  if (approach.direction === 'outbound') return callOut(approach, people, random)
  if (!isOpen(approach)) return end(approach, 'out_of_hours', 8 + random.exponential(20))
  if (approach.channel === 'branch_desk') return serveAtDesk(approach, people, random)
  if (approach.channel === 'phone' || approach.channel === 'video') {
    return serveByVoice(approach, people, random)
  }
  return serveByChat(approach, people, random)
}

function serveByVoice(approach: Approach, people: People, random: Random): Service {
  const selfService = approach.channel === 'phone' && approach.depth === 0
  if (selfService && random.chance(approach.profile.selfService)) return contain(approach, random)
  const failing = approach.startedAt >= failure.from && approach.startedAt < failure.to
  if (failing && approach.channel === 'phone') {
    if (random.chance(0.4)) return end(approach, 'blocked', 0)
    if (random.chance(0.55)) return abandon(approach, 6 + random.exponential(90), random)
  }
  const better = phoneImprovement(approach.midnight)
  const pressure = load(approach.midnight, hourOf(approach)) * (1 - 0.12 * better)
  if (random.chance(0.004 * pressure ** 3)) return end(approach, 'blocked', 0)
  if (random.chance(0.014 * pressure)) {
    return end(approach, 'callback_requested', 25 + random.exponential(40))
  }
  if (random.chance(0.1 * pressure ** 2.4)) {
    const wait = random.chance(0.14) ? random.between(0.5, 5) : 5 + random.exponential(55)
    return abandon(approach, wait, random)
  }
  const quick = random.chance(Math.min(0.97, 0.92 - 0.36 * (pressure - 0.85)))
  const wait = quick ? random.exponential(6.5) : 8 + random.exponential(60 * pressure)
  const isVideo = approach.channel === 'video'
  return talk(approach, people, random, wait, isVideo ? 1.35 : 1)
}

function serveByChat(approach: Approach, people: People, random: Random): Service {
  const pressure =
    load(approach.midnight, hourOf(approach)) * (1 - 0.05 * phoneImprovement(approach.midnight))
  const typed = Math.max(1, random.logNormal(7.5 * pressure, 0.85))
  if (random.chance(0.05 * pressure ** 2)) {
    const wait = random.chance(0.3) ? random.between(1, 10) : 10 + random.exponential(70)
    return abandon(approach, wait, random)
  }
  const served = talk(approach, people, random, typed * 0.4, 1.5)
  const isLost = random.chance(0.004)
  return {
    ...served,
    hold: null,
    firstResponseAt: isLost ? null : approach.startedAt + typed * second,
  }
}

function serveByBot(approach: Approach, people: People, random: Random): Service {
  const open = isOpen({ ...approach, channel: 'app_chat' })
  if (random.chance(open ? 0.76 : 0.94)) return contain(approach, random)
  if (!open) return end(approach, 'out_of_hours', 20 + random.exponential(40))
  if (random.chance(0.1)) return abandon(approach, 12 + random.exponential(60), random)
  const inBot = 30 + random.exponential(60)
  const served = talk(approach, people, random, inBot, 1.4)
  return { ...served, hold: null, firstResponseAt: approach.startedAt + (inBot + 5) * second }
}

function serveAtDesk(approach: Approach, people: People, random: Random): Service {
  const pressure = load(approach.midnight, hourOf(approach))
  if (random.chance(0.055 * pressure ** 2)) {
    return abandon(approach, 120 + random.exponential(1500), random)
  }
  const served = talk(approach, people, random, random.exponential(420 * pressure), 2.6)
  return { ...served, hold: null, wrap: null }
}

function callOut(approach: Approach, people: People, random: Random): Service {
  const agent = people.agentFor(approach.channel, approach.departmentId, approach.startedAt, random)
  if (random.chance(0.22))
    return { ...abandon(approach, 28 + random.exponential(8), random), agent }
  return talk(approach, people, random, 6 + random.exponential(8), 0.7)
}

function talk(
  approach: Approach,
  people: People,
  random: Random,
  waitSeconds: number,
  factor: number,
): Service {
  const answeredAt = approach.startedAt + waitSeconds * second
  const agent = people.agentFor(approach.channel, approach.departmentId, answeredAt, random)
  const again = approach.depth > 0 ? 1.15 : 1
  const talked = random.logNormal(approach.profile.talk * factor * agent.speed * again, 0.55)
  const hold = random.chance(0.28) ? random.logNormal(45, 0.7) : 0
  const wrap = random.logNormal(38, 0.6)
  return {
    ...nobody,
    outcome: 'answered',
    answeredAt: random.chance(0.003) ? null : answeredAt,
    endedAt: answeredAt + (talked + hold) * second,
    talk: Math.round(talked),
    hold: Math.round(hold),
    wrap: random.chance(0.015) ? null : Math.round(wrap),
    isTransferred: random.chance(0.055 * approach.profile.repeat),
    agent,
  }
}

function contain(approach: Approach, random: Random): Service {
  const service = end(approach, 'contained', random.logNormal(70, 0.6))
  return { ...service, requestedAgent: false }
}

function abandon(approach: Approach, waitSeconds: number, random: Random): Service {
  const service = end(approach, 'abandoned', waitSeconds)
  return random.chance(0.004) ? { ...service, endedAt: null } : service
}

function end(approach: Approach, outcome: Service['outcome'], seconds: number): Service {
  return { ...nobody, outcome, endedAt: approach.startedAt + seconds * second }
}

function isOpen({ channel, startedAt, midnight }: Approach): boolean {
  const [opens, closes] = openHours[channel] ?? [0, 24]
  const time = (startedAt - midnight) / hour
  return time >= opens && time < closes - (channel === 'branch_desk' ? 5 / 60 : 0)
}

function hourOf({ startedAt, midnight }: Approach): number {
  return Math.floor((startedAt - midnight + minute / 60) / hour)
}
