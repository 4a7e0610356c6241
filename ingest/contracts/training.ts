import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, day, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'training',
  title: { zh: '培训', en: 'Training' },
  kind: 'reference',
  key: ['training_id'],
  row: z.object({
    training_id: text('培训编号'),
    course: text('课程'),
    kind: code('类别', {
      new_hire: ['新员工培训'],
      in_service: ['在岗培训'],
      topic: ['专题培训'],
      case_sharing: ['案例分享'],
    }),
    topic: optional(text('专题')),
    agent_id: text('坐席工号'),
    trained_on: day('培训日期'),
    hours: optional(number('学时')),
    score: optional(number('成绩')),
    is_passed: optional(boolean('是否通过')),
  }),
})
