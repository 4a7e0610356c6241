import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { month, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'exposure',
  title: { zh: '业务规模', en: 'Exposure' },
  kind: 'reference',
  key: ['month', 'department_id', 'product_code'],
  row: z.object({
    month: month('月份'),
    department_id: optional(text('部门编号')),
    product_code: optional(text('产品代码')),
    customers: optional(number('客户数')),
    outlets: optional(number('网点数')),
    transactions: optional(number('交易笔数')),
  }),
})
