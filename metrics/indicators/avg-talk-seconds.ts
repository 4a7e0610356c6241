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
  example: {
    given: {
      contacts: `
        contact_id|channel    |direction|outcome |talk_seconds|hold_seconds|wrap_seconds|is_test|note
        C1        |phone      |inbound  |answered|120         |60          |30          |false  |保持不计 · hold does not count
        C2        |phone      |inbound  |answered|180         |-           |-           |false  |只需通话时长 · the talk time is enough
        C3        |video      |inbound  |answered|240         |0           |0           |false  |视频也计入 · video counts
        C4        |phone      |inbound  |answered|-           |10          |10          |false  |通话时长缺失 · talk time missing
        C5        |phone      |inbound  |answered|600         |0           |0           |true   |测试 · a test
        C6        |branch_desk|inbound  |answered|900         |0           |0           |false  |网点不计 · the branch desk is not covered
        C7        |phone      |outbound |answered|300         |0           |0           |false  |呼出不计 · outbound is left out`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 540, denominator: 3, value: 540 / 3, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'C1–C3通话120＋180＋240＝540秒，平均180秒；C4未知，C5剔除。',
      en: 'C1 to C3 talked 120 + 180 + 240 = 540 s, 180 s on average; C4 is unknown, C5 excluded.',
    },
  },
})
