import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'abandon_rate',
  title: { zh: '放弃率', en: 'Abandon rate' },
  article: '10.1',
  unit: 'rate',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'has_queue and is_agent_request',
  excluded: 'not is_offered',
  numerator: 'not is_answered',
  counts: {
    zh: '排队客户中未等到人工而放弃的比例',
    en: 'Share of customers in a queue who gave up before a person served them',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
