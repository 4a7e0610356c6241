import type { Row } from './columns.ts'
import type { Complaint } from './complaints.ts'
import { personName } from './personal-data.ts'
import { createRandom } from './random.ts'

const notes: Readonly<Record<string, readonly string[]>> = {
  contacted: ['已电话联系客户，客户情绪稳定', '联系客户两次后接通，已说明流程', '客户要求书面答复'],
  decided: [
    '核实属实，按规定退费并致歉',
    '经核实流程合规，已向客户解释',
    '同意减免相关费用',
    '安排网点负责人上门说明',
  ],
  notified: ['已短信告知处理结果', '已电话告知，客户认可', '已告知，客户保留意见'],
  reopened: ['客户对结果不认可，要求重新处理', '承诺事项未落实，重新受理'],
  extended: ['情况复杂需多部门核查，延期审批通过'],
}

/** The steps of a complaint that happened after `from` and up to `to`, in order. */
export function eventsBetween(complaint: Complaint, from: number, to: number, seed: number): Row[] {
  const { life, department_id: department } = complaint
  const isEnded = life.outcome === 'withdrawn' || life.outcome === 'duplicate'
  const steps: readonly (readonly [string, number | null])[] = [
    ['received', life.received],
    ['acknowledged', life.acknowledged],
    ['classified', life.classified],
    ['assigned', life.assigned],
    ['contacted', life.firstContact],
    ['extended', life.extended !== null && life.extended < life.closed ? life.extended : null],
    ['transferred', life.outcome === 'transferred_out' ? life.decided : null],
    ['withdrawn', life.outcome === 'withdrawn' ? life.decided : null],
    ['decided', isEnded || life.outcome === 'transferred_out' ? null : life.decided],
    ['closed', life.closed],
    ['notified', isEnded ? null : life.notified],
    ['reopened', life.reopened],
    ['verified', life.closedAgain],
  ]
  return steps.flatMap(([type, occurred]) => {
    if (occurred === null || occurred <= from || occurred > to) return []
    const lead = type === 'received' || type === 'acknowledged' || type === 'classified'
    return [
      {
        complaint_id: complaint.complaint_id,
        event_type: type,
        occurred_at: occurred,
        department_id: lead ? 'D00' : department,
        agent_id: type === 'contacted' ? complaint.agent_id : null,
        note: note(type, createRandom(seed, complaint.complaint_id, type)),
      },
    ]
  })
}

function note(type: string, random: ReturnType<typeof createRandom>): string | null {
  const texts = notes[type]
  if (!texts || !random.chance(0.6)) return null
  const text = random.pick(texts)
  return random.chance(0.08) ? `${text}（联系人${personName(random)}先生）` : text
}
