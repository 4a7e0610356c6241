import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaints_per_10m_customers',
  title: { zh: '千万客户投诉量', en: 'Complaints per 10 million customers' },
  article: '10.5',
  unit: 'per_10m',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['department'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 10000000,
  per: { exposure: 'customers' },
  counts: {
    zh: '每千万个人客户收到的投诉件数',
    en: 'Complaints received per 10 million customers',
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
      complaints: `
        complaint_id|received_at     |outcome  |department_id|note
        P1          |2026-03-02 09:00|open     |D01          |
        P2          |2026-03-03 09:00|resolved |D01          |
        P3          |2026-03-04 09:00|withdrawn|D01          |撤诉也算收到 · withdrawn ones were received
        P4          |2026-03-05 09:00|duplicate|D01          |合并 · merged
        P5          |2026-03-06 09:00|open     |D02          |其他部门 · another department
        P6          |2026-03-07 09:00|open     |-            |部门不明 · department unknown`,
      exposure: `
        month  |department_id|product_code|customers|note
        2026-03|-            |-           |50000000 |全行 · the bank
        2026-03|D01          |-           |20000000 |本部门 · this department
        2026-03|D01          |P1          |5000000  |产品行不用 · a product: not used
        2026-02|D01          |-           |90000000 |不在本月 · not of this month`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    group: 'department=D01',
    expect: { numerator: 3, denominator: 20000000, value: 1.5, excluded_count: 1 },
    because: {
      zh: '部门D01收到P1–P3三件，客户2000万：3÷2000万×1000万＝1.5；P4剔除。',
      en: 'Department D01 received three, P1 to P3, and has 20 million customers: 3 / 20,000,000 × 10,000,000 = 1.5; P4 is excluded.',
    },
  },
})
