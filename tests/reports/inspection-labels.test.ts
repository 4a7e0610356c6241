import { describe, expect, it } from 'vitest'
import {
  agreementText,
  appealText,
  estimateText,
  type InspectionFacts,
  spreadText,
} from '../../reports/labels/inspection.ts'

const facts: InspectionFacts = {
  inspections: 711,
  sampled: 563,
  inspectors: 12,
  appeals_changed: 10,
  previous_inspections: 675,
  previous_appeals_changed: 8,
  pass_rate: 0.9272,
  estimate: 0.9288,
  estimate_low: 0.908,
  estimate_high: 0.9496,
  covered: 1,
  double_inspected: 0,
  observed: null,
  kappa: null,
  kappa_low: null,
  kappa_high: null,
  ac1: null,
  ac1_low: null,
  ac1_high: null,
  judged_inspectors: 11,
  lowest: 0.8545,
  highest: 0.9804,
  over_dispersion: 1.08,
  outside: 0,
}

describe('what is said of inspections', () => {
  it('is why no agreement can be told, where no case was judged twice', () => {
    expect(agreementText(facts).zh).toContain('没有一件服务由两名质检员各自评分')
  })

  it('is the agreement with its intervals, where cases were judged twice', () => {
    const judged = {
      ...facts,
      ...{ double_inspected: 40, observed: 0.9, kappa: 0.61, kappa_low: 0.3, kappa_high: 0.92 },
      ...{ ac1: 0.84, ac1_low: 0.7, ac1_high: 0.98 },
    }
    expect(agreementText(judged).zh).toBe(
      '双评 40 件，结论一致 90.0%；κ 0.61（0.30–0.92），AC1 0.84（0.70–0.98）。κ 不低于 0.6 方可用于个人评价。',
    )
    expect(agreementText({ ...judged, kappa: null, ac1: null }).zh).toContain('不足以计算')
  })

  it('names inspectors beyond chance as a number, and nobody where all are within', () => {
    expect(spreadText(facts).zh).toContain('均在偶然界限（99.8%）之内')
    expect(spreadText({ ...facts, outside: 2 }).zh).toContain('其中 2 名超出偶然界限')
    expect(spreadText({ ...facts, lowest: null, highest: null }).zh).toContain('不足两名')
  })

  it('is the rate of all cases with its interval, and what of them is not covered', () => {
    expect(estimateText(facts).zh).toBe(
      '各渠道按服务量加权为 92.9%（95%区间 90.8%–95.0%），抽检本身为 92.7%。',
    )
    expect(estimateText({ ...facts, estimate_low: null, covered: 0.8 }).zh).toContain(
      '无法给出区间，抽检本身为 92.7%。没有抽检的渠道未计入，已覆盖 80.0% 的服务。',
    )
  })

  it('is told of the bank alone where an edition has no estimate', () => {
    const department = { ...facts, pass_rate: null, estimate: null }
    expect(estimateText(department).zh).toContain('只对全行估计')
    expect(agreementText(department).zh).toContain('只在全行报告中计算')
    expect(spreadText(department).zh).toContain('只在全行报告中计算')
  })

  it('is what appeals changed of all verdicts, now and before', () => {
    expect(appealText(facts).zh).toBe('711 件质检中 10 件经申诉改判（1.4%），前期 8 件（1.2%）。')
  })
})
