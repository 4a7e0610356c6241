import type { Text } from './text.ts'

interface Score {
  readonly score: number | null
  readonly coverage: number
  readonly interval_low: number | null
  readonly grade_zh: string | null
  readonly grade_en: string | null
  readonly low_grade_zh: string | null
  readonly low_grade_en: string | null
  readonly high_grade_zh: string | null
  readonly high_grade_en: string | null
  readonly is_gate_broken: boolean
}

/** The grade of a period: the one given, or the two that its range reaches; '' where none is. */
export function gradeText(score: Score): Text {
  if (score.grade_zh !== null) return { zh: score.grade_zh, en: score.grade_en ?? '' }
  return score.score === null ? { zh: '', en: '' } : rangeText(score)
}

/** The grade or grades that the range of the score reaches, whatever the compliance gate says. */
export function rangeText(score: Score): Text {
  const { low_grade_zh: low, high_grade_zh: high } = score
  if (score.interval_low === null || low === null || high === null) return { zh: '', en: '' }
  if (low === high) return { zh: low, en: score.low_grade_en ?? '' }
  return {
    zh: `介于“${low}”与“${high}”之间`,
    en: `between ${score.low_grade_en} and ${score.high_grade_en}`,
  }
}

/** Percent of a share of 0 to 1, with a decimal only where there is one. */
export function formatWeight(weight: number): string {
  return `${Number((100 * weight).toFixed(1))}%`
}

/** A score or a number of points. */
export function formatScore(score: number | null | undefined, decimals = 1): string {
  return score === null || score === undefined ? '—' : score.toFixed(decimals)
}
