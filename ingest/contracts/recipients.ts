import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'recipients',
  title: { zh: '收件人', en: 'Recipients' },
  kind: 'reference',
  key: ['email', 'audience'],
  row: z.object({
    email: text('邮箱'),
    name: optional(text('姓名')),
    audience: text('读者'),
    period_types: text('周期'),
    locale: optional(text('语言')),
  }),
})
