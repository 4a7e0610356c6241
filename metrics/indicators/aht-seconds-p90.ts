import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'quantile',
  name: 'aht_seconds_p90',
  title: { zh: '处理时长P90', en: 'Handle time, 90th percentile' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'handle_seconds is null',
  value: 'handle_seconds',
  quantile: 0.9,
  counts: {
    zh: '九成通话不超过的处理时长',
    en: 'Handle time that nine calls in ten do not exceed',
  },
  leavesOut: {
    zh: '测试；时长缺失的接触不计入，列为未知',
    en: 'tests; contacts whose duration is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
