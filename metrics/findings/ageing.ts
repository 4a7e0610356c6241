import type { Database } from '../../core/database.ts'
import { orderlessSum } from '../count-days.ts'
import { defineFinding, ever } from '../define-finding.ts'
import { groupRows } from '../group-rows.ts'
import { chiSquareUpper } from '../statistics/distributions.ts'
import { benjaminiHochberg } from '../statistics/false-discovery.ts'
import { storeRows } from '../store-rows.ts'

/** Age bands of open complaints: their column and least days; each ends before the next. */
const bands = [
  ['open_0_5', 0],
  ['open_6_10', 6],
  ['open_11_15', 11],
  ['open_16_30', 16],
  ['open_31_60', 31],
  ['open_over_60', 61],
] as const

const z = 1.959963984540054

const slices = `unnest(['', 'cause=' || coalesce(cause_code, 'unknown'),
        'department=' || coalesce(department_id, 'unknown')]) as slice`

/** Per period, slice and day since receipt: how many are closed, how many were still watched. */
const curves = `
  with complaints as (
    select received_on, ${slices},
      open_days as waited,
      is_closed and outcome <> 'withdrawn' as has_event,
    from marts.complaints
    where is_received and (closed_on is not null or outcome <> 'withdrawn')
  ),
  counted as (
    select period_type, period_id, slice, waited, count(*) as leaving,
      count(*) filter (where has_event) as events,
    from finding_periods
    join complaints on received_on between period_start and period_end
    group by all
  ),
  at_risk as (
    select *, sum(leaving) over (
        partition by period_type, period_id, slice order by waited
        rows between current row and unbounded following
      ) as at_risk,
    from counted
  )
  select *,
    case when bool_or(events = at_risk) over so_far then 0
      else exp(${orderlessSum('ln(nullif(1 - events / at_risk, 0))', 'over so_far')}) end as survival,
    ${orderlessSum('events / nullif(at_risk * (at_risk - events), 0)', 'over so_far')} as hazard,
  from at_risk
  window so_far as (
    partition by period_type, period_id, slice order by waited rows unbounded preceding
  )`

/** The log-log interval of the survival after each day with closings, by Greenwood. */
const steps = `
  select *,
    survival ** exp(reach) as low,
    survival ** exp(-reach) as high,
  from (
    select *, case when survival > 0 and survival < 1
      then ${z} * sqrt(hazard) / abs(ln(survival)) end as reach,
    from ageing_curves
  )`

/** Every slice against all others of its period, summed over the days with closings. */
const logRank = `
  with slices as (
    select distinct period_id, slice from ageing_curves where slice <> ''
  ),
  days as (
    select slices.slice, whole.period_id, whole.waited,
      whole.at_risk as all_at_risk, whole.events as all_events,
    from ageing_curves whole
    join slices using (period_id)
    where whole.slice = '' and whole.events > 0
  ),
  placed as (
    select days.*, coalesce(own.events, 0) as events,
      coalesce(next.at_risk, 0) as at_risk,
    from days
    left join ageing_curves own
      on own.period_id = days.period_id and own.slice = days.slice and own.waited = days.waited
    asof left join ageing_curves next
      on days.period_id = next.period_id and days.slice = next.slice
      and days.waited <= next.waited
  )
  select period_id, slice, sum(events) as observed,
    ${orderlessSum('all_events * at_risk / all_at_risk')} as expected,
    ${orderlessSum(`case when all_at_risk > 1 then all_events * at_risk
      * (all_at_risk - at_risk) * (all_at_risk - all_events)
      / (all_at_risk ** 2 * (all_at_risk - 1)) end`)} as variance,
  from placed group by all`

interface LogRank {
  readonly [column: string]: unknown
  readonly period_id: string
  readonly slice: string
  readonly observed: number
  readonly expected: number
  readonly variance: number | null
}

async function compute(database: Database): Promise<string> {
  await database.run(`create or replace temp table ageing_curves as ${curves}`)
  const compared = await database.rows<LogRank>(logRank)
  const columns = {
    period_id: 'varchar',
    slice: 'varchar',
    speed: 'double',
    chi_square: 'double',
    p_value: 'double',
    q_value: 'double',
  }
  const families = groupRows(compared, ({ period_id, slice }) => period_id + slice.split('=')[0])
  await storeRows(database, 'ageing_tests', columns, families.flatMap(testFamily))
  return ageing
}

function testFamily(slices: readonly LogRank[]) {
  const tested = slices.flatMap(({ period_id, slice, observed, expected, variance }) => {
    if (variance === null || variance <= 0 || Math.min(expected, observed) < 5) return []
    const chi_square = (observed - expected) ** 2 / variance
    const p_value = chiSquareUpper(chi_square, 1)
    return [{ period_id, slice, speed: observed / expected, chi_square, p_value }]
  })
  const adjusted = benjaminiHochberg(tested.map(({ p_value }) => p_value))
  return tested.map((each, index) => ({ ...each, q_value: adjusted[index] }))
}

