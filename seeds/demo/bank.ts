import { createAftermath } from './aftermath.ts'
import type { Row } from './columns.ts'
import { createComplaintDays } from './complaint-days.ts'
import { eventsBetween } from './complaint-events.ts'
import type { Complaint } from './complaints.ts'
import { type Contact, createContactMaker } from './contacts.ts'
import { createContactDelivery, styles } from './deliveries.ts'
import { day, monthOf, monthStart } from './local-time.ts'
import type { People } from './people.ts'
import type { Ticket, Versioned } from './tickets.ts'
import { dayWeight } from './volume.ts'
import type { Inbox } from './write-files.ts'

interface BankOptions {
  readonly inbox: Inbox
  readonly people: People
  readonly contacts: number
  readonly seed: number
  /** The first local midnight. */
  readonly start: number
  /** The midnight after the last day. */
  readonly end: number
}

/** The bank's days and, at each month's end, its deliveries; months must be asked for in order. */
export function createBank({ inbox, people, contacts, seed, start, end }: BankOptions) {
  const contactMaker = createContactMaker({ seed, people, contacts, start, end })
  const complaintDay = createComplaintDays(seed, people, contacts / ((end - start) / day))
  const deliverContacts = createContactDelivery(inbox, seed, end)
  const aftermath = createAftermath(seed, end)
  const averageWeight = meanWeight(start, end)
  let tickets: Ticket[] = []
  let complaints: Complaint[] = []

  const runDay = (midnight: number): readonly Contact[] => {
    const served = contactMaker.day(midnight)
    for (const each of served) {
      const ticket = aftermath.ofContact(each)
      if (ticket) tickets.push(ticket)
    }
    for (const complaint of complaintDay(midnight, served, averageWeight)) {
      complaints.push(complaint)
      aftermath.ofComplaint(complaint)
    }
    return served.map(({ contact }) => contact)
  }

  const deliver = (month: string, from: number, to: number) => {
    inbox.facts('tickets', month, styles.tickets, versions(tickets, from, to))
    inbox.facts('surveys', month, styles.surveys, aftermath.surveys.take(month))
    inbox.facts('complaints', month, styles.complaints, versions(complaints, from, to))
    const events = complaints.flatMap((complaint) => eventsBetween(complaint, from, to, seed))
    inbox.facts('complaint_events', month, styles.complaintEvents, events)
    inbox.facts('inspections', month, styles.inspections, aftermath.inspections.take(month))
    inbox.facts('inspection_items', month, styles.inspectionItems, aftermath.items.take(month))
    tickets = tickets.filter((ticket) => isUnfinished(ticket, to))
    complaints = complaints.filter((complaint) => isUnfinished(complaint, to))
  }

  return {
    failed: aftermath.failed,
    month: (from: number): void => {
      const to = Math.min(monthStart(from, 1), end)
      const served: Contact[] = []
      for (let midnight = from; midnight < to; midnight += day) served.push(...runDay(midnight))
      deliverContacts(monthOf(from), served)
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
