import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'branches',
  title: { zh: '网点', en: 'Branches' },
  kind: 'reference',
  key: ['branch_id'],
  row: z.object({
    branch_id: text('网点编号'),
    name_zh: optional(text('网点名称')),
    department_id: optional(text('部门编号')),
  }),
})
