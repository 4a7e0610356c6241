import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { day, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'score_grades',
  title: { zh: '综合得分等级', en: 'Score grades' },
  kind: 'reference',
  key: ['grade', 'valid_from'],
  row: z.object({
    grade: text('等级'),
    name_zh: text('名称'),
    name_en: optional(text('英文名')),
    least_score: number('最低得分', { min: 0, max: 100 }),
    // on the row of the grade that a broken compliance gate gives
    gate_cap: optional(number('门槛封顶', { min: 0, max: 100 })),
    valid_from: day('生效日'),
    valid_to: optional(day('失效日')),
    approved_by: optional(text('批准')),
    note: optional(text('备注')),
  }),
})
