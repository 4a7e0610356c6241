import { formatValue, splitValue } from './format.ts'
import { type Language, signs, words } from './text.ts'

/** A figure as editions have it. */
export interface SignedFigure {
  /** value (0 too), no_data, not_applicable or suppressed. */
  readonly sign: string
  readonly status: string
  readonly value: number | null
  readonly versus_bank?: string | null
}

/** The status of a figure, or the sign that stands in its place; a figure that is missing has no data. */
export function statusOf(figure: SignedFigure | undefined): string {
  if (figure === undefined) return 'no_data'
  return figure.sign === 'value' ? figure.status : figure.sign
}

/** A figure with its unit, or the sign that stands in its place. */
export function formatFigure(
  figure: SignedFigure | undefined,
  unit: string,
  language: Language = 'zh',
): string {
  return signText(figure, language) ?? formatValue(figure?.value, unit, language)
}

/** A figure without its unit but the percent sign, or the sign that stands in its place. */
export function formatNumber(
  figure: SignedFigure | undefined,
  unit: string,
  language: Language = 'zh',
): string {
  const text = signText(figure, language)
  if (text !== null) return text
  const { number, unit: word } = splitValue(figure?.value, unit)
  return word === '%' ? `${number}%` : number
}

function signText(figure: SignedFigure | undefined, language: Language): string | null {
  const sign = figure?.sign ?? 'no_data'
  return Object.hasOwn(signs, sign) ? signs[sign as keyof typeof signs][language] : null // it has it
}

/** How a group stands to the rest of the bank, in words; '' where that is not known. */
export function formatVersusBank(figure: SignedFigure, language: Language = 'zh'): string {
  if (figure.versus_bank === 'higher') return words.aboveBank[language]
  if (figure.versus_bank === 'lower') return words.belowBank[language]
  return figure.versus_bank === 'no_clear_difference' ? words.likeBank[language] : ''
}
