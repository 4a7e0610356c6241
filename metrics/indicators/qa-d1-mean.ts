import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_d1_mean',
  title: { zh: '人员素养均分', en: 'Staff, mean score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'd1_score is null',
  sum: 'd1_score',
  counts: {
    zh: '随机抽检中“人员素养”一项得分的平均（第四条）',
    en: 'Mean section score of random inspections (Article 4)',
  },
  leavesOut: {
    zh: '定向抽检、无效质检；不适用列为未知',
    en: 'targeted and invalid inspections; not applicable counts as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      inspections: `
        inspection_id|sampling|is_valid|d1_score|d2_score|d3_score|d4_score|d5_score|critical_error_count|note
        Q1           |random  |-       |90      |80      |70      |60      |50      |0                   |
        Q2           |random  |-       |80      |100     |95      |70      |100     |1                   |有致命差错，分项照计 · a critical error leaves the sections as they are
        Q3           |random  |true    |100     |60      |90      |80      |75      |0                   |
        Q4           |random  |-       |-       |-       |-       |-       |-       |0                   |不适用 · not applicable
        Q5           |targeted|-       |10      |10      |10      |10      |10      |0                   |定向抽检 · targeted
        Q6           |random  |false   |0       |0       |0       |0       |0       |0                   |无效质检 · not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 270, denominator: 3, value: 270 / 3, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: 'D1得分90＋80＋100＝270，三次平均90分；Q4未知，Q5、Q6剔除。',
      en: 'Scores of D1: 90 + 80 + 100 = 270, 90 on average of three; Q4 is unknown, Q5 and Q6 are excluded.',
    },
  },
})
