import { nearestName } from '../../core/errors.ts'
import {
  formatChange,
  formatCount,
  formatDifference,
  formatInterval,
  formatTarget,
  formatValue,
} from '../labels/format.ts'
import { formatFigure } from '../labels/sign.ts'
import { type Language, signs, statuses } from '../labels/text.ts'
import type { CommentFigure, CommentSource } from './figures.ts'
import { type Part, parts, type Reference } from './references.ts'

/** A reference as the reader sees it, or why it cannot be written. */
export type Written = { readonly text: string } | { readonly mistake: string }

/** The group that a commentary speaks of when it names none. */
export interface Subject {
  readonly groupedBy: string
  readonly id: string
}

/** Writes a reference with the formatting of the edition; a mistake names the nearest name. */
export function writeReference(
  reference: Reference | null,
  subject: Subject,
  { figures, earlier }: CommentSource,
  language: Language,
): Written {
  if (reference === null) {
    return {
      mistake:
        'braces hold a reference such as {{connect_rate}} or {{connect_rate.change channel=phone}}',
    }
  }
  const { indicator, part } = reference
  const own = figures.filter((each) => each.indicator === indicator)
  if (own.length === 0) return unknown('indicator', indicator, namesOf(figures, 'indicator'))
  if (!isPart(part)) return unknown('part', part, parts)
  const { groupedBy, id } = reference.group ?? subject
  const grouped = own.filter((each) => each.grouped_by === groupedBy)
  if (grouped.length === 0) {
    return unknown(`group of ${indicator}`, groupedBy, namesOf(own, 'grouped_by'))
  }
  const figure = grouped.find((each) => each.group_id === id || each.name_zh === id)
  if (figure === undefined) {
    return unknown(groupedBy, id, [...namesOf(grouped, 'group_id'), ...namesOf(grouped, 'name_zh')])
  }
  if (part === 'title') return { text: language === 'zh' ? figure.title_zh : figure.title_en }
  const text = figure.sign === 'value' ? write(part, figure, earlier[language], language) : null
  if (text === null) return { mistake: `{{${reference.text}}} ${whyNot(figure, part)}` }
  return { text }
}

function write(
  part: Exclude<Part, 'title'>,
  figure: CommentFigure,
  earlier: string,
  language: Language,
): string | null {
  const { unit, value, previous_value: previous } = figure
  switch (part) {
    case 'value':
      return formatFigure(figure, unit, language)
    case 'change':
      return formatChange(figure, earlier, language)
    case 'difference':
      if (value === null || previous === null || figure.missing_days > 0) return null
      return formatDifference(value, previous, unit, language)
    case 'previous':
      return previous === null ? null : formatValue(previous, unit, language)
    case 'target':
      return figure.target === null
        ? null
        : formatTarget(figure.target, unit, figure.better, language)
    case 'status':
      return statuses[figure.status]?.[language] ?? null
    case 'interval':
      return formatInterval(figure.ci_low, figure.ci_high, unit) || null
    case 'count':
      return figure.numerator === null ? null : formatCount(figure.numerator)
    case 'n':
      return figure.denominator === null ? null : formatCount(figure.denominator)
  }
}

function whyNot({ sign }: CommentFigure, part: string): string {
  if (sign === 'value') return `has no ${part} in this edition`
  if (sign === 'suppressed') return `is not shown: ${signs.suppressed.zh}, a group of under five`
  return sign === 'not_applicable' ? 'does not apply to this group' : 'has no data in the period'
}

function unknown(kind: string, wanted: string, names: readonly string[]): Written {
  const near = nearestName(wanted, names)
  const known = names.length > 12 ? '' : ` Known: ${names.join(', ')}.`
  const hint = near === undefined ? known : ` Did you mean: ${near}?`
  return { mistake: `there is no ${kind} "${wanted}".${hint}` }
}

function namesOf(
  figures: readonly CommentFigure[],
  column: 'indicator' | 'grouped_by' | 'group_id' | 'name_zh',
): readonly string[] {
  return [...new Set(figures.map((each) => each[column]))]
}

function isPart(text: string): text is Part {
  return parts.some((part) => part === text)
}
