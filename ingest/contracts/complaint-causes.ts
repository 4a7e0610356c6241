import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'complaint_causes',
  title: { zh: '投诉原因', en: 'Complaint causes' },
  kind: 'reference',
  key: ['cause_code'],
  row: z.object({
    cause_code: text('原因代码'),
    parent_code: optional(text('上级代码')),
    name_zh: optional(text('原因名称')),
    name_en: optional(text('英文名称')),
  }),
})