const bandSql = bands.map(([name, from], index) => {
  const next = bands[index + 1]
  const until = next === undefined ? '' : ` and age < ${next[1]}`
  return `count(*) filter (where age >= ${from}${until}) as ${name}`
})

const ageing = `
  with steps as (${steps}),
  survived as (
    select period_type, period_id, slice,
      sum(leaving) as received, sum(events) as closed,
      min(waited) filter (where survival <= 0.5 + 1e-9) as median_days,
      min(waited) filter (where survival = 0 or low <= 0.5 + 1e-9) as median_low,
      min(waited) filter (where high <= 0.5 + 1e-9) as median_high,
      max(waited) >= 30 or min(survival) = 0 as is_watched,
      coalesce(arg_max(survival, waited) filter (where waited <= 30), 1) as open_30,
      arg_max(low, waited) filter (where waited <= 30) as low_30,
      arg_max(high, waited) filter (where waited <= 30) as high_30,
    from steps
    group by all
  ),
  ends as (
    select period_type, period_id,
      least(period_end, local_day(getvariable('as_of')) - 1) as to_day,
    from finding_periods
  ),
  stock as (
    select period_type, period_id, ${slices}, to_day - opened_on as age,
    from ends
    join marts.complaint_spells on opened_on <= to_day and coalesce(ended_on > to_day, true)
  ),
  ages as (
    select period_type, period_id, slice, count(*) as open, ${bandSql.join(', ')},
      max(age) as oldest_days,
    from stock
    group by all
  )
  select period_type, period_id, slice,
    coalesce(received, 0)::bigint as received, coalesce(closed, 0)::bigint as closed,
    median_days, median_low, median_high,
    case when is_watched then open_30 end as open_after_30,
    case when is_watched and open_30 > 0 then low_30 end as open_after_30_low,
    case when is_watched and open_30 > 0 then high_30 end as open_after_30_high,
    speed, chi_square, p_value, q_value,
    coalesce(open, 0)::bigint as open,
    ${bands.map(([name]) => `coalesce(${name}, 0)::bigint as ${name}`).join(', ')}, oldest_days,
  from survived
  full join ages using (period_type, period_id, slice)
  left join ageing_tests using (period_id, slice)`

const percent = (value: string) => `printf('%.1f%%', 100 * ${value})`

const tells = `
  with told as (
    select *, slice = '' as is_bank, open_31_60 + open_over_60 as open_over_30,
      '投诉' || received || '件，办结天数中位数' || coalesce(median_days::varchar, '未到')
        || coalesce('（95%区间' || median_low || '至' || coalesce(median_high::varchar, '未知') || '）', '')
        || coalesce('，30天后仍未办结' || ${percent('open_after_30')}, '') as times_zh,
      received || ' complaints, median ' || coalesce(median_days || ' days', 'not reached')
        || coalesce(' (95 % interval ' || median_low || ' to '
          || coalesce(median_high::varchar, 'unknown') || ')', '')
        || coalesce(', still open after 30 days ' || ${percent('open_after_30')}, '') as times_en,
    from findings.ageing
  )
  select 'days_to_close' as metric, period_type, period_id, null as compared_with, slice,
    received as n,
    case when is_bank then median_days else speed end as effect,
    case when is_bank then 'days' else 'ratio' end as effect_unit,
    case when is_bank then median_low end as ci_low,
    case when is_bank then median_high end as ci_high,
    p_value, q_value, case when is_bank then 1000 else abs(ln(speed)) end as weight,
    case when is_bank
      then '{period}{slice}' || times_zh || '；期末在办' || open || '件，其中超过30天'
        || open_over_30 || '件，最久' || coalesce(oldest_days, 0) || '天。'
      else '{period}{slice}办结' || case when speed < 1 then '较慢' else '较快' end || '：' || times_zh
        || '；办结' || closed || '件，为与其余同速时的' || printf('%.2f', speed) || '倍。' end
      as sentence_zh,
    case when is_bank
      then '{period}, {slice}: ' || times_en || '; at the end ' || open || ' open, '
        || open_over_30 || ' of them over 30 days, the oldest ' || coalesce(oldest_days, 0)
        || ' days.'
      else '{period}, {slice} closes ' || case when speed < 1 then 'slower' else 'faster' end
        || ': ' || times_en || '; ' || closed || ' closed, ' || printf('%.2f', speed)
        || ' times what the pace of the others would give.' end as sentence_en,
  from told
  where received > 0 and (is_bank or q_value <= 0.05)`

