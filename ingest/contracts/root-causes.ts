import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'root_causes',
  title: { zh: '根本原因', en: 'Root causes' },
  kind: 'reference',
  key: ['root_cause_code'],
  row: z.object({
    root_cause_code: text('根本原因'),
    name_zh: optional(text('名称')),
    name_en: optional(text('英文名称')),
  }),
})
