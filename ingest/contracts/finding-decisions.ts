import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { code, freeText, optional, text, timestamp } from '../fields.ts'

export default defineContract({
  name: 'finding_decisions',
  title: { zh: '归因结论认定', en: 'Verdicts on findings' },
  key: ['finding_id', 'decided_by', 'decided_at'],
  row: z.object({
    finding_id: text('结论编号'),
    decision: code('认定', {
      confirmed: ['确认', '已确认', '属实'],
      rejected: ['驳回', '已驳回', '不属实', '不成立'],
      proposed: ['待认定', '待确认'],
    }),
    decided_by: text('认定人'),
    decided_at: timestamp('认定时间'),
    note: optional(freeText('说明')),
  }),
})
