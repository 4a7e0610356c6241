import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'avg_first_response_seconds',
  title: { zh: '平均首次响应时长', en: 'Average first response time' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_text and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'first_response_seconds is null',
  sum: 'first_response_seconds',
  counts: {
    zh: '在线渠道从进入到人工首次响应的平均时长',
    en: 'Mean time to the first message of a person in chat channels',
  },
  leavesOut: {
    zh: '测试；时长缺失的接触不计入，列为未知',
    en: 'tests; contacts whose duration is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
