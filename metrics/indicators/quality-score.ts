import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'composite',
  name: 'quality_score',
  title: { zh: '服务质量综合得分', en: 'Service quality score' },
  article: '11',
  unit: 'score',
  better: 'higher',
  by: [],
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
    zh: '七项指标按底线值至目标值折算为0–100分后的加权平均',
    en: 'Weighted mean of seven indicators, each scaled from its floor (0) to its target (100)',
  },
  leavesOut: {
    zh: '样本不足30或无目标值的指标；可用权重不足0.8时不给出得分',
    en: 'indicators with a sample under 30 or without a target; no score when under 0.8 of the weight is left',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
