import type { Row } from './columns.ts'
import { type Life, makeLife, wholeSeconds } from './complaint-life.ts'
import { drawSubject, type Subject } from './complaint-mix.ts'
import type { Served } from './contacts.ts'
import { hour, monthOf, second } from './local-time.ts'
import { narrate } from './narratives.ts'
import { customerId, type People } from './people.ts'
import { at, type Random, weighted } from './random.ts'
import type { Versioned } from './tickets.ts'

export interface Complaint extends Versioned {
  readonly complaint_id: string
  readonly life: Life
  readonly channel: string
  readonly customer_id: string | null
  readonly agent_id: string | null
  readonly department_id: string | null
  readonly subject: Subject
}

export interface ComplaintCall {
  readonly midnight: number
  readonly served: Served | undefined
  readonly fixed?: Partial<Record<'cause' | 'sub' | 'product', string>>
  readonly isAboutFailure?: boolean
}

const drawSource = weighted([
  ['self', 80],
  ['hotline_12345', 7],
  ['nfra', 6],
  ['pboc', 3],
  ['petition', 2],
  ['media', 0.3],
  ['other', 1.7],
] as const)
const drawChannel = weighted([
  ['phone', 34],
  ['app_chat', 22],
  ['branch_desk', 18],
  ['web_chat', 7],
  ['wechat', 7],
  ['email', 8],
  ['other', 4],
] as const)

/** A complaint with everything that will become known of it; `earlier` are those it may repeat. */
export function makeComplaint(
  call: ComplaintCall,
  number: number,
  earlier: readonly Complaint[],
  names: { readonly products: ReadonlyMap<string, string>; readonly people: People },
  random: Random,
): Complaint {
  const contact = call.served?.contact
  const subject = drawSubject(random, call.fixed)
  const received = contact
    ? (contact.ended_at ?? contact.started_at) + random.int(3600) * second
    : call.midnight + Math.floor(((8 + 13 * random.next()) * hour) / second) * second
  const life = wholeSeconds(makeLife(received, subject.departmentId, random))
  const original = life.outcome === 'duplicate' ? earlier.at(-1 - random.int(40)) : undefined
  const settled =
    life.outcome === 'duplicate' && !original ? { ...life, outcome: 'resolved' as const } : life
  const id = `TS${monthOf(received).replace('-', '')}${String(number).padStart(5, '0')}`
  const source = drawSource(random)
  const channel = contact?.channel ?? (source === 'self' ? drawChannel(random) : 'other')
  const isAtBranch = subject.bizChannelCode === 'A0101' || subject.departmentId === 'D06'
  const branch = random.pick(names.people.branches)
  const customer =
    original?.customer_id ?? contact?.customer_id ?? anyCustomer(names.people, random)
  const isPerson = subject.causeCode === 'C01' || subject.causeCode === 'C04'
  const matter = {
    subCause: subject.subCauseCode,
    productName: names.products.get(subject.productCode) ?? '业务',
    branchName: branch.name_zh,
    receivedAt: received,
    customerId: customer,
    isAboutFailure: call.isAboutFailure ?? false,
  }
  const base = {
    complaint_id: id,
    customer_id: customer,
    contact_id: contact?.contact_id ?? null,
    channel,
    source_body: source,
    received_at: received,
    duplicate_of: original?.complaint_id ?? null,
    is_escalated: random.chance(0.01) ? null : source !== 'self' || random.chance(0.03),
    severity: settled.limitDays === 15 ? 'normal' : settled.limitDays === 30 ? 'complex' : 'major',
    product_code: subject.productCode,
    biz_channel_code: subject.bizChannelCode,
    process_step: subject.processStep,
    cause_code: random.chance(0.012) ? null : subject.causeCode,
    sub_cause_code: random.chance(0.1) ? null : subject.subCauseCode,
    department_id: random.chance(0.015) ? null : subject.departmentId,
    branch_id: isAtBranch ? branch.branch_id : null,
    agent_id: isPerson ? (contact?.agent_id ?? null) : null,
    narrative: narrate(matter, random),
  }
  const closing = makeClosing(subject, random)
  const complaint = { ...base, life: settled, subject, changes: changesOf(settled) }
  return {
    ...complaint,
    versionAt: (instant) => versionAt(base, settled, closing, complaint.changes, instant),
  }
}

function makeClosing(subject: Subject, random: Random) {
  const isUpheld = random.chance(
    subject.causeCode === 'C07' || subject.causeCode === 'C02' ? 0.52 : 0.38,
  )
  const paid = isUpheld && random.chance(0.3)
  return {
    is_upheld: random.chance(0.03) ? null : isUpheld,
    root_cause_code: random.chance(0.04) ? null : subject.rootCauseCode,
    redress_amount: paid ? Math.round(random.logNormal(160, 1) * 100) / 100 : null,
  }
}

function anyCustomer(people: People, random: Random): string | null {
  return random.chance(0.04)
    ? null
    : customerId(Math.floor(people.customerCount * random.next() ** 1.4))
}

function changesOf(life: Life): number[] {
  const { received, firstContact, extended, closed, notified, reopened, closedAgain } = life
  const extension = extended !== null && extended < closed ? extended : null
  return [received, firstContact, extension, closed, notified, reopened, closedAgain]
    .filter((each) => each !== null)
    .sort((a, b) => a - b)
}

function versionAt(
  base: Row,
  life: Life,
  closing: Row,
  changes: readonly number[],
  instant: number,
): Row {
  const reached = (each: number | null) => (each !== null && each <= instant ? each : null)
  const extended = reached(life.extended)
  const closed = reached(life.closed)
  const isOpenAgain = reached(life.reopened) !== null && reached(life.closedAgain) === null
  const isExtended = life.limitDays === 15 || extended !== null || closed !== null
  return {
    ...base,
    first_contact_at: reached(life.firstContact),
    limit_days: isExtended ? life.limitDays : 15,
    extension_approved_at: extended !== null && extended < life.closed ? extended : null,
    closed_at: closed,
    outcome: closed === null || isOpenAgain ? 'open' : life.outcome,
    duplicate_of: closed === null ? null : (base.duplicate_of ?? null),
    reopened_at: reached(life.reopened),
    notified_at: reached(life.notified),
    is_upheld: closed === null ? null : (closing.is_upheld ?? null),
    root_cause_code: closed === null ? null : (closing.root_cause_code ?? null),
    redress_amount: closed === null ? null : (closing.redress_amount ?? null),
    updated_at: changes.findLast((change) => change <= instant) ?? at(changes, 0),
  }
}
