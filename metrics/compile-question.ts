import { UserError, unknownName } from '../core/errors.ts'
import { type Period, type PeriodType, parsePeriod, periodTypes } from '../core/periods.ts'
import { groupColumns, type Indicator } from './define-indicator.ts'

/** What a period is compared with: the one before, and the same one a year ago. */
export const comparisons = ['previous', 'year_ago'] as const
export type Comparison = (typeof comparisons)[number]

/** A question in a person's words; `by` holds groups, columns of the marts and one time grain. */
export interface MetricRequest<By extends string = string> {
  readonly indicators: readonly string[]
  readonly by?: readonly By[]
  readonly period?: string | undefined
  /** An SQL condition over the columns of the marts: which rows count. */
  readonly where?: string | undefined
  /** An SQL condition over the columns of the answer: which rows of it are shown. */
  readonly having?: string | undefined
  readonly compare?: readonly string[] | undefined
  /** A longer grain, from whose beginning each period counts. */
  readonly cumulative?: string | undefined
}

/** A question whose words are known; whether its groups exist, the marts say. */
export interface MetricQuestion {
  readonly indicators: readonly Indicator[]
  /** Groups of `define-indicator.ts` and columns of the marts. */
  readonly by: readonly string[]
  readonly grain?: PeriodType | undefined
  readonly period?: Period | undefined
  readonly where?: string | undefined
  readonly having?: string | undefined
  readonly compare: readonly Comparison[]
  readonly cumulative?: PeriodType | undefined
}

/** The words as a question; a UserError with the nearest name, or with why it has no answer. */
export function readQuestion(
  request: MetricRequest,
  indicators: readonly Indicator[],
): MetricQuestion {
  const asked = request.indicators.map((name) => {
    const found = indicators.find((each) => each.name === name)
    if (found !== undefined) return found
    const known = indicators.map((each) => each.name)
    throw unknownName('indicator', name, known)
  })
  if (asked.length === 0) {
    throw new UserError('No indicator is named.', { hint: 'for example connect_rate.' })
  }
  const words = [...new Set(request.by ?? [])]
  const grains = periodTypes.filter((each) => words.includes(each))
  if (grains.length > 1) {
    throw new UserError(`${grains.join(' and ')} are two time grains.`, {
      hint: 'ask once for each.',
    })
  }
  const question: MetricQuestion = {
    indicators: [...new Set(asked)],
    by: words.filter((each) => !grains.some((grain) => grain === each)),
    grain: grains[0],
    period: request.period === undefined ? undefined : parsePeriod(request.period),
    where: request.where,
    having: request.having,
    compare: comparisonsNamed(request.compare ?? []),
    cumulative: cumulativeNamed(request.cumulative),
  }
  refuseGrain(question)
  refuseCumulative(question)
  for (const indicator of question.indicators) refuseKind(indicator, question)
  return question
}

/** The groups that are asked by name, not by column. */
export function isGroupName(word: string): word is keyof typeof groupColumns {
  return Object.hasOwn(groupColumns, word)
}

function comparisonsNamed(words: readonly string[]): readonly Comparison[] {
  for (const word of words) {
    if (!comparisons.some((each) => each === word)) {
      throw unknownName('comparison', word, comparisons)
    }
  }
  return comparisons.filter((each) => words.includes(each))
}

function cumulativeNamed(word: string | undefined): PeriodType | undefined {
  if (word === undefined) return undefined
  const longer = periodTypes.filter((each) => each !== 'day')
  const found = longer.find((each) => each === word)
  if (found === undefined) throw unknownName('period to count from', word, longer)
  return found
}

function refuseGrain({ grain, period, compare }: MetricQuestion): void {
  if (compare.length > 0 && grain === undefined && period === undefined) {
    throw new UserError('All days together have no earlier period to compare with.', {
      hint: 'name a period, 2026-Q3, or a grain such as month.',
    })
  }
  if (grain === undefined || period === undefined) return
  if (periodTypes.indexOf(grain) <= periodTypes.indexOf(period.type)) return
  throw new UserError(`${period.id} is only a part of a ${grain}.`, {
    hint: `name a ${grain} with --period, or ask --by ${period.type}.`,
  })
}

function refuseCumulative({ grain, cumulative }: MetricQuestion): void {
  if (cumulative === undefined) return
  if (grain !== undefined && periodTypes.indexOf(grain) < periodTypes.indexOf(cumulative)) return
  throw new UserError(`Nothing shorter than a ${cumulative} is asked for.`, {
    hint: `--by day --cumulative ${cumulative} counts each day from the start of its ${cumulative}.`,
  })
}

const reasons: Partial<Record<Indicator['kind'], string>> = {
  stock: 'what is open is counted at the end of a period',
  composite: 'a score weighs the results of one period against its targets',
  per_exposure: 'it is measured against the customers or outlets of one period',
}

function refuseKind(indicator: Indicator, { grain, period, cumulative }: MetricQuestion): void {
  const reason = reasons[indicator.kind]
  if (reason === undefined || ('per' in indicator && 'from' in indicator.per)) return
  if (grain === undefined && period === undefined) {
    throw new UserError(`${indicator.name} has no value for all days together: ${reason}.`, {
      hint: 'name a period, --period 2026-Q3, or a grain, --by month.',
    })
  }
  if (cumulative === undefined) return
  throw new UserError(`${indicator.name} does not accumulate: ${reason}.`, {
    hint: 'leave --cumulative out.',
  })
}
