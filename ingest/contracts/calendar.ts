import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, day } from '../fields.ts'

export default defineContract({
  name: 'calendar',
  title: { zh: '工作日历', en: 'Calendar' },
  kind: 'reference',
  key: ['day'],
  row: z.object({
    day: day('日期'),
    is_workday: boolean('是否工作日'),
  }),
})