export default defineFinding({
  name: 'ageing',
  title: { zh: '在办账龄与办结速度', en: 'Ageing and time to close' },
  question: {
    zh: '在办投诉有多久了，多久能办结，哪些原因和部门更慢？',
    en: 'How old are open complaints, how long does closing take, which causes and departments are slower?',
  },
  article: '14',
  method: {
    zh: '期末在办（有效投诉）按收到后天数分段；收到至首次办结的天数用Kaplan–Meier，在办与撤诉为截尾，中位数与30天后未办结比例附Greenwood区间（log–log）；每个原因、部门与其余投诉作对数秩检验，同期同类经BH校正，q≤5%才提示，实际或预期办结不足5件不检验',
    en: 'Valid complaints open at the end of the period by days since receipt; days to the first closing by Kaplan-Meier, open and withdrawn ones censored, Greenwood intervals (log-log) of the median and of the share open after 30 days; log-rank test of each cause and department against all others, adjusted by Benjamini-Hochberg within period and dimension, told from q = 5 %; with fewer than 5 closings seen or expected nothing is tested',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    slice: 'cause=C07 or department=D02; empty for the whole bank',
    received:
      'complaints received in the period, withdrawn ones included unless their day is unknown',
    closed: 'of them first closed by the cut-off with a result',
    median_days: 'least days after which at most half are open; null if never',
    median_low: 'lower end of its 95 % interval',
    median_high: 'upper end; null if never reached',
    open_after_30: 'share still open after 30 days; null until somebody was watched so long',
    open_after_30_low: 'lower end of its 95 % interval; null at 0 and 1',
    open_after_30_high: 'upper end',
    speed:
      'closings / closings at the pace of all (log-rank): under 1 is slower; null when not tested',
    chi_square:
      'log-rank statistic against all other complaints of the period, 1 degree of freedom',
    p_value: 'p of it',
    q_value: 'p adjusted for the slices of the same dimension and period',
    open: 'valid complaints open at the end of the period (open period: of the last day that is over), whenever received',
    ...Object.fromEntries(
      bands.map(([name]) => [
        name,
        `of them ${name
          .slice(5)
          .replace('_', ' ')
          .replace(/^(\d+) (\d+)$/, '$1 to $2')} days old`,
      ]),
    ),
    oldest_days: 'age of the oldest of them',
  },
  madeOf: [
    { from: 'marts.complaints', on: 'received_on' },
    { from: 'marts.complaint_spells', on: 'opened_on', before: ever },
  ],
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |closed_at       |outcome   |reopened_at     |note
        P1          |2026-03-02 09:00|2026-03-04 08:00|open      |2026-03-20 09:00|2日首次办结，重开后在办11日 · closed after 2 days, open again for 11
        P2          |2026-03-05 09:00|2026-03-15 18:00|resolved  |-               |10日办结 · closed after 10 days
        P3          |2026-03-21 09:00|-               |open      |-               |在办10日 · open for 10 days
        P4          |2026-03-21 15:00|-               |open      |-               |在办10日 · open for 10 days
        P5          |2026-03-05 09:00|2026-03-25 09:00|unresolved|-               |20日办结 · closed after 20 days
        P6          |2026-03-05 09:00|2026-03-06 09:00|withdrawn |-               |1日撤诉：截尾 · withdrawn after 1 day: censored
        P7          |2026-03-05 09:00|2026-03-06 09:00|duplicate |-               |合并 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03' and slice = ''",
    expect: [
      {
        received: 6,
        closed: 3,
        median_days: 20,
        open_after_30: 0,
        open: 3,
        open_0_5: 0,
        open_6_10: 2,
        open_11_15: 1,
        open_16_30: 0,
        oldest_days: 11,
        chi_square: null,
      },
    ],
    told: [
      {
        zh: '2026年3月全行投诉6件，办结天数中位数20（95%区间2至未知），30天后仍未办结0.0%；期末在办3件，其中超过30天0件，最久11天。',
        en: '2026-03, the whole bank: 6 complaints, median 20 days (95 % interval 2 to unknown), still open after 30 days 0.0%; at the end 3 open, 0 of them over 30 days, the oldest 11 days.',
      },
    ],
    because: {
      zh: '撤诉在第1日离开，不算办结。第2日5件中办结1件：0.8；第10日4件中1件：0.6，同日截尾在后；第20日只剩P5：0。重开的P1自3月20日起又在办。',
      en: 'The withdrawn one leaves on day 1 and is no closing. Day 2: 1 of 5 closes, 0.8; day 10: 1 of 4, 0.6, the censored ones of that day after it; day 20: P5 alone, 0. P1 is open again since 20 March.',
    },
  },
})
