import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'composite',
  name: 'quality_score',
  title: { zh: '服务质量综合得分', en: 'Service quality score' },
  article: '11',
  unit: 'score',
  better: 'higher',
  by: [],
  // the defaults, equal to seeds/reference/score_weights.csv; what the bank decides replaces them
  weights: {
    connect_rate: 0.15,
    aht_seconds: 0.1,
    fcr_rate: 0.2,
    csat_top2_rate: 0.15,
    complaint_rate_per_10k: 0.15,
    complaint_timely_rate: 0.15,
    qa_pass_rate: 0.1,
  },
  minimumDenominator: 30,
  minimumWeight: 0.8,
  counts: {
    zh: '各项指标按底线值至目标值折算为0–100分后，按期末有效权重的加权平均',
    en: 'Weighted mean of indicators, each scaled from its floor (0) to its target (100), by the weights that are valid when the period ends',
  },
  leavesOut: {
    zh: '样本不足30或无目标值的指标；可用权重不足0.8时不给出得分',
    en: 'indicators with a sample under 30 or without a target; no score when under 0.8 of the weight is left',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|outcome  |talk_seconds|hold_seconds|wrap_seconds|times|note
        C1        |answered |240         |20          |40          |2700 |客户不明，一次性解决率无值 · no customers: fcr_rate has no value
        C2        |abandoned|-           |-           |-           |300  |`,
      surveys: `
        survey_id|rating|times
        S1       |5     |30
        S2       |2     |10`,
      complaints: `
        complaint_id|received_at     |closed_at       |outcome |times
        P1          |2026-03-02 09:00|2026-03-10 09:00|resolved|27
        P2          |2026-03-02 09:00|2026-03-20 09:00|resolved|27`,
      inspections: `
        inspection_id|d1_score|d2_score|d3_score|d4_score|d5_score|times|note
        Q1           |90      |90      |90      |90      |90      |24   |合格 · pass
        Q2           |50      |50      |50      |50      |50      |6    |样本共30，刚够 · a sample of 30 is just enough`,
      targets: `
        indicator             |floor|target|note
        connect_rate          |0.85 |0.95  |0.9 → 50
        aht_seconds           |420  |330   |300 → 100
        fcr_rate              |0.6  |0.8   |无值 · no value
        csat_top2_rate        |0.7  |0.9   |0.75 → 25
        complaint_rate_per_10k|300  |100   |200 → 50
        complaint_timely_rate |0.6  |1     |0.5 → 0
        qa_pass_rate          |0.7  |0.9   |0.8 → 50`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 33.75, denominator: 0.8, value: 33.75 / 0.8 },
    because: {
      zh: '折算分50、100、25、50、0、50，权重0.15、0.10、0.15、0.15、0.15、0.10：合计33.75；可用权重0.8刚够，33.75÷0.8＝42.1875。处理时长优于目标计100，及时率低于底线计0。',
      en: 'Points 50, 100, 25, 50, 0, 50 with weights 0.15, 0.10, 0.15, 0.15, 0.15, 0.10 make 33.75; a weight of 0.8 is just enough: 33.75 / 0.8 = 42.1875. Handle time beats its target: 100; timeliness is below its floor: 0.',
    },
  },
})
