import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'quantile',
  name: 'first_response_seconds_median',
  title: { zh: '首次响应时长中位数', en: 'Median first response time' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_text and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'first_response_seconds is null',
  value: 'first_response_seconds',
  quantile: 0.5,
  counts: { zh: '首次响应时长的中位数', en: 'Median of first response time' },
  leavesOut: {
    zh: '测试；时长缺失的接触不计入，列为未知',
    en: 'tests; contacts whose duration is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
