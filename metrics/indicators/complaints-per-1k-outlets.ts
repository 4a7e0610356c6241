import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'per_exposure',
  name: 'complaints_per_1k_outlets',
  title: { zh: '千营业网点投诉量', en: 'Complaints per 1,000 outlets' },
  article: '10.5',
  unit: 'per_1k',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['department'],
  rows: 'true',
  excluded: 'not is_received',
  scale: 1000,
  per: { exposure: 'outlets' },
  counts: { zh: '每千个营业网点收到的投诉件数', en: 'Complaints received per 1,000 outlets' },
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
        complaint_id|received_at     |outcome        |note
        P1          |2026-01-10 09:00|resolved       |
        P2          |2026-02-10 09:00|withdrawn      |撤诉也算收到 · withdrawn ones were received
        P3          |2026-03-10 09:00|open           |
        P4          |2026-03-11 09:00|duplicate      |合并 · merged
        P5          |2026-03-12 09:00|transferred_out|转出他机构 · passed on
        P6          |2025-12-31 23:59|open           |上季度 · in the quarter before`,
      exposure: `
        month  |department_id|product_code|outlets|note
        2026-01|-            |-           |200    |全行 · the bank
        2026-02|-            |-           |-      |缺数，不参加平均 · missing: not in the mean
        2026-03|-            |-           |300    |全行 · the bank
        2026-03|D01          |-           |90     |部门行，不用于全行 · a department: not for the bank
        2026-03|-            |P1          |80     |产品行，不用于全行 · a product: not for the bank`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-Q1',
    expect: { numerator: 3, denominator: 250, value: 12, excluded_count: 2 },
    because: {
      zh: '本季收到P1–P3三件；有数的两个月平均(200＋300)÷2＝250个网点：3÷250×1000＝12，不折算成年。',
      en: 'Three complaints of the quarter, P1 to P3; the two months with a figure have (200 + 300) / 2 = 250 outlets on average: 3 / 250 × 1,000 = 12, not made a figure of a year.',
    },
  },
})
