import type { Database } from '../../core/database.ts'
import { defineFinding } from '../define-finding.ts'
import { testShares } from '../share-tests.ts'

/** What is counted, over which days before the period's end, and how it is called. */
const measures = [
  { name: 'repeat_complainants', zh: '重复投诉客户占比', en: 'repeat complainants' },
  { name: 'repeat_30d', zh: '30天内同一原因重复投诉率', en: 'repeats of a cause within 30 days' },
  { name: 'repeat_90d', zh: '90天内同一原因重复投诉率', en: 'repeats of a cause within 90 days' },
  {
    name: 'top_1_percent',
    zh: '投诉最多1%客户的投诉占比',
    en: 'share of the top 1 % of customers',
  },
] as const

const counts = `
  with periods as (
    select period_type, period_id, period_start,
      least(period_end, local_day(getvariable('as_of')) - 1) as to_day,
      (period_end + 1 - interval 12 month)::date as year_start,
    from finding_periods
  ),
  keys as (
    select customer_key, row_number() over () as customer from marts.complaints
    where customer_key is not null group by customer_key
  ),
  complaints as (
    select customer, received_on, cause_code,
      unnest(['', 'cause=' || coalesce(cause_code, 'unknown'),
        'department=' || coalesce(department_id, 'unknown')]) as slice,
      since_same,
    from (
      select *, case when customer_key is not null and cause_code is not null
          then seconds_between(lag(received_at) over (
            partition by customer_key, cause_code order by received_at, complaint_id
          ), received_at) end as since_same,
      from marts.complaints where is_received
    )
    left join keys using (customer_key)
  ),
  per_customer as (
    select period_type, period_id, slice, customer, count(*) as complaints,
    from periods join complaints on received_on between year_start and to_day
    group by all
  ),
  -- how many customers have so many complaints, and how many customers have more
  levels as (
    select *, coalesce(sum(customers) over higher, 0) as ahead,
      sum(customers) over (partition by period_type, period_id, slice) as all_customers,
    from (
      select period_type, period_id, slice, complaints, count(customer) as customers,
        sum(complaints) filter (where customer is null) as unknown_count,
      from per_customer group by all
    )
    window higher as (
      partition by period_type, period_id, slice order by complaints desc
      rows between unbounded preceding and 1 preceding
    )
  ),
  customers as (
    select period_type, period_id, slice, sum(customers) as customers,
      coalesce(sum(customers) filter (where complaints >= 2), 0) as repeaters,
      sum(customers * complaints) as complaints,
      sum(complaints * greatest(least(customers, ceil(all_customers / 100) - ahead), 0))
        as top_complaints,
      coalesce(sum(unknown_count), 0) as unknown_count,
    from levels group by all
  ),
  repeats as (
    select period_type, period_id, slice,
      count(*) filter (where customer is not null and cause_code is not null) as n,
      count(*) filter (where since_same <= 30 * 86400) as within_30,
      count(*) filter (where since_same <= 90 * 86400) as within_90,
      count(*) filter (where customer is null or cause_code is null) as unknown_count,
    from periods join complaints on received_on between period_start and to_day
    group by all
  ),
  measured as (
    select period_type, period_id, slice, 'repeat_complainants' as measure,
      repeaters as k, customers as n, unknown_count,
    from customers
    union all
    select period_type, period_id, slice, 'repeat_30d', within_30, n, unknown_count from repeats
    union all
    select period_type, period_id, slice, 'repeat_90d', within_90, n, unknown_count from repeats
    union all
    select period_type, period_id, slice, 'top_1_percent', top_complaints, complaints,
      unknown_count,
    from customers
  )
  select (row_number() over ())::bigint as row, measured.*,
    case measured.measure when 'repeat_30d' then period_start - 30 when 'repeat_90d' then period_start - 90
      else year_start end as from_day,
    to_day,
    measured.period_id || ' ' || measured.measure as family,
    whole.k - measured.k as other_k, whole.n - measured.n as other_n,
  from measured
  join periods using (period_type, period_id)
  left join (select period_id, measure, k, n from measured where slice = '') whole
    on measured.slice <> '' and measured.measure like 'repeat_%d'
    and whole.period_id = measured.period_id and whole.measure = measured.measure
  where measured.n > 0`

