import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import {
  boolean,
  code,
  freeText,
  integer,
  integerOf,
  optional,
  personalKey,
  text,
  timestamp,
} from '../fields.ts'
import { channels } from './codes.ts'

export default defineContract({
  name: 'surveys',
  title: { zh: '满意度调查', en: 'Surveys' },
  key: ['survey_id'],
  at: 'invited_at',
  row: z.object({
    survey_id: text('调查编号'),
    contact_id: optional(text('接触编号')),
    ticket_id: optional(text('工单编号')),
    complaint_id: optional(text('投诉编号')),
    customer_id: optional(personalKey('客户号')),
    channel: code('渠道', channels, 'channel_codes'),
    method: code('方式', {
      ivr: ['语音按键'],
      sms: ['短信'],
      online: ['在线问卷'],
      phone_callback: ['电话回访'],
    }),
    invited_at: timestamp('邀请时间'),
    delivered: boolean('是否送达'),
    responded_at: optional(timestamp('答复时间')),
    scale: optional(integerOf('量表', [3, 5])),
    rating: optional(integer('评分', { min: 1 })),
    nps_score: optional(integer('推荐意愿', { min: 0, max: 10 })),
    ces_score: optional(integer('费力度', { min: 1, max: 7 })),
    is_resolved: optional(boolean('是否已解决')),
    comment: optional(freeText('留言')),
    agent_id: optional(text('坐席工号')),
    department_id: optional(text('部门编号')),
    updated_at: optional(timestamp('更新时间')),
  }),
  rules: [
    { column: 'rating', reason: 'rating_above_scale', broken: 'rating > coalesce(scale, 5)' },
  ],
})
