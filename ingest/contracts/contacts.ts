import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, optional, personalKey, seconds, text, timestamp } from '../fields.ts'
import { channels } from './codes.ts'

export default defineContract({
  name: 'contacts',
  title: { zh: '服务接触', en: 'Service contacts' },
  key: ['contact_id'],
  at: 'started_at',
  row: z.object({
    contact_id: text('接触编号'),
    channel: code('渠道', channels, 'channel_codes'),
    direction: code('呼叫方向', { inbound: ['呼入'], outbound: ['呼出'] }),
    started_at: timestamp('进入时间'),
    requested_agent: boolean('是否转人工'),
    answered_at: optional(timestamp('接通时间')),
    first_response_at: optional(timestamp('首次响应时间')),
    ended_at: optional(timestamp('结束时间')),
    outcome: code('结果', {
      answered: ['接通'],
      abandoned: ['放弃'],
      callback_requested: ['请求回拨'],
      contained: ['自助完成'],
      blocked: ['线路忙'],
      out_of_hours: ['非服务时间'],
    }),
    talk_seconds: optional(seconds('通话时长')),
    hold_seconds: optional(seconds('保持时长')),
    wrap_seconds: optional(seconds('事后处理时长')),
    is_transferred: optional(boolean('是否转接')),
    is_test: optional(boolean('是否测试')),
    agent_id: optional(text('坐席工号')),
    department_id: optional(text('部门编号')),
    branch_id: optional(text('网点编号')),
    customer_id: optional(personalKey('客户号')),
    reason_code: optional(text('来由代码')),
    product_code: optional(text('产品代码')),
    updated_at: optional(timestamp('更新时间')),
  }),
})
