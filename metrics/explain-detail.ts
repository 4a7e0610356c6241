import type { Database, Row } from '../core/database.ts'
import { askedSql } from './explain-parts.ts'
import type { NumberQuestion } from './explain-question.ts'
import { exposureSql, survivalSteps } from './explain-recount.ts'
import { scorePartsSql } from './explain-score.ts'
import { sidesOf } from './explain-sides.ts'

/** How a number that is no plain ratio comes about: its table, to be checked by hand. */
export interface Detail {
  readonly title: { readonly zh: string; readonly en: string }
  readonly sql: string
  readonly rows: readonly Row[]
}

/** The risk table, the places of a quantile, the months of exposure or the parts of a score. */
export async function explainDetail(
  database: Database,
  question: NumberQuestion,
): Promise<Detail | undefined> {
  const found = detailSql(question)
  return found === undefined ? undefined : { ...found, rows: await database.rows(found.sql) }
}

function detailSql(question: NumberQuestion): Omit<Detail, 'rows'> | undefined {
  const { indicator } = question
  const [side] = sidesOf(question)
  const asked = side === undefined ? '' : `with asked as (\n    ${askedSql(side)}\n)`
  switch (indicator.kind) {
    case 'composite':
      return {
        title: { zh: '组成部分', en: 'Parts of the score' },
        sql: `${scorePartsSql(question)}\n    order by weights.weight desc, weights.indicator`,
      }
    case 'quantile':
      return {
        title: { zh: '分位点两侧的观测值', en: 'The values on either side of the quantile' },
        sql: `${asked},\n${quantileSteps(indicator.value, indicator.quantile)}`,
      }
    case 'survival_median':
      return {
        title: { zh: 'Kaplan–Meier 风险表', en: 'Kaplan–Meier risk table' },
        sql: `${asked},\n${survivalSteps(indicator.days, indicator.event)}
select days, at_risk, events, leaving - events as censored, survival from survival order by days`,
      }
    case 'per_exposure':
      return 'exposure' in indicator.per
        ? {
            title: { zh: '各月规模', en: 'Exposure by month' },
            sql: `${exposureSql(question)}\n        order by month`,
          }
        : undefined
    default:
      return undefined
  }
}

/** Place (n − 1) × q of the ordered values, counted from 0: interpolated between its neighbours. */
function quantileSteps(value: string, quantile: number): string {
  return `ordered as (
    select ${value} as measured, row_number() over (order by ${value}) - 1 as place,
        (count(*) over () - 1) * ${quantile} as wanted_place
    from asked where part = 'denominator'
)
select wanted_place, place, measured, 1 - abs(place - wanted_place) as weight
from ordered where place in (floor(wanted_place), ceil(wanted_place)) order by place`
}
