import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, integer, optional, personalKey, text, timestamp } from '../fields.ts'
import { channels } from './codes.ts'

export default defineContract({
  name: 'tickets',
  title: { zh: '工单', en: 'Tickets' },
  key: ['ticket_id'],
  at: 'opened_at',
  row: z.object({
    ticket_id: text('工单编号'),
    contact_id: optional(text('接触编号')),
    customer_id: optional(personalKey('客户号')),
    channel: code('渠道', channels, 'channel_codes'),
    category_code: optional(text('工单类别')),
    priority: optional(
      code('优先级', { low: ['低'], normal: ['普通', '中'], high: ['高'], urgent: ['紧急'] }),
    ),
    department_id: optional(text('部门编号')),
    agent_id: optional(text('坐席工号')),
    opened_at: timestamp('创建时间'),
    assigned_at: optional(timestamp('分派时间')),
    first_response_at: optional(timestamp('首次响应时间')),
    promised_due_at: optional(timestamp('承诺完成时间')),
    resolved_at: optional(timestamp('解决时间')),
    closed_at: optional(timestamp('关闭时间')),
    reopened_at: optional(timestamp('重开时间')),
    reopen_count: optional(integer('重开次数', { min: 0 })),
    bounce_count: optional(integer('退回次数', { min: 0 })),
    resolved_at_first_contact: optional(boolean('是否一次解决')),
    status: code('状态', {
      open: ['待处理'],
      pending: ['处理中'],
      resolved: ['已解决'],
      closed: ['已关闭'],
      cancelled: ['已取消'],
    }),
    updated_at: optional(timestamp('更新时间')),
  }),
})
