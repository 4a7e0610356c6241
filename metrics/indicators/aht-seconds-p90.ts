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
  example: {
    given: {
      contacts: `
        contact_id|channel    |outcome  |talk_seconds|hold_seconds|wrap_seconds|is_test|note
        C1        |phone      |answered |120         |20          |40          |false  |180
        C2        |phone      |answered |200         |0           |40          |false  |240
        C3        |phone      |answered |240         |10          |50          |false  |300
        C4        |video      |answered |300         |30          |30          |false  |360
        C5        |phone      |answered |300         |60          |60          |false  |420
        C6        |phone      |answered |500         |60          |40          |false  |600
        C7        |phone      |answered |200         |-           |30          |false  |保持时长缺失 · hold time missing
        C8        |phone      |answered |50          |0           |10          |true   |测试 · a test
        C9        |branch_desk|answered |900         |0           |0           |false  |网点不计 · the branch desk is not covered
        C10       |phone      |abandoned|-           |-           |-           |false  |未接通 · not answered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: null, denominator: 6, value: 510, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: '六个时长180、240、300、360、420、600秒；位置(6−1)×0.9＝4.5，即第5与第6个的正中：(420＋600)÷2＝510秒。',
      en: 'Six handle times, 180, 240, 300, 360, 420, 600 s; the place is (6 − 1) × 0.9 = 4.5, midway between the fifth and the sixth: (420 + 600) / 2 = 510 s.',
    },
  },
})
