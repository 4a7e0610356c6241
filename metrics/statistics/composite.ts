import { clip, type Interval } from './interval.ts'
import { type Measured, measuredValue, normalDraws, plausibleValue } from './plausible.ts'
import { at, quantile, sum } from './series.ts'

/** How a value becomes points: from `floor` (0) to `target` (100), or 100 inside a band and 0 outside it. */
export type Scale =
  | { readonly floor: number; readonly target: number }
  | { readonly outer: Interval; readonly band: Interval }

/** A part of the score; `measured` is null where it is missing, immature or too small. */
export interface ScorePart {
  readonly weight: number
  readonly scale: Scale
  readonly measured: Measured | null
}

/** A weighted score. */
export interface Score {
  /** 0 to 100, null when too little weight is left. */
  readonly score: number | null
  /** The same by the geometric mean, which forgives a weak part less. */
  readonly geometric: number | null
  /** Share of the weight that has a value. */
  readonly coverage: number
}

const grades = [
  ['excellent', 90],
  ['good', 80],
  ['fair', 70],
  ['pass', 60],
  ['fail', 0],
] as const

/** 优, 良, 中, 合格, 不合格. */
export type Grade = (typeof grades)[number][0]

/** Points 0 to 100 of a value; null when floor and target are the same. */
export function pointsOf(value: number, scale: Scale): number | null {
  if ('band' in scale) {
    const rise = (value - scale.outer.low) / (scale.band.low - scale.outer.low)
    const fall = (scale.outer.high - value) / (scale.outer.high - scale.band.high)
    if (value >= scale.band.low && value <= scale.band.high) return 100
    return 100 * clip(value < scale.band.low ? rise : fall, 0, 1)
  }
  if (scale.floor === scale.target) return null
  return 100 * clip((value - scale.floor) / (scale.target - scale.floor), 0, 1)
}

/**
 * Weighted mean of the points; hidden under `minimumCoverage` of the weight, at most 60 when the
 * compliance gate is broken (its grade is then fail).
 */
export function compositeScore(
  parts: readonly ScorePart[],
  { minimumCoverage = 0.8, isGateBroken = false } = {},
): Score {
  return weigh(
    parts.map(({ measured }) => measured && measuredValue(measured)),
    parts,
    {
      minimumCoverage,
      cap: isGateBroken ? 60 : 100,
    },
  )
}

/** The grade of a score. */
export function gradeOf(score: number): Grade {
  return grades.find(([, least]) => score >= least)?.[0] ?? 'fail'
}

/**
 * Range of 90 % of the scores that `draws` plausible true values of the parts give, and the grade
 * if the range lies in one (null between grades); null where the score is hidden.
 */
export function scoreRange(
  parts: readonly ScorePart[],
  { draws = 2000, seed = 1, minimumCoverage = 0.8 } = {},
): { interval: Interval; grade: Grade | null } | null {
  const next = normalDraws(seed)
  const scores: number[] = []
  for (let draw = 0; draw < draws; draw += 1) {
    const values = parts.map(({ measured }) => measured && plausibleValue(measured, next()))
    const { score } = weigh(values, parts, { minimumCoverage, cap: 100 })
    if (score === null) return null
    scores.push(score)
  }
  const interval = { low: quantile(scores, 0.05), high: quantile(scores, 0.95) }
  const [low, high] = [gradeOf(interval.low), gradeOf(interval.high)]
  return { interval, grade: low === high ? low : null }
}

/** The scores without each part in turn, and the range when any one weight is a quarter less or more. */
export function scoreSensitivity(parts: readonly ScorePart[]): {
  readonly without: readonly (number | null)[]
  readonly weights: Interval | null
} {
  const scored = (changed: readonly ScorePart[]) =>
    compositeScore(changed, { minimumCoverage: 0 }).score
  const without = parts.map((_, index) => scored(parts.filter((_, other) => other !== index)))
  const scores = parts
    .flatMap((_, index) => [0.75, 1.25].map((factor) => scored(reweighted(parts, index, factor))))
    .filter((score) => score !== null)
  const weights =
    scores.length === 0 ? null : { low: Math.min(...scores), high: Math.max(...scores) }
  return { without, weights }
}

function reweighted(parts: readonly ScorePart[], index: number, factor: number): ScorePart[] {
  return parts.map((part, at) => (at === index ? { ...part, weight: part.weight * factor } : part))
}

function weigh(
  values: readonly (number | null)[],
  parts: readonly ScorePart[],
  { minimumCoverage, cap }: { readonly minimumCoverage: number; readonly cap: number },
): Score {
  const known = parts.flatMap(({ weight, scale }, index) => {
    const value = at(values, index)
    const points = value === null ? null : pointsOf(value, scale)
    return points === null ? [] : [{ weight, points }]
  })
  const weight = sum(known.map((part) => part.weight))
  const whole = sum(parts.map((part) => part.weight))
  const coverage = whole === 0 ? 0 : weight / whole
  if (weight === 0 || coverage < minimumCoverage - 1e-9) {
    return { score: null, geometric: null, coverage }
  }
  const score = sum(known.map((part) => part.weight * part.points)) / weight
  const logs = sum(known.map((part) => part.weight * Math.log(part.points))) / weight
  return { score: Math.min(score, cap), geometric: Math.min(Math.exp(logs), cap), coverage }
}
