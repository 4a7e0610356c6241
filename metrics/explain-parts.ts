import { literal } from '../core/sql.ts'
import type { CountedSide } from './explain-sides.ts'

/** What a row may be to a number. */
export const parts = ['numerator', 'denominator', 'excluded', 'unknown', 'immature'] as const
export type Part = (typeof parts)[number]

/** The rows of a side with `part`, what each is to the number. */
export function askedSql(side: CountedSide): string {
  return `select *,\n        ${side.part} as part\n    from ${side.from}\n    where ${side.where.join('\n        and ')}`
}

/** SQL condition over `askedSql`: the rows of a part; undefined when the side has none. */
export function partCondition(side: CountedSide, part: Part): string | undefined {
  if (part === 'numerator' && side.numerator !== undefined) {
    return side.numerator === 'true'
      ? `part = 'denominator'`
      : `part = 'denominator' and (${side.numerator})`
  }
  const isCounted = part === 'numerator' || part === 'denominator'
  if (isCounted && side.role !== 'both' && side.role !== part) return undefined
  if (part !== 'numerator' || side.role === 'numerator') return `part = ${literal(part)}`
  return undefined
}
