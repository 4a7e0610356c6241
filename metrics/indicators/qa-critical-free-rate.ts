import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'qa_critical_free_rate',
  title: { zh: '无致命差错率', en: 'Free of critical errors' },
  article: '10.7',
  unit: 'rate',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  numerator: 'is_critical_free',
  counts: {
    zh: '随机抽检中无致命差错的比例',
    en: 'Share of random inspections without a critical error',
  },
  leavesOut: { zh: '定向抽检、无效质检', en: 'targeted and invalid inspections' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      inspections: `
        inspection_id|mode      |sampling|is_valid|d5_score|critical_error_count|note
        Q1           |recording |random  |-       |100     |0                   |无致命差错 · none
        Q2           |mystery   |random  |true    |60      |0                   |低分不是致命差错 · a low score is no critical error
        Q3           |live      |random  |-       |-       |0                   |各项均不适用，仍计入 · no section applies: counts all the same
        Q4           |work_order|random  |-       |100     |1                   |一个致命差错 · one
        Q5           |recording |random  |-       |90      |2                   |两个，计一次 · two, counts once
        Q6           |recording |targeted|-       |90      |1                   |定向抽检 · targeted
        Q7           |recording |random  |false   |90      |1                   |无效质检 · not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 5, value: 3 / 5, excluded_count: 2 },
    because: {
      zh: '随机且有效的质检Q1–Q5五次，Q1–Q3无致命差错；Q6、Q7剔除。',
      en: 'Five random and valid inspections, Q1 to Q5; Q1 to Q3 are free of critical errors. Q6 and Q7 are excluded.',
    },
  },
})
