import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, freeText, optional, text } from '../fields.ts'

export default defineContract({
  name: 'inspection_items',
  title: { zh: '质检项目', en: 'Inspection items' },
  key: ['inspection_id', 'item_code'],
  row: z.object({
    inspection_id: text('质检编号'),
    item_code: text('项目编号'),
    result: code('项目结果', { pass: ['合格'], fail: ['不合格'], na: ['不适用'] }),
    is_critical: optional(boolean('是否致命')),
    note: optional(freeText('备注')),
  }),
})
