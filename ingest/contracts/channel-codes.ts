import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { text } from '../fields.ts'

export default defineContract({
  name: 'channel_codes',
  title: { zh: '渠道代码对照', en: 'Channel codes' },
  kind: 'reference',
  key: ['source_code'],
  row: z.object({
    source_code: text('来源代码'),
    channel: text('渠道'),
  }),
})
