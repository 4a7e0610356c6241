import type { Complaint } from './complaints.ts'
import type { Served } from './contacts.ts'
import type { FailedInspection } from './improvement-files.ts'
import { makeInspection } from './inspections.ts'
import { createRandom } from './random.ts'
import { createSchedule } from './schedule.ts'
import { surveyComplaint, surveyContact } from './surveys.ts'
import { makeTicket, type Ticket } from './tickets.ts'

/** What follows from service: tickets, surveys, inspections; those that failed are listed. */
export function createAftermath(seed: number, end: number) {
  const random = createRandom(seed, 'service')
  const numbers = { survey: 0, ticket: 0, inspection: 0 }
  const surveys = createSchedule(end)
  const inspections = createSchedule(end)
  const items = createSchedule(end)
  const failed: FailedInspection[] = []
  const next = (name: keyof typeof numbers) => {
    numbers[name] += 1
    return numbers[name]
  }

  const drawSampling = (depth: number) => {
    if (random.chance(0.032)) return 'random'
    return random.chance(0.008 * (depth + 0.6)) ? 'targeted' : undefined
  }

  const inspect = (served: Served, ticketId: string | null) => {
    const sampling = drawSampling(served.depth)
    if (!sampling) return
    const inspection = makeInspection(served, ticketId, sampling, next('inspection'), random)
    const { row, revised } = inspection
    if (row.inspected_at >= end) return
    inspections.keep(row.inspected_at, row)
    if (revised) inspections.keep(revised.updated_at, revised)
    for (const item of inspection.items) items.keep(row.inspected_at, item)
    if (inspection.isFailed) failed.push(row)
  }

  return {
    surveys,
    inspections,
    items,
    failed,
    /** The ticket of a contact, if one was opened; surveys and inspections are kept for later. */
    ofContact: (served: Served): Ticket | undefined => {
      const { contact, agent } = served
      if (!agent || contact.outcome !== 'answered' || contact.is_test) return undefined
      const ticket = random.chance(0.175) ? makeTicket(served, next('ticket'), random) : undefined
      const ticketId = ticket?.ticket_id ?? null
      if (contact.direction === 'inbound' && random.chance(0.25)) {
        const survey = surveyContact(served, ticketId, next('survey'), end, random)
        surveys.keep(Math.min(survey.invited_at, end - 1), survey)
      }
      inspect(served, ticketId)
      return ticket
    },
    ofComplaint: (complaint: Complaint): void => {
      const { closed, outcome } = complaint.life
      if ((outcome !== 'resolved' && outcome !== 'unresolved') || !random.chance(0.4)) return
      const survey = surveyComplaint(complaint, closed, next('survey'), end, random)
      surveys.keep(survey.invited_at, survey)
    },
  }
}
