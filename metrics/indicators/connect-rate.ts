import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'connect_rate',
  title: { zh: '电话接通率', en: 'Connect rate' },
  article: '10.1',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'has_queue and is_agent_request',
  excluded: 'not is_offered',
  numerator: 'is_answered',
  counts: {
    zh: '电话、视频和网点排队客户中由人工接通的比例',
    en: 'Share of customers in a queue (phone, video, branch desk) whom a person served',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