async function compute(database: Database): Promise<string> {
  await database.run(`create or replace temp table repeat_counts as ${counts}`)
  await testShares(database, 'repeat_counts', 'repeat_tests')
  return `
    select period_type, period_id, measure, slice, k::bigint as k, n::bigint as n, k / n as share,
      case when measure <> 'top_1_percent' then wilson_low(k, n) end as ci_low,
      case when measure <> 'top_1_percent' then wilson_high(k, n) end as ci_high,
      unknown_count::bigint as unknown_count, from_day, to_day,
      from_day >= (select min(received_on) from marts.complaints) as is_complete,
      case when other_n > 0 then other_k / other_n end as elsewhere,
      case when other_n > 0 then k / n - other_k / other_n end as difference,
      case when other_n > 0 then newcombe_low(k, n, other_k, other_n) end as difference_low,
      case when other_n > 0 then newcombe_high(k, n, other_k, other_n) end as difference_high,
      p_value, q_value,
    from repeat_counts left join repeat_tests using (row)`
}

const words = (kind: 'zh' | 'en') =>
  `case measure ${measures.map((each) => `when '${each.name}' then '${each[kind]}'`).join(' ')} end`
const percent = (value: string) => `printf('%.1f%%', 100 * ${value})`

const tells = `
  select measure as metric, period_type, period_id, null as compared_with, slice, n,
    case when slice = '' then share else difference end as effect,
    'share' as effect_unit,
    case when slice = '' then ci_low else difference_low end as ci_low,
    case when slice = '' then ci_high else difference_high end as ci_high,
    p_value, q_value,
    case when slice = '' then 1 else abs(difference) end as weight,
    '{period}{slice}' || ${words('zh')} || ${percent('share')} || '（' || k || '/' || n || '）'
      || case when slice <> '' then '，' || case when difference > 0 then '高' else '低' end
        || '于其余的' || ${percent('elsewhere')}
        || '（相差' || ${percent('difference')} || '，95%区间' || ${percent('difference_low')}
        || '至' || ${percent('difference_high')} || '）'
      when ci_low is not null
        then '，95%区间' || ${percent('ci_low')} || '至' || ${percent('ci_high')} else '' end
      || case when is_complete then '' else '；数据未覆盖全部回看期，可能偏低' end || '。'
      as sentence_zh,
    '{period}, {slice}: ' || ${words('en')} || ' ' || ${percent('share')} || ' (' || k || '/' || n
      || ')' || case when slice <> ''
        then case when difference > 0 then ', above' else ', below' end || ' the '
        || ${percent('elsewhere')} || ' of the others (difference ' || ${percent('difference')}
        || ', 95 % interval ' || ${percent('difference_low')} || ' to '
        || ${percent('difference_high')} || ')'
      when ci_low is not null
        then ', 95 % interval ' || ${percent('ci_low')} || ' to ' || ${percent('ci_high')}
      else '' end
      || case when is_complete then '' else '; data do not reach back far enough: may be low' end
      || '.' as sentence_en,
  from findings.repeat_complaints
  where n >= 5 and (slice = '' or q_value <= 0.05)`

