import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaint_rate_per_10k',
  title: { zh: '投诉率', en: 'Complaint rate' },
  article: '10.5',
  unit: 'per_10k',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 10000,
  per: {
    from: 'marts.contacts',
    at: 'started_on',
    rows: 'is_inbound and is_answered and not is_test',
  },
  counts: {
    zh: '每万次人工接通服务收到的投诉件数',
    en: 'Complaints received per 10,000 answered inbound contacts',
  },
  leavesOut: {
    zh: '合并的重复投诉、转出他机构',
    en: 'merged duplicates, complaints passed to another institution',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |direction|outcome  |is_test|times|note
        C1        |phone   |inbound  |answered |false  |1500 |接通 · answered
        C2        |app_chat|inbound  |answered |false  |500  |所有渠道都计入 · every channel counts
        C3        |phone   |inbound  |abandoned|false  |90   |未接通 · not answered
        C4        |phone   |inbound  |answered |true   |7    |测试 · tests
        C5        |phone   |outbound |answered |false  |40   |呼出 · outbound`,
      complaints: `
        complaint_id|received_at        |outcome        |duplicate_of|note
        P1          |2026-03-01 00:00:00|open           |-           |本月第一秒 · first second of the month
        P2          |2026-03-31 23:59:59|open           |-           |本月最后一秒 · last second of the month
        P3          |2026-03-10 09:00   |withdrawn      |-           |撤诉也算收到 · withdrawn ones were received
        P4          |2026-03-11 09:00   |duplicate      |P1          |合并 · merged
        P5          |2026-03-12 09:00   |open           |P2          |填有并入编号，合并 · names another one: merged
        P6          |2026-03-13 09:00   |transferred_out|-           |转出他机构 · passed on
        P7          |2026-04-01 00:00:00|open           |-           |属4月 · belongs to April`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 2000, value: 15, excluded_count: 3 },
    because: {
      zh: '收到P1–P3三件，接通呼入1500＋500＝2000次：3÷2000×10000＝15；P4–P6剔除。',
      en: 'Three complaints received, P1 to P3, and 1,500 + 500 = 2,000 answered inbound contacts: 3 / 2,000 × 10,000 = 15; P4 to P6 are excluded.',
    },
  },
})
