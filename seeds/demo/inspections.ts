import type { Row } from './columns.ts'
import type { Served } from './contacts.ts'
import { day, hour, monthOf, second } from './local-time.ts'
import { type Random, weighted } from './random.ts'
import { officeTime } from './volume.ts'

export interface Inspection {
  readonly row: Row & Readonly<{ inspection_id: string; agent_id: string; inspected_at: number }>
  /** The row after an appeal that changed the verdict. */
  readonly revised: (Row & Readonly<{ updated_at: number }>) | undefined
  readonly items: readonly Row[]
  readonly isFailed: boolean
}

const drawMode = weighted([
  ['recording', 72],
  ['live', 12],
  ['mystery', 7],
] as const)

const items: readonly string[] = [
  'D1.2',
  'D1.3',
  'D1.5',
  'D2.1',
  'D2.2',
  'D2.3',
  'D2.7',
  'D2.8',
  'D3.1',
  'D3.3',
  'D4.1',
  'D4.2',
  'D5.1',
  'D5.2',
]
const remarks: Readonly<Record<string, string>> = {
  D1: '语气生硬，缺少同理心',
  D2: '未做结束确认，未邀请评价',
  D3: '表述不准确，使用了禁用语',
  D4: '未说明预计处理时间',
  D5: '未完成身份核验即告知账户信息',
}

/** The inspection of an answered contact; targeted ones look at work that is already in doubt. */
export function makeInspection(
  { contact, agent }: Served,
  ticketId: string | null,
  sampling: 'random' | 'targeted',
  number: number,
  random: Random,
): Inspection {
  const mode = ticketId !== null && random.chance(0.45) ? 'work_order' : drawMode(random)
  const delay = mode === 'live' ? 0 : (1 + random.int(9)) * day
  const ended = contact.ended_at ?? contact.started_at
  const inspected = Math.round(officeTime(ended + delay + hour, random.next()) / second) * second
  const graded = grade(agent?.skill ?? 0, sampling === 'targeted', contact.channel, random)
  const row = {
    inspection_id: `QA${monthOf(inspected).replace('-', '')}${String(number).padStart(5, '0')}`,
    mode,
    sampling,
    stratum: contact.channel,
    contact_id: contact.contact_id,
    ticket_id: mode === 'work_order' ? ticketId : null,
    agent_id: contact.agent_id ?? '',
    department_id: contact.department_id,
    channel: contact.channel,
    contact_at: contact.started_at,
    inspected_at: inspected,
    inspector_id: `QC${String(1 + random.int(12)).padStart(2, '0')}`,
    ...graded.scores,
    critical_error_count: graded.critical,
    verdict_changed: false,
    is_valid: random.chance(0.1) ? null : !random.chance(0.012),
    updated_at: inspected + random.int(1800) * second,
  }
  const isAppealed = graded.isFailed && random.chance(0.12)
  const revised = isAppealed ? revise(row, random) : undefined
  return {
    row,
    revised,
    items: makeItems(row.inspection_id, graded, random),
    isFailed: graded.isFailed,
  }
}

interface Graded {
  readonly scores: Readonly<
    Record<'d1_score' | 'd2_score' | 'd3_score' | 'd4_score' | 'd5_score', number | null>
  >
  readonly critical: number
  readonly isFailed: boolean
}

function grade(skill: number, isTargeted: boolean, channel: string, random: Random): Graded {
  const isPoor = random.chance(Math.max(0.01, (isTargeted ? 0.2 : 0.045) - 0.018 * skill))
  const base = isPoor ? 76 + 4 * random.normal() : 93.5 + 1.2 * skill + 1.8 * random.normal()
  const section = () =>
    Math.round(Math.min(100, Math.max(30, base + 3.5 * random.normal())) * 2) / 2
  const critical = random.chance(isTargeted ? 0.05 : 0.011) ? 1 + (random.chance(0.15) ? 1 : 0) : 0
  const isWritten = channel !== 'phone' && channel !== 'video' && channel !== 'branch_desk'
  const scores = {
    d1_score: isWritten && random.chance(0.5) ? null : section(),
    d2_score: section(),
    d3_score: section(),
    d4_score: random.chance(0.12) ? null : section(),
    d5_score: critical > 0 ? Math.min(60, section()) : section(),
  }
  return { scores, critical, isFailed: isPoor || critical > 0 }
}

function revise(row: Row & Readonly<{ updated_at: number }>, random: Random) {
  const lift = (value: Row[string] | undefined) =>
    typeof value === 'number' ? Math.min(100, value + 12) : null
  return {
    ...row,
    d2_score: lift(row.d2_score),
    d3_score: lift(row.d3_score),
    d4_score: lift(row.d4_score),
    critical_error_count: 0,
    verdict_changed: true,
    updated_at: row.updated_at + (2 + random.int(12)) * day,
  }
}

function makeItems(inspectionId: string, graded: Graded, random: Random): Row[] {
  if (!random.chance(0.4)) return []
  return items.map((code) => {
    const section = code.slice(0, 2)
    const score =
      Object.entries(graded.scores).find(([name]) => name.startsWith(section.toLowerCase()))?.[1] ??
      null
    const isCritical = section === 'D5' && code === 'D5.1'
    const failed = isCritical
      ? graded.critical > 0
      : score !== null && random.chance((100 - score) / 90)
    const result = score === null ? 'na' : failed ? 'fail' : 'pass'
    return {
      inspection_id: inspectionId,
      item_code: code,
      result,
      is_critical: section === 'D5',
      note: result === 'fail' && random.chance(0.7) ? (remarks[section] ?? null) : null,
    }
  })
}