export default defineFinding({
  name: 'repeat_complaints',
  title: { zh: '重复投诉', en: 'Repeat complaints' },
  question: {
    zh: '有多少客户反复投诉，同一原因是否再次投诉，投诉集中在少数客户吗？',
    en: 'How many customers complain again, does the same cause come back, do a few hold most?',
  },
  article: '14',
  method: {
    zh: '期末前12个月投诉两次以上的客户÷投诉过的客户；30、90天内同一客户同一原因再次投诉÷投诉；投诉最多的1%客户（进位取整）的投诉÷投诉；原因、部门与其余比较（Newcombe区间，BH校正，q≤5%才提示，两边各不少于20件）；客户或原因未知单列',
    en: 'Customers with 2 or more complaints in the 12 months to the end of the period / with any; complaints after one of the same customer and cause within 30 or 90 days / complaints; complaints of the top 1 % of customers (rounded up) / complaints; causes and departments against the others (Newcombe, Benjamini-Hochberg, told from q = 5 %, 20 cases on each side); unknown customers or causes are counted apart',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    measure:
      'repeat_complainants (customers, 12 months to the end of the period), repeat_30d and repeat_90d (complaints received in the period), top_1_percent (complaints, 12 months)',
    slice: 'cause=C07 or department=D02; empty for the whole bank',
    k: 'customers with at least 2; complaints with an earlier one; complaints of the top customers',
    n: 'customers with at least 1; complaints with known customer and cause; complaints with known customer',
    share: 'k / n',
    ci_low: 'lower end of its 95 % interval (Wilson); null for top_1_percent',
    ci_high: 'upper end',
    unknown_count: 'complaints without customer, for repeats also without cause; not in n',
    from_day: 'first day that can matter for the measure',
    to_day: 'last day: the end of the period, or the last day that is over at the cut-off',
    is_complete: 'data reach back to from_day; otherwise the measure may be too low',
    elsewhere: 'the same share of all complaints outside the slice; null where not compared',
    difference: 'share - elsewhere',
    difference_low: 'lower end of its 95 % interval (Newcombe)',
    difference_high: 'upper end',
    p_value: 'two-sided p that both are the same; null with fewer than 20 on a side',
    q_value: 'p adjusted for all slices of the period and measure',
  },
  madeOf: [{ from: 'marts.complaints', on: 'received_on', before: 366 }],
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |customer_id|cause_code|note
        P1          |2026-03-01 09:00|open     |K1         |C07       |
        P2          |2026-03-31 09:00|open     |K1         |C07       |30天整，计入 · exactly 30 days after P1
        P3          |2026-03-02 09:00|withdrawn|K1         |C01       |撤诉也算收到；另一原因 · another cause
        P4          |2025-12-01 09:00|resolved |K2         |C07       |上期 · an earlier period
        P5          |2026-03-01 09:00|open     |K2         |C07       |90天整 · exactly 90 days after P4
        P6          |2026-03-03 09:00|open     |K3         |C01       |
        P7          |2026-03-04 09:00|open     |-          |C01       |客户未知 · unknown customer
        P8          |2026-03-05 09:00|duplicate|K3         |C01       |合并 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where:
      "period_id = '2026-03' and slice in ('', 'cause=C01') and measure <> 'repeat_90d' or measure = 'repeat_90d' and period_id = '2026-03' and slice = ''",
    expect: [
      { measure: 'repeat_complainants', slice: '', k: 2, n: 3, share: 0.666667, unknown_count: 1 },
      { measure: 'repeat_30d', slice: '', k: 1, n: 5, share: 0.2, unknown_count: 1 },
      { measure: 'repeat_90d', slice: '', k: 2, n: 5, share: 0.4, unknown_count: 1 },
      { measure: 'top_1_percent', slice: '', k: 3, n: 6, share: 0.5, unknown_count: 1 },
      {
        measure: 'repeat_complainants',
        slice: 'cause=C01',
        k: 0,
        n: 2,
        share: 0,
        unknown_count: 1,
      },
      { measure: 'repeat_30d', slice: 'cause=C01', k: 0, n: 2, share: 0, unknown_count: 1 },
      { measure: 'top_1_percent', slice: 'cause=C01', k: 1, n: 2, share: 0.5, unknown_count: 1 },
    ],
    told: [
      {
        zh: '2026年3月全行30天内同一原因重复投诉率20.0%（1/5），95%区间3.6%至62.4%。',
        en: '2026-03, the whole bank: repeats of a cause within 30 days 20.0% (1/5), 95 % interval 3.6% to 62.4%.',
      },
    ],
    because: {
      zh: '3月有客户和原因的投诉5件，P2在P1后30天，P5在P4后90天；K1共3件、K2共2件、K3一件：3人中2人重复，最多的1人占6件中的3件。',
      en: 'Five of March have customer and cause; P2 comes 30 days after P1, P5 90 days after P4. K1 has 3, K2 2, K3 1: two of three customers again, the top one holds 3 of 6.',
    },
  },
})
