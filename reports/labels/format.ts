import { incompleteDays, isIncomplete } from './incomplete.ts'
import { type Language, verdicts, words } from './text.ts'

/** How a unit is written: factor, decimals, and the words after the number. */
const units: Readonly<
  Record<
    string,
    { factor: number; decimals: number; zh: string; en: string; zhChange: string; enChange: string }
  >
> = {
  rate: { factor: 100, decimals: 1, zh: '%', en: '%', zhChange: '个百分点', enChange: 'points' },
  seconds: { factor: 1, decimals: 0, zh: '秒', en: 's', zhChange: '秒', enChange: 's' },
  score: { factor: 1, decimals: 1, zh: '分', en: '', zhChange: '分', enChange: '' },
  points: { factor: 1, decimals: 2, zh: '分', en: '', zhChange: '分', enChange: '' },
  count: { factor: 1, decimals: 0, zh: '件', en: '', zhChange: '件', enChange: '' },
  days: { factor: 1, decimals: 0, zh: '天', en: 'd', zhChange: '天', enChange: 'd' },
  per_10k: { factor: 1, decimals: 1, zh: '件/万次', en: 'per 10k', zhChange: '', enChange: '' },
  per_1k: {
    factor: 1,
    decimals: 0,
    zh: '件/千网点',
    en: 'per 1k outlets',
    zhChange: '',
    enChange: '',
  },
  per_10m: {
    factor: 1,
    decimals: 0,
    zh: '件/千万客户',
    en: 'per 10m customers',
    zhChange: '',
    enChange: '',
  },
}

function unitOf(unit: string) {
  const found = units[unit]
  if (found === undefined) throw new Error(`no format for the unit "${unit}"`)
  return found
}

/** Decimals for a value: short durations and scores up to 5 need more of them. */
function decimalsFor(value: number, unit: string): number {
  const { decimals } = unitOf(unit)
  if (unit === 'seconds' && Math.abs(value) < 100) return 1
  if (unit === 'points' && Math.abs(value) > 5) return 1
  return decimals
}

/** A value as number and unit; a missing one is a dash. */
export function splitValue(
  value: number | null | undefined,
  unit: string,
  language: Language = 'zh',
): { readonly number: string; readonly unit: string } {
  if (value === null || value === undefined) return { number: '—', unit: '' }
  const number = group((value * unitOf(unit).factor).toFixed(decimalsFor(value, unit)))
  return { number, unit: unitOf(unit)[language] }
}

/** A value with its unit as one text. */
export function formatValue(
  value: number | null | undefined,
  unit: string,
  language: Language = 'zh',
): string {
  const { number, unit: word } = splitValue(value, unit, language)
  if (word === '' || word === '%') return `${number}${word}`
  return `${number} ${word}`
}

/** A round value at an axis: percent without decimals where it can, other units without a word. */
export function formatTick(value: number, unit: string): string {
  const { factor, zh } = unitOf(unit)
  const number = group(String(Number((value * factor).toPrecision(10))))
  return zh === '%' ? `${number}%` : number
}

/** A whole number with thousands separators; a missing one is a dash. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : group(Math.round(value).toFixed(0))
}

/** A share as percent. */
export function formatShare(part: number, whole: number, decimals = 1): string {
  return whole === 0 ? '—' : `${((100 * part) / whole).toFixed(decimals)}%`
}

/** The target with its direction, `≥ 93.0%`. */
export function formatTarget(
  target: number | null | undefined,
  unit: string,
  better: string,
  language: Language = 'zh',
): string {
  if (target === null || target === undefined) return '—'
  const sign = better === 'higher' ? words.atLeast[language] : words.atMost[language]
  return `${sign} ${formatValue(target, unit, language)}`
}

/** The difference to an earlier value with its sign and unit, `+0.8 个百分点`. */
export function formatDifference(
  value: number,
  earlier: number,
  unit: string,
  language: Language = 'zh',
): string {
  const { factor, zhChange, enChange } = unitOf(unit)
  const difference = (value - earlier) * factor
  const digits = Math.abs(difference).toFixed(decimalsFor(value, unit))
  const sign = Number(digits) === 0 ? '±' : difference > 0 ? '+' : '−'
  const word = language === 'zh' ? zhChange : enChange
  return `${sign}${group(digits)}${word === '' ? '' : ` ${word}`}`
}

/** A value beside the one of the period before. */
export interface Change {
  readonly value: number | null
  readonly previous_value: number | null
  /** higher, lower or no_clear_difference, as the warehouse says it; null where nothing is known. */
  readonly change: string | null
  readonly unit: string
  readonly better?: string
  /** Days of either period without complete data; with any, nothing is compared. */
  readonly missing_days?: number
}

/**
 * The change as two parts: the difference, and the warehouse's word for it; '' where it has none.
 * Incomplete data are not compared: a gap must not read as a change.
 */
export function changeParts(
  change: Change,
  earlier: string,
  language: Language = 'zh',
): { readonly difference: string; readonly verdict: string } {
  const { value, previous_value: previous } = change
  if (value === null || previous === null) {
    return { difference: `${earlier}${words.noEarlier[language]}`, verdict: '' }
  }
  if (isIncomplete(change)) {
    const difference = incompleteDays(change.missing_days)[language]
    return { difference, verdict: words.notCompared[language] }
  }
  const difference = `${words.compared[language]}${earlier} ${formatDifference(value, previous, change.unit, language)}`
  if (change.change === null) return { difference, verdict: '' }
  if (!isClear(change)) return { difference, verdict: words.same[language] }
  const said = verdicts[kindOfChange(change)]
  return { difference, verdict: (change.change === 'higher' ? said.up : said.down)[language] }
}

/** Whether a change is called one: surely more than chance, and enough to matter. */
export function isClear({ change }: { readonly change: string | null }): boolean {
  return change === 'higher' || change === 'lower'
}

/** The change in one text. */
export function formatChange(change: Change, earlier: string, language: Language = 'zh'): string {
  const { difference, verdict } = changeParts(change, earlier, language)
  if (verdict === '') return difference
  return language === 'zh' ? `${difference}，${verdict}` : `${difference}, ${verdict}`
}

function kindOfChange({ unit, better }: Change): keyof typeof verdicts {
  if (unit === 'seconds' || unit === 'days') return 'duration'
  return better === 'lower' ? 'lowerIsBetter' : 'higherIsBetter'
}

/** A difference of counts with its sign. */
export function formatSigned(count: number): string {
  if (count === 0) return '±0'
  return `${count > 0 ? '+' : '−'}${group(Math.abs(count).toFixed(0))}`
}

/** The 95 % interval, `92.1–93.1%`; empty where none is defined. */
export function formatInterval(
  low: number | null | undefined,
  high: number | null | undefined,
  unit: string,
): string {
  if (low === null || low === undefined || high === null || high === undefined) return ''
  const upper = splitValue(high, unit)
  return `${splitValue(low, unit).number}–${upper.number}${upper.unit === '%' ? '%' : ''}`
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
