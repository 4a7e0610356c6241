import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, integer, number, optional, text, timestamp } from '../fields.ts'
import { channels } from './codes.ts'

const score = { min: 0, max: 100 }

export default defineContract({
  name: 'inspections',
  title: { zh: '质检', en: 'Quality inspections' },
  key: ['inspection_id'],
  at: 'inspected_at',
  row: z.object({
    inspection_id: text('质检编号'),
    mode: code('方式', {
      recording: ['录音录像抽查'],
      live: ['实时监听'],
      mystery: ['神秘顾客'],
      work_order: ['工单质检'],
    }),
    sampling: code('抽样', { random: ['随机'], targeted: ['定向'] }),
    stratum: optional(text('层')),
    contact_id: optional(text('接触编号')),
    ticket_id: optional(text('工单编号')),
    agent_id: text('坐席工号'),
    department_id: optional(text('部门编号')),
    channel: code('渠道', channels, 'channel_codes'),
    contact_at: timestamp('服务时间'),
    inspected_at: timestamp('质检时间'),
    inspector_id: text('质检员'),
    d1_score: optional(number('人员素养', score)),
    d2_score: optional(number('服务流程', score)),
    d3_score: optional(number('沟通质量', score)),
    d4_score: optional(number('问题解决与投诉处理', score)),
    d5_score: optional(number('合规与风险控制', score)),
    critical_error_count: integer('致命差错数', { min: 0 }),
    verdict_changed: optional(boolean('申诉改判')),
    is_valid: optional(boolean('是否有效')),
    updated_at: optional(timestamp('更新时间')),
  }),
})
