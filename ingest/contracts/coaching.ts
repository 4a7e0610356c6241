import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { code, day, freeText, optional, text } from '../fields.ts'

export default defineContract({
  name: 'coaching',
  title: { zh: '辅导', en: 'Coaching' },
  kind: 'reference',
  key: ['coaching_id'],
  row: z.object({
    coaching_id: text('辅导编号'),
    agent_id: text('坐席工号'),
    inspection_id: optional(text('质检编号')),
    kind: code('方式', {
      talk: ['绩效面谈'],
      side_by_side: ['在岗辅导'],
      after_event: ['事后辅导'],
    }),
    coached_on: day('辅导日期'),
    plan: optional(freeText('改进计划')),
    due_on: optional(day('完成期限')),
    reviewed_on: optional(day('复核日期')),
    outcome: optional(text('结果')),
  }),
})
