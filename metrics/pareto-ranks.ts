import { orderlessSum } from './count-days.ts'

/** What a cause weighs: how the total of a slice is called, and the SQL of its sum. */
export const measures = [
  { name: 'complaints', zh: '投诉件数', en: 'complaints', sql: 'count(*)' },
  {
    name: 'redress_amount',
    zh: '补偿金额（元）',
    en: 'redress in yuan',
    sql: orderlessSum('redress_amount'),
  },
  { name: 'overdue_days', zh: '超期天数', en: 'days overdue', sql: 'sum(overdue_days)' },
  { name: 'handling_days', zh: '处理天数', en: 'days of handling', sql: 'sum(open_days)' },
  {
    name: 'escalations',
    zh: '升级件数',
    en: 'escalations',
    sql: 'count(*) filter (where is_escalated)',
  },
] as const

const whole = 'over (partition by period_type, period_id, level, measure)'
const levels = ['product_group', 'product', 'process_step', 'cause', 'sub_cause'] as const
/** Select of every code of every level in order of its weight. */
export const paretoRanks = `
  with recursive groups as (
    select product_code, product_code as product_group from reference.products
    where parent_code is null
    union all
    select products.product_code, groups.product_group
    from reference.products join groups on products.parent_code = groups.product_code
  ),
  complaints as (
    select finding_complaints.*, coalesce(product_group, product) as product_group,
    from finding_complaints
    left join groups on groups.product_code = product
    where is_now and is_valid
  ),
  counted as (
    select period_type, period_id, coalesce(${levels.join(', ')}) as code,
      case ${levels.map((each) => `when grouping(${each}) = 0 then '${each}'`).join(' ')} end
        as level,
      count(*) as n,
      ${measures.map(({ name, sql }) => `(${sql})::double as ${name}`).join(',\n      ')}
    from complaints
    group by grouping sets (${levels.map((each) => `(period_type, period_id, ${each})`).join(', ')})
  ),
  weighed as (
    unpivot counted on ${measures.map(({ name }) => name).join(', ')}
    into name measure value value
  ),
  ordered as (
    select *,
      row_number() over in_order as position,
      ${orderlessSum('value', 'over (in_order rows unbounded preceding)')} as so_far,
      ${orderlessSum('value', whole)} as total,
    from weighed
    window in_order as (
      partition by period_type, period_id, level, measure order by value desc, code
    )
  )
  select period_type, period_id, measure, level, code, position, n, value, total,
    value / total as share,
    so_far / total as cumulative,
    case when (so_far - value) / total < 0.8 then 'A'
      when (so_far - value) / total < 0.95 then 'B' else 'C' end as class,
    10000 * ${orderlessSum('(value / total) ** 2', whole)} as concentration,
  from ordered where total > 0`
