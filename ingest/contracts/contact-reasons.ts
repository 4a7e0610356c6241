import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'contact_reasons',
  title: { zh: '来由', en: 'Contact reasons' },
  kind: 'reference',
  key: ['reason_code'],
  row: z.object({
    reason_code: text('来由代码'),
    name_zh: optional(text('来由名称')),
    name_en: optional(text('英文名称')),
    reason_group: optional(text('来由组')),
  }),
})
