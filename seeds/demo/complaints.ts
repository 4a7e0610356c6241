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

/** What complainants call things. */
export interface Names {
  readonly products: ReadonlyMap<string, string>
  readonly people: People
}

export interface ComplaintCall {
  readonly midnight: number
  readonly served: Served | undefined
  readonly fixed?: Partial<Record<'cause' | 'sub' | 'product', string>>
  readonly isAboutFailure?: boolean
}

const drawSource = weighted([
  ['self', 88],
  ['hotline_12345', 4.5],
  ['nfra', 3],
  ['pboc', 1.7],
  ['petition', 1.1],
  ['media', 0.3],
  ['other', 1.4],
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
  names: Names,
  random: Random,
): Complaint {
  const drawn = drawSubject(random, call.fixed)
  const received = receiptTime(call, random)
  const life = wholeSeconds(makeLife(received, drawn.departmentId, random))
  const original = life.outcome === 'duplicate' ? earlier.at(-1 - random.int(40)) : undefined
  const isUnmatched = life.outcome === 'duplicate' && !original
  const settled = isUnmatched ? { ...life, outcome: 'resolved' as const } : life
  const subject = original?.subject ?? drawn
  const contact = original ? undefined : call.served?.contact
  const source = drawSource(random)
  const base = {
    complaint_id: `TS${monthOf(received).replace('-', '')}${String(number).padStart(5, '0')}`,
    customer_id: original?.customer_id ?? contact?.customer_id ?? anyCustomer(names.people, random),
    contact_id: contact?.contact_id ?? null,
    channel: contact?.channel ?? (source === 'self' ? drawChannel(random) : 'other'),
    source_body: source,
    received_at: received,
    duplicate_of: original?.complaint_id ?? null,
    is_escalated: random.chance(0.01) ? null : source !== 'self' || random.chance(0.02),
    severity: settled.limitDays === 15 ? 'normal' : settled.limitDays === 30 ? 'complex' : 'major',
    department_id: random.chance(0.015) ? null : subject.departmentId,
    ...subjectColumns(subject, random),
  }
  const told = tell(base, subject, call, contact?.agent_id ?? null, names, random)
  const closing = makeClosing(subject, random)
  const changes = changesOf(settled)
  return {
    ...base,
    ...told,
    life: settled,
    subject,
    changes,
    versionAt: (instant) => versionAt({ ...base, ...told }, settled, closing, changes, instant),
  }
}

function receiptTime({ served, midnight }: ComplaintCall, random: Random): number {
  if (!served) return midnight + Math.floor(((8 + 13 * random.next()) * hour) / second) * second
  const { ended_at, started_at } = served.contact
  return (ended_at ?? started_at) + random.int(3600) * second
}

function subjectColumns(subject: Subject, random: Random) {
  return {
    product_code: subject.productCode,
    biz_channel_code: subject.bizChannelCode,
    process_step: subject.processStep,
    cause_code: random.chance(0.012) ? null : subject.causeCode,
    sub_cause_code: random.chance(0.1) ? null : subject.subCauseCode,
  }
}

/** The branch and person that the complaint names, and the complaint itself. */
function tell(
  base: Readonly<{ customer_id: string | null; received_at: number }>,
  subject: Subject,
  call: ComplaintCall,
  agentId: string | null,
  names: Names,
  random: Random,
) {
  const branch = random.pick(names.people.branches)
  const isAtBranch = subject.bizChannelCode === 'A0101' || subject.departmentId === 'D06'
  const isPerson = subject.causeCode === 'C01' || subject.causeCode === 'C04'
  const matter = {
    subCause: subject.subCauseCode,
    productName: names.products.get(subject.productCode) ?? '业务',
    branchName: branch.name_zh,
    receivedAt: base.received_at,
    customerId: base.customer_id,
    isAboutFailure: call.isAboutFailure ?? false,
  }
  return {
    branch_id: isAtBranch ? branch.branch_id : null,
    agent_id: isPerson ? agentId : null,
    narrative: narrate(matter, random),
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
