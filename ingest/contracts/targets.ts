import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { day, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'targets',
  title: { zh: '目标值', en: 'Targets' },
  kind: 'reference',
  key: ['indicator', 'grouped_by', 'group_id', 'valid_from'],
  row: z.object({
    indicator: text('指标'),
    grouped_by: text('分组'),
    group_id: text('分组编号'),
    floor: optional(number('底线值')),
    target: optional(number('目标值')),
    stretch: optional(number('挑战值')),
    valid_from: day('生效日'),
    valid_to: optional(day('失效日')),
  }),
})
