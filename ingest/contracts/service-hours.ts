import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { integer, optional, text } from '../fields.ts'

export default defineContract({
  name: 'service_hours',
  title: { zh: '服务时间', en: 'Service hours' },
  kind: 'reference',
  key: ['channel', 'weekday', 'opens'],
  row: z.object({
    channel: text('渠道'),
    weekday: integer('星期'),
    opens: optional(text('开始时间')),
    closes: optional(text('结束时间')),
  }),
})
