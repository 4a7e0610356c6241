import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { integer, optional, text } from '../fields.ts'

export default defineContract({
  name: 'process_steps',
  title: { zh: '业务环节', en: 'Process steps' },
  kind: 'reference',
  key: ['process_step'],
  row: z.object({
    process_step: text('业务环节'),
    name_zh: optional(text('名称')),
    name_en: optional(text('英文名称')),
    sort_order: optional(integer('顺序')),
  }),
})
