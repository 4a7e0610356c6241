import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'avg_talk_seconds',
  title: { zh: '平均通话时长', en: 'Average talk time' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'talk_seconds is null',
  sum: 'talk_seconds',
  counts: {
    zh: '接通通话的平均通话时长，不含保持',
    en: 'Mean talk time of answered calls, hold excluded',
  },
  leavesOut: {
    zh: '测试；时长缺失的接触不计入，列为未知',
    en: 'tests; contacts whose duration is missing count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
