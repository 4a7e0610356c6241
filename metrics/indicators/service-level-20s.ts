import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'service_level_20s',
  title: { zh: '20秒服务水平', en: 'Service level within 20 s' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request',
  excluded: 'not is_offered',
  unknown: 'is_answered and wait_seconds is null',
  numerator: 'is_answered and wait_seconds <= 20',
  counts: {
    zh: '20秒内接通的比例（含等待20秒整）',
    en: 'Share answered within 20 seconds, inclusive',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
