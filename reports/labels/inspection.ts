import { formatCount, formatShare } from './format.ts'
import type { Text } from './text.ts'

/** What an edition knows of the inspections of its period: the row of `inspection_facts`. */
export interface InspectionFacts {
  readonly inspections: number
  readonly sampled: number
  readonly inspectors: number
  readonly appeals_changed: number
  readonly previous_inspections: number
  readonly previous_appeals_changed: number
  readonly pass_rate: number | null
  readonly estimate: number | null
  readonly estimate_low: number | null
  readonly estimate_high: number | null
  readonly covered: number | null
  readonly double_inspected: number
  readonly observed: number | null
  readonly kappa: number | null
  readonly kappa_low: number | null
  readonly kappa_high: number | null
  readonly ac1: number | null
  readonly ac1_low: number | null
  readonly ac1_high: number | null
  readonly judged_inspectors: number
  readonly lowest: number | null
  readonly highest: number | null
  readonly over_dispersion: number | null
  readonly outside: number | null
}

/** Inspectors judge several departments: what they do is told of the bank alone. */
const bankOnly: Text = {
  zh: '质检员评多个部门，只在全行报告中计算。',
  en: 'Inspectors judge several departments: told in the report of the bank alone.',
}

/** What the pass rate of all cases is, beside that of the sample. */
export function estimateText(facts: InspectionFacts): Text {
  const { estimate, pass_rate: sample, estimate_low: low, estimate_high: high, covered } = facts
  if (estimate === null || sample === null) {
    return {
      zh: '只对全行估计：需要各渠道的服务量。',
      en: 'Estimated for the whole bank alone: it needs the contacts of each channel.',
    }
  }
  const interval =
    low === null || high === null
      ? {
          zh: '；有的渠道只有一件抽检，无法给出区间',
          en: '; no interval, since a channel has one inspection only',
        }
      : {
          zh: `（95%区间 ${share(low)}–${share(high)}）`,
          en: ` (95 % interval ${share(low)}–${share(high)})`,
        }
  const rest =
    covered === null || covered > 0.9995
      ? { zh: '', en: '' }
      : {
          zh: `没有抽检的渠道未计入，已覆盖 ${share(covered)} 的服务。`,
          en: ` Channels without inspections are left out; ${share(covered)} of the contacts are covered.`,
        }
  return {
    zh: `各渠道按服务量加权为 ${share(estimate)}${interval.zh}，抽检本身为 ${share(sample)}。${rest.zh}`,
    en: `${share(estimate)} with each channel weighed by its contacts${interval.en}; ${share(sample)} of the sample itself.${rest.en}`,
  }
}

/** How far two inspectors of one case agree, or why nobody can tell. */
export function agreementText(facts: InspectionFacts): Text {
  const { double_inspected: cases, observed, kappa, ac1 } = facts
  if (facts.pass_rate === null) return bankOnly
  if (cases === 0) {
    return {
      zh: '无法计算：本期没有一件服务由两名质检员各自评分。建议每月随机抽取约30件双评。',
      en: 'Cannot be told: no case was judged by two inspectors. Some thirty double inspections a month would do.',
    }
  }
  if (observed === null || ac1 === null || kappa === null) {
    return {
      zh: `双评 ${formatCount(cases)} 件，不足以计算一致性系数。`,
      en: `${formatCount(cases)} double inspections: too few, or all of one verdict, for a coefficient.`,
    }
  }
  const range = (low: number | null, high: number | null) =>
    low === null || high === null ? '' : `${low.toFixed(2)}–${high.toFixed(2)}`
  const [k, a] = [range(facts.kappa_low, facts.kappa_high), range(facts.ac1_low, facts.ac1_high)]
  return {
    zh: `双评 ${formatCount(cases)} 件，结论一致 ${share(observed)}；κ ${kappa.toFixed(2)}（${k}），AC1 ${ac1.toFixed(2)}（${a}）。κ 不低于 0.6 方可用于个人评价。`,
    en: `${formatCount(cases)} double inspections, ${share(observed)} agree; kappa ${kappa.toFixed(2)} (${k}), AC1 ${ac1.toFixed(2)} (${a}). Kappa should be 0.6 or more before people are judged by it.`,
  }
}

/** How much the pass rates of inspectors differ, and whether that is more than chance. */
export function spreadText(facts: InspectionFacts): Text {
  const { judged_inspectors: judged, lowest, highest, outside, over_dispersion: spread } = facts
  if (facts.pass_rate === null) return bankOnly
  if (lowest === null || highest === null) {
    return {
      zh: `${formatCount(facts.inspectors)} 名质检员中，评满30件的不足两名，不作比较。`,
      en: `Of ${formatCount(facts.inspectors)} inspectors fewer than two have 30 inspections: not compared.`,
    }
  }
  const verdict =
    (outside ?? 0) > 0
      ? {
          zh: `其中 ${formatCount(outside)} 名超出偶然界限（99.8%），请核对所评渠道与尺度`,
          en: `${formatCount(outside)} of them lie beyond chance (99.8 %): check their channels and their measure`,
        }
      : { zh: '均在偶然界限（99.8%）之内', en: 'all within chance (99.8 %)' }
  return {
    zh: `评满30件的 ${formatCount(judged)} 名质检员，合格率 ${share(lowest)}–${share(highest)}，${verdict.zh}；离散系数 ${(spread ?? 1).toFixed(2)}（1 为纯偶然）。所评渠道不同，不等于一致性。`,
    en: `Pass rates of the ${formatCount(judged)} inspectors with 30 or more: ${share(lowest)}–${share(highest)}, ${verdict.en}; spread ${(spread ?? 1).toFixed(2)} (1 is chance alone). They judge different channels: this is no measure of agreement.`,
  }
}

/** What appeals changed, now and before. */
export function appealText(facts: InspectionFacts): Text {
  const { appeals_changed: now, inspections, previous_appeals_changed: before } = facts
  const rate = formatShare(now, inspections)
  const previous = formatShare(before, facts.previous_inspections)
  return {
    zh: `${formatCount(inspections)} 件质检中 ${formatCount(now)} 件经申诉改判（${rate}），前期 ${formatCount(before)} 件（${previous}）。`,
    en: `${formatCount(now)} of ${formatCount(inspections)} verdicts were changed on appeal (${rate}); ${formatCount(before)} in the period before (${previous}).`,
  }
}

function share(value: number): string {
  return formatShare(value, 1)
}
