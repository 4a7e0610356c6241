import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'scorecard_items',
  title: { zh: '质检评分项目', en: 'Scorecard items' },
  kind: 'reference',
  key: ['item_code'],
  row: z.object({
    item_code: text('项目编号'),
    article: optional(text('条款')),
    name_zh: optional(text('名称')),
    name_en: optional(text('英文名称')),
    training_words: optional(text('相关培训')),
  }),
})
