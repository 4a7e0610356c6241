import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { day, optional, text } from '../fields.ts'

export default defineContract({
  name: 'agents',
  title: { zh: '坐席', en: 'Agents' },
  kind: 'reference',
  key: ['agent_id'],
  row: z.object({
    agent_id: text('坐席工号'),
    team_id: optional(text('班组编号')),
    team_name: optional(text('班组名称')),
    department_id: optional(text('部门编号')),
    hired_on: optional(day('入职日期')),
  }),
})
