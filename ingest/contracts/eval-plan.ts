import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { day, freeText, integer, optional, text } from '../fields.ts'

export default defineContract({
  name: 'eval_plan',
  title: { zh: '评估计划', en: 'Evaluation plan' },
  kind: 'reference',
  key: ['plan_id', 'step'],
  row: z.object({
    plan_id: text('计划编号'),
    period_id: text('评估周期'),
    step: integer('步骤'),
    due_on: optional(day('应完成日期')),
    done_on: optional(day('完成日期')),
    owner: optional(text('负责人')),
    note: optional(freeText('备注')),
  }),
})
