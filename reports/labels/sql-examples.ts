import type { Text } from './text.ts'

/** Queries over an edition's data file that an analyst may begin with. */
export const sqlExamples: readonly { readonly title: Text; readonly sql: string }[] = [
  {
    title: { zh: '全行指标与变化', en: 'Indicators of the bank and their change' },
    sql: `select i.article, i.title_zh, f.value, f.target, f.status, f.previous_value, f.change
from csq."values" f
join csq.indicators i using (indicator)
where f.grouped_by = 'all'
order by i.article, i.sort_order`,
  },
  {
    title: { zh: '部门 × 指标', en: 'Departments by indicator' },
    sql: `pivot (
  select g.name_zh as department, f.indicator, f.value
  from csq."values" f
  join csq.groups g using (grouped_by, group_id)
  where f.grouped_by = 'department'
    and f.indicator in ('connect_rate', 'fcr_rate', 'csat_top2_rate', 'qa_pass_rate')
) on indicator using first(value)`,
  },
  {
    title: { zh: '投诉增加最多的产品与原因', en: 'Products and causes that grew most' },
    sql: `select product_zh, cause_zh, sum(complaints) as now, sum(previous) as before,
  sum(complaints) - sum(previous) as more
from csq.causes
group by all
order by more desc
limit 20`,
  },
  {
    title: { zh: '办理天数分布', en: 'Days open by department' },
    sql: `select department_id, count(*) as complaints, median(open_days) as median_days,
  quantile_cont(open_days, 0.9) as p90_days
from csq.cases
where is_open
group by department_id
order by complaints desc`,
  },
  {
    title: { zh: '控制图信号', en: 'Signals of control charts' },
    sql: `select month, indicator, grouped_by, group_id, value, center, limit_low, limit_high, signal, side
from csq.trend
where signal <> ''
order by month desc, indicator`,
  },
  {
    title: { zh: '有哪些表与列', en: 'Tables and columns' },
    sql: `select table_name, column_name, data_type, meaning
from csq.analyst_columns
where place = 'edition'
order by table_name, position`,
  },
]
