import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'asa_seconds',
  title: { zh: '平均应答速度', en: 'Average speed of answer' },
  article: '10.1',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'wait_seconds is null',
  sum: 'wait_seconds',
  counts: {
    zh: '接通客户从进入排队到接通的平均等待',
    en: 'Mean wait of answered customers from entering the queue',
  },
  leavesOut: {
    zh: '测试、短放弃、请求回拨、线路忙、非服务时间',
    en: 'tests, short abandons, callback requests, blocked and out-of-hours contacts',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
