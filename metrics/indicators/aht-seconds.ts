import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'aht_seconds',
  title: { zh: '平均处理时长', en: 'Average handle time' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_voice and is_agent_request and is_answered',
  excluded: 'not is_offered',
  unknown: 'handle_seconds is null',
  sum: 'handle_seconds',
  counts: { zh: '通话、保持与事后处理之和的平均', en: 'Mean of talk, hold and after-call work' },
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
    expect: {
      numerator: 2100,
      denominator: 6,
      value: 2100 / 6,
      excluded_count: 1,
      unknown_count: 1,
    },
    because: {
      zh: 'C1–C6的处理时长（通话＋保持＋事后处理）为180、240、300、360、420、600秒，合计2100秒，平均350秒；C7缺一段，列为未知，不当作0。',
      en: 'Talk, hold and wrap of C1 to C6 are 180, 240, 300, 360, 420 and 600 s: 2,100 s, 350 s on average. A part of C7 is missing: unknown, not 0.',
    },
  },
})
