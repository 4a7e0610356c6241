import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { code, freeText, optional, text, timestamp } from '../fields.ts'

export default defineContract({
  name: 'complaint_events',
  title: { zh: '投诉流转', en: 'Complaint events' },
  key: ['complaint_id', 'event_type', 'occurred_at'],
  at: 'occurred_at',
  row: z.object({
    complaint_id: text('投诉编号'),
    event_type: code('流转类型', {
      received: ['收到'],
      acknowledged: ['受理告知'],
      classified: ['分类'],
      assigned: ['分派'],
      contacted: ['联系客户'],
      extended: ['延期'],
      transferred: ['转办'],
      decided: ['处理决定'],
      notified: ['告知结果'],
      verified: ['核查'],
      closed: ['办结'],
      reopened: ['重开'],
      withdrawn: ['撤诉'],
    }),
    occurred_at: timestamp('发生时间'),
    department_id: optional(text('部门编号')),
    agent_id: optional(text('坐席工号')),
    note: optional(freeText('备注')),
  }),
})
