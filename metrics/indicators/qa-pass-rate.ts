import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'qa_pass_rate',
  title: { zh: '质检合格率', en: 'Inspection pass rate' },
  article: '10.7',
  unit: 'rate',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'is_passed is null',
  numerator: 'is_passed',
  counts: {
    zh: '随机抽检中总分不低于85分且无致命差错的比例',
    en: 'Share of random inspections with a total of at least 85 and no critical error',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；各项均不适用列为未知',
    en: 'targeted and invalid inspections; those without any applicable section count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      inspections: `
        inspection_id|sampling|is_valid|d1_score|d2_score|d3_score|d4_score|d5_score|critical_error_count|note
        Q1           |random  |-       |85      |85      |85      |85      |85      |0                   |正好85分，合格 · exactly 85: passes
        Q2           |random  |-       |-       |80      |90      |100     |100     |0                   |D1不适用：8250÷90＝91.67 · without D1: 8,250 / 90 = 91.67
        Q3           |random  |true    |90      |80      |80      |85      |100     |0                   |86分，合格 · 86: passes
        Q4           |random  |-       |85      |85      |85      |85      |84      |0                   |84.8分，不合格 · 84.8: fails
        Q5           |random  |-       |100     |100     |100     |100     |100     |1                   |致命差错，0分 · a critical error makes it 0
        Q6           |random  |-       |-       |-       |-       |-       |-       |0                   |各项均不适用 · no section applies
        Q7           |targeted|-       |10      |10      |10      |10      |10      |0                   |定向抽检 · targeted
        Q8           |random  |false   |100     |100     |100     |100     |100     |0                   |无效质检 · not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 5, value: 3 / 5, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: '按10、25、25、20、20加权，Q1–Q3不低于85分，Q4、Q5不合格；Q6未知，Q7、Q8剔除。',
      en: 'Weighted 10, 25, 25, 20, 20, the totals of Q1 to Q3 are at least 85, Q4 and Q5 fail; Q6 is unknown, Q7 and Q8 are excluded.',
    },
  },
})
