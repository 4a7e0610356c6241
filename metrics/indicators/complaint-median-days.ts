import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'survival_median',
  name: 'complaint_median_days',
  title: { zh: '办理天数中位数', en: 'Median days to close' },
  article: '10.6',
  unit: 'days',
  better: 'lower',
  from: 'marts.complaints',
  at: 'received_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause'],
  rows: 'true',
  excluded: 'not is_valid',
  days: 'open_days',
  event: 'is_closed',
  counts: {
    zh: '本期收到的投诉从收到到首次办结天数的中位数（Kaplan–Meier，未结按截尾处理）',
    en: 'Median local days from receipt to first closing by Kaplan and Meier; open complaints are censored',
  },
  leavesOut: {
    zh: '撤诉、合并的重复投诉、转出他机构',
    en: 'withdrawn complaints, merged duplicates, complaints passed to another institution',
  },
  maturity: { zh: '随时；未结的按截尾计入', en: 'at once; open complaints count as censored' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at       |outcome   |reopened_at     |note
        P1          |2026-03-02 09:00|2026-03-04 08:00|open      |2026-03-20 09:00|2日首次办结 · first closed after 2 days
        P2          |2026-03-05 09:00|2026-03-15 18:00|resolved  |-               |10日办结 · closed after 10 days
        P3          |2026-03-21 09:00|-               |open      |-               |在办10日，截尾 · open for 10 days: censored
        P4          |2026-03-21 15:00|-               |open      |-               |在办10日，截尾 · open for 10 days: censored
        P5          |2026-03-05 09:00|2026-03-25 09:00|unresolved|-               |20日办结 · closed after 20 days
        P6          |2026-03-05 09:00|2026-03-06 09:00|withdrawn |-               |撤诉 · withdrawn
        P7          |2026-03-05 09:00|2026-03-06 09:00|duplicate |-               |合并 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: null, denominator: 5, value: 20, excluded_count: 2 },
    because: {
      zh: '未结比例：第2日后4÷5＝0.8；第10日办结先于截尾，0.8×3÷4＝0.6；第20日只剩P5，降为0。首次不高于0.5在第20日。只看已结三件会得10日。',
      en: 'Still open: 4 / 5 = 0.8 after day 2; on day 10 the closing comes before the censored ones, 0.8 × 3 / 4 = 0.6; on day 20 only P5 is left: 0. At or below 0.5 first on day 20. The three closed ones alone would say 10.',
    },
  },
})
