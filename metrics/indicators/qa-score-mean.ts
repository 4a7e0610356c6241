import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'qa_score_mean',
  title: { zh: '质检均分', en: 'Mean inspection score' },
  article: '10.7',
  unit: 'score',
  better: 'higher',
  from: 'marts.inspections',
  at: 'contact_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'not is_sample',
  unknown: 'total_score is null',
  sum: 'total_score',
  counts: {
    zh: '随机抽检总分的平均；有致命差错的计0分',
    en: 'Mean total of random inspections; a critical error makes it 0',
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
        Q1           |random  |-       |80      |80      |80      |80      |80      |0                   |80
        Q2           |random  |true    |90      |80      |80      |85      |100     |0                   |86
        Q3           |random  |-       |-       |90      |90      |90      |90      |0                   |90，D1不适用 · 90 without D1
        Q4           |random  |-       |100     |100     |100     |100     |100     |1                   |致命差错，0分 · a critical error makes it 0
        Q5           |random  |-       |-       |-       |-       |-       |-       |0                   |各项均不适用 · no section applies
        Q6           |targeted|-       |10      |10      |10      |10      |10      |0                   |定向抽检 · targeted
        Q7           |random  |false   |10      |10      |10      |10      |10      |0                   |无效质检 · not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 256, denominator: 4, value: 256 / 4, excluded_count: 2, unknown_count: 1 },
    because: {
      zh: '总分80＋86＋90＋0＝256，四次平均64分；Q5未知，Q6、Q7剔除。Q2＝(10×90＋25×80＋25×80＋20×85＋20×100)÷100。',
      en: 'Totals 80 + 86 + 90 + 0 = 256, 64 on average of four; Q5 is unknown, Q6 and Q7 are excluded. Q2 = (10×90 + 25×80 + 25×80 + 20×85 + 20×100) / 100.',
    },
  },
})
