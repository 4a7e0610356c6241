import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { optional, text } from '../fields.ts'

export default defineContract({
  name: 'products',
  title: { zh: '产品', en: 'Products' },
  kind: 'reference',
  key: ['product_code'],
  row: z.object({
    product_code: text('产品代码'),
    name_zh: optional(text('产品名称')),
    name_en: optional(text('英文名称')),
    parent_code: optional(text('上级代码')),
  }),
})
