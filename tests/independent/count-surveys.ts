import { countable, isAnsweredInbound } from './count-contacts.ts'
import { asOf, type Drawn, hour } from './draw-bank.ts'
import { count, num, one, type Tallies } from './tally.ts'

/** Counts what rule 15 says of tickets. */
export function countTickets(tallies: Tallies, tickets: readonly Drawn[]): void {
  for (const each of tickets) {
    if (each.status === 'cancelled' || each.resolved_at_first_contact === undefined) continue
    const isResolved =
      each.resolved_at_first_contact === true &&
      each.reopened_at === undefined &&
      (each.reopen_count ?? 0) === 0 &&
      (each.bounce_count ?? 0) === 0
    count(tallies, 'fcr_ticket_rate', Number(each.opened_at), each, one(isResolved))
  }
}

/** Counts what rules 16 and 17 say of surveys. */
export function countSurveys(
  tallies: Tallies,
  all: readonly Drawn[],
  contacts: readonly Drawn[],
): void {
  const byId = new Map(
    contacts
      .filter((each) => Number(each.started_at) <= asOf)
      .map((each) => [each.contact_id, each]),
  )
  const surveys = all.filter((each) => byId.get(each.contact_id)?.is_test !== true)
  const timeOf = (each: Drawn) =>
    Number((each.contact_id && byId.get(each.contact_id)?.started_at) ?? each.invited_at)
  const responses = surveys.filter(isResponse)
  for (const each of surveys) {
    if (each.delivered !== true) continue
    const isValid = isResponse(each) && isLatest(each, responses)
    count(tallies, 'survey_response_rate', timeOf(each), each, one(isValid))
    if (isValid) countAnswers(tallies, each, timeOf(each))
  }
  for (const contact of countable(contacts).filter(isAnsweredInbound)) {
    const isInvited = surveys.some((each) => each.contact_id === contact.contact_id)
    count(tallies, 'survey_invite_rate', Number(contact.started_at), contact, one(isInvited))
  }
}

function isResponse(each: Drawn): boolean {
  const responded = num(each.responded_at)
  if (each.delivered !== true || responded === undefined || responded > asOf) return false
  const delay = responded - Number(each.invited_at)
  return delay >= 0 && delay <= 72 * hour
}

function isLatest(each: Drawn, responses: readonly Drawn[]): boolean {
  if (each.contact_id === undefined) return true
  return !responses.some(
    (other) =>
      other.contact_id === each.contact_id &&
      (Number(other.responded_at) > Number(each.responded_at) ||
        (other.responded_at === each.responded_at &&
          String(other.survey_id) > String(each.survey_id))),
  )
}

function countAnswers(tallies: Tallies, each: Drawn, at: number): void {
  const add = (indicator: string, numerator: number) =>
    count(tallies, indicator, at, each, numerator)
  const rating = num(each.rating)
  if (rating !== undefined && each.scale === 5) {
    add('csat_top2_rate', one(rating >= 4))
    add('csat_mean', rating)
    add('dissat_rate', one(rating <= 2))
  }
  const score = num(each.nps_score)
  if (score !== undefined) add('nps', one(score >= 9) - one(score <= 6))
  if (each.is_resolved !== undefined) add('fcr_survey_rate', one(each.is_resolved === true))
}
