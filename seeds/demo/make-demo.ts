import { createBreaker } from './broken-rows.ts'
import type { Row } from './columns.ts'
import { createComplaintDays } from './complaint-days.ts'
import { eventsBetween } from './complaint-events.ts'
import type { Complaint } from './complaints.ts'
import { type Contact, createContactMaker, type Served } from './contacts.ts'
import { createContactDelivery, styles } from './deliveries.ts'
import {
  type FailedInspection,
  makeCoaching,
  makeEvalPlan,
  makeIssues,
  makeTraining,
} from './improvement-files.ts'
import { makeInspection } from './inspections.ts'
import { day, monthOf, monthStart, parseDay } from './local-time.ts'
import { createPeople, type People } from './people.ts'
import { createRandom } from './random.ts'
import {
  makeAgents,
  makeBranchRows,
  makeExposure,
  makeRecipients,
  makeTargets,
} from './reference-files.ts'
import { surveyComplaint, surveyContact } from './surveys.ts'
import { makeTicket, type Ticket, type Versioned } from './tickets.ts'
import { dayWeight } from './volume.ts'
import { type DemoSummary, type Inbox, openInbox } from './write-files.ts'

export interface DemoOptions {
  /** The folder that receives one folder per contract. */
  readonly inbox: string
  /** About how many contacts; every other table follows. */
  readonly contacts?: number
  readonly months?: number
  /** The last local day, `YYYY-MM-DD`. */
  readonly until?: string
  readonly seed?: number
  /** Called after every month. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Writes the files of an invented bank as its systems would drop them, month by month, and says
 * how many rows they hold and which are broken on purpose. The same options give the same bytes.
 */
export async function makeDemo(options: DemoOptions): Promise<DemoSummary> {
  const { contacts = 200_000, months = 24, until = '2026-09-30', seed = 20260930 } = options
  const end = parseDay(until) + day
  const start = monthStart(end - day, 1 - months)
  const inbox = openInbox(options.inbox, createBreaker(createRandom(seed, 'broken')))
  const people = createPeople(seed, start, contacts)
  const bank = createBank({ inbox, people, contacts, seed, start, end })
  for (let done = 0; done < months; done += 1) {
    bank.month(monthStart(start, done))
    options.onProgress?.(done + 1, months)
    await new Promise(setImmediate) // lets a progress line appear between months
  }
  const random = createRandom(seed, 'reference')
  inbox.reference('agents', makeAgents(people))
  inbox.reference('branches', makeBranchRows(people))
  inbox.reference('targets', makeTargets())
  inbox.reference('exposure', makeExposure(start, end, contacts, random))
  inbox.reference('recipients', makeRecipients())
  inbox.reference('improvement_issues', makeIssues(start, end))
  inbox.reference('coaching', makeCoaching(bank.failed, end, random))
  inbox.reference('training', makeTraining(people, start, end, random))
  inbox.reference('eval_plan', makeEvalPlan(start, end, random))
  return inbox.summary()
}

interface BankOptions {
  readonly inbox: Inbox
  readonly people: People
  readonly contacts: number
  readonly seed: number
  readonly start: number
  readonly end: number
}

/** The bank's days and, at each month's end, its deliveries. */
function createBank({ inbox, people, contacts, seed, start, end }: BankOptions) {
  const random = createRandom(seed, 'service')
  const contactMaker = createContactMaker({ seed, people, contacts, start, end })
  const contactsPerDay = contacts / ((end - start) / day)
  const complaintDay = createComplaintDays(seed, people, contactsPerDay)
  const deliverContacts = createContactDelivery(inbox, seed, end)
  const later = {
    surveys: new Map<string, Row[]>(),
    inspections: new Map<string, Row[]>(),
    items: new Map<string, Row[]>(),
  }
  const numbers = { survey: 0, ticket: 0, inspection: 0 }
  const next = (name: keyof typeof numbers) => {
    numbers[name] += 1
    return numbers[name]
  }
  const failed: FailedInspection[] = []
  const averageWeight = meanWeight(start, end)
  let tickets: Ticket[] = []
  let complaints: Complaint[] = []

  const keep = (list: Map<string, Row[]>, instant: number, row: Row) => {
    const month = monthOf(instant)
    if (instant >= end) return
    const rows = list.get(month)
    if (rows) rows.push(row)
    else list.set(month, [row])
  }

  const inspect = (served: Served, ticketId: string | null) => {
    const sampling = random.chance(0.032)
      ? 'random'
      : random.chance(0.008 * (served.depth + 0.6))
        ? 'targeted'
        : undefined
    if (!sampling) return
    const inspection = makeInspection(served, ticketId, sampling, next('inspection'), random)
    const { row, revised, items, isFailed } = inspection
    keep(later.inspections, row.inspected_at, row)
    if (row.inspected_at >= end) return
    for (const item of items) keep(later.items, row.inspected_at, item)
    if (isFailed) failed.push(row)
    if (revised) keep(later.inspections, revised.updated_at, revised)
  }

  const follow = (served: Served) => {
    const { contact, agent } = served
    if (!agent || contact.outcome !== 'answered' || contact.is_test) return
    const ticket = random.chance(0.2) ? makeTicket(served, next('ticket'), random) : undefined
    if (ticket) tickets.push(ticket)
    if (contact.direction === 'inbound' && random.chance(0.25)) {
      const survey = surveyContact(served, ticket?.ticket_id ?? null, next('survey'), end, random)
      keep(later.surveys, Math.min(survey.invited_at, end - 1), survey)
    }
    inspect(served, ticket?.ticket_id ?? null)
  }

  const runDay = (midnight: number): readonly Contact[] => {
    const served = contactMaker.day(midnight)
    for (const each of served) follow(each)
    for (const complaint of complaintDay(midnight, served, averageWeight)) {
      complaints.push(complaint)
      const { life } = complaint
      if ((life.outcome !== 'resolved' && life.outcome !== 'unresolved') || !random.chance(0.4))
        continue
      const survey = surveyComplaint(complaint, life.closed, next('survey'), end, random)
      keep(later.surveys, survey.invited_at, survey)
    }
    return served.map(({ contact }) => contact)
  }

  const deliver = (month: string, from: number, to: number) => {
    const take = (list: Map<string, Row[]>) => {
      const rows = list.get(month) ?? []
      list.delete(month)
      return rows
    }
    inbox.facts('tickets', month, styles.tickets, versions(tickets, from, to))
    inbox.facts('surveys', month, styles.surveys, take(later.surveys))
    inbox.facts('complaints', month, styles.complaints, versions(complaints, from, to))
    const events = complaints.flatMap((complaint) => eventsBetween(complaint, from, to, seed))
    inbox.facts('complaint_events', month, styles.complaintEvents, events)
    inbox.facts('inspections', month, styles.inspections, take(later.inspections))
    inbox.facts('inspection_items', month, styles.inspectionItems, take(later.items))
    tickets = tickets.filter((ticket) => isUnfinished(ticket, to))
    complaints = complaints.filter((complaint) => isUnfinished(complaint, to))
  }

  return {
    failed,
    month: (from: number) => {
      const to = Math.min(monthStart(from, 1), end)
      const all: Contact[] = []
      for (let midnight = from; midnight < to; midnight += day) all.push(...runDay(midnight))
      deliverContacts(monthOf(from), all)
      deliver(monthOf(from), from - 1, to - 1)
    },
  }
}

/** The newest version, at `to`, of each record that changed after `from`. */
function versions(records: readonly Versioned[], from: number, to: number): Row[] {
  return records
    .filter(({ changes }) => changes.some((change) => change > from && change <= to))
    .map((record) => record.versionAt(to))
}

function isUnfinished({ changes }: Versioned, instant: number): boolean {
  return (changes.at(-1) ?? instant) > instant
}

function meanWeight(start: number, end: number): number {
  let sum = 0
  for (let midnight = start; midnight < end; midnight += day) sum += dayWeight(midnight)
  return (sum * day) / (end - start)
}
