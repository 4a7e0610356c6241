import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'response_rate',
  title: { zh: '在线响应率', en: 'Response rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_text and is_agent_request',
  excluded: 'not is_offered',
  unknown: 'is_in_response_limit is null',
  numerator: 'is_in_response_limit',
  counts: {
    zh: '在线渠道转人工客户中30秒内收到人工首次响应的比例',
    en: 'Share of chat customers who got a first message of a person within 30 seconds',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
