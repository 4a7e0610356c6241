import type { Row } from './columns.ts'
import type { Served } from './contacts.ts'
import { day, hour, minute, monthOf, second } from './local-time.ts'
import { type Random, weighted } from './random.ts'
import { surveyComment } from './survey-comments.ts'

export type Survey = Row & Readonly<{ survey_id: string; invited_at: number }>

interface Asked {
  readonly contact_id: string | null
  readonly ticket_id: string | null
  readonly complaint_id: string | null
  readonly customer_id: string | null
  readonly channel: string
  readonly agent_id: string | null
  readonly department_id: string | null
}

const ratings = {
  good: weighted([
    [5, 76],
    [4, 21.7],
    [3, 1.2],
    [2, 0.5],
    [1, 0.6],
  ] as const),
  usual: weighted([
    [5, 71.5],
    [4, 25],
    [3, 1.7],
    [2, 0.9],
    [1, 0.9],
  ] as const),
  bad: weighted([
    [5, 61],
    [4, 30.5],
    [3, 4.1],
    [2, 2],
    [1, 2.4],
  ] as const),
  complaint: weighted([
    [5, 34],
    [4, 38],
    [3, 15],
    [2, 6],
    [1, 7],
  ] as const),
}

/** The invitation after an answered contact, with the answer if there is one before `end`. */
export function surveyContact(
  { contact, agent, depth }: Served,
  ticketId: string | null,
  number: number,
  end: number,
  random: Random,
): Survey {
  const method = methodFor(contact.channel, random)
  const invited =
    (contact.ended_at ?? contact.started_at) + (method === 'sms' ? 20 * minute : 5 * second)
  const quality = (agent?.skill ?? 0) + random.normal()
  const mood = depth > 0 || quality < -1.6 ? 'bad' : quality > 0.6 ? 'good' : 'usual'
  return answer(
    { ...contact, ticket_id: ticketId, complaint_id: null },
    method,
    invited,
    mood,
    number,
    end,
    random,
  )
}

/** The call-back after a closed complaint. */
export function surveyComplaint(
  asked: Omit<Asked, 'ticket_id' | 'contact_id'>,
  closedAt: number,
  number: number,
  end: number,
  random: Random,
): Survey {
  const invited = closedAt + (1 + random.int(3)) * day
  const both = { ...asked, contact_id: null, ticket_id: null }
  return answer(both, 'phone_callback', invited, 'complaint', number, end, random)
}

function methodFor(channel: string, random: Random): string {
  if (channel === 'phone') return random.chance(0.65) ? 'ivr' : 'sms'
  return channel === 'branch_desk' || channel === 'video' ? 'sms' : 'online'
}

function answer(
  asked: Asked,
  method: string,
  invited: number,
  mood: keyof typeof ratings,
  number: number,
  end: number,
  random: Random,
): Survey {
  const delivered = !random.chance(0.025)
  const delay =
    method === 'ivr' ? random.int(60) * second : Math.floor(random.exponential(9) * hour)
  const responded =
    delivered && random.chance(0.31) && invited + delay < end ? invited + delay : null
  const scale = method === 'ivr' && random.chance(0.3) ? 3 : 5
  const five = ratings[mood](random)
  const isAnswered = responded !== null && !random.chance(0.01)
  const base = {
    survey_id: `SV${monthOf(invited).replace('-', '')}${String(number).padStart(6, '0')}`,
    contact_id: asked.contact_id,
    ticket_id: asked.ticket_id,
    complaint_id: asked.complaint_id,
    customer_id: asked.customer_id,
    channel: asked.channel,
    method,
    invited_at: invited,
    delivered,
    responded_at: responded,
    agent_id: asked.agent_id,
    department_id: asked.department_id,
    updated_at: responded ?? invited,
  }
  return { ...base, ...answers(isAnswered, scale, five, method, asked.customer_id, random) }
}

function answers(
  isAnswered: boolean,
  scale: number,
  five: number,
  method: string,
  customerId: string | null,
  random: Random,
) {
  const asksMore = isAnswered && method !== 'ivr'
  const promoter = Math.round(five * 2 - 0.6 + random.normal() * 1.1)
  const hasComment = asksMore && random.chance(five < 4 ? 0.6 : 0.15)
  return {
    scale: isAnswered ? scale : null,
    rating: isAnswered ? (scale === 3 ? Math.ceil((five * 3) / 5) : five) : null,
    nps_score: asksMore && random.chance(0.7) ? Math.min(10, Math.max(0, promoter)) : null,
    ces_score:
      asksMore && random.chance(0.4)
        ? Math.min(7, Math.max(1, Math.round(five + 1.4 + random.normal())))
        : null,
    is_resolved: asksMore && random.chance(0.85) ? random.chance(five > 3 ? 0.86 : 0.25) : null,
    comment: hasComment ? surveyComment(five, customerId, random) : null,
  }
}
