import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { day, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'score_weights',
  title: { zh: '综合得分权重', en: 'Score weights' },
  kind: 'reference',
  key: ['indicator', 'valid_from'],
  row: z.object({
    indicator: text('指标'),
    weight: number('权重', { min: 0 }),
    valid_from: day('生效日'),
    valid_to: optional(day('失效日')),
    approved_by: optional(text('批准')),
    note: optional(text('备注')),
  }),
})
