import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/** A dimension of slices: how it is called, and the reference table that names its codes. */
interface Dimension {
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly from: string
  readonly key: string
  /** SQL of the names where they do not stand in columns of these names. */
  readonly nameZh?: string
  readonly nameEn?: string
}

const shortCause = String.raw`regexp_replace(name_zh, '^因(.*)引起的投诉$', '\1')`
const dimensions: readonly Dimension[] = [
  { name: 'product', zh: '产品', en: 'product', from: 'products', key: 'product_code' },
  {
    name: 'product_group',
    zh: '产品大类',
    en: 'product group',
    from: 'products',
    key: 'product_code',
  },
  {
    name: 'process_step',
    zh: '环节',
    en: 'process step',
    from: 'process_steps',
    key: 'process_step',
  },
  {
    name: 'cause',
    zh: '原因',
    en: 'cause',
    from: 'complaint_causes',
    key: 'cause_code',
    nameZh: shortCause,
  },
  {
    name: 'sub_cause',
    zh: '二级原因',
    en: 'sub-cause',
    from: 'complaint_causes',
    key: 'cause_code',
    nameZh: shortCause,
  },
  {
    name: 'root_cause',
    zh: '根本原因',
    en: 'root cause',
    from: 'root_causes',
    key: 'root_cause_code',
  },
  { name: 'department', zh: '部门', en: 'department', from: 'departments', key: 'department_id' },
  { name: 'channel', zh: '渠道', en: 'channel', from: 'channels', key: 'channel' },
  { name: 'branch', zh: '网点', en: 'branch', from: 'branches', key: 'branch_id', nameEn: 'null' },
  { name: 'item', zh: '质检项目', en: 'scorecard item', from: 'scorecard_items', key: 'item_code' },
  {
    name: 'issue',
    zh: '改进事项',
    en: 'improvement issue',
    from: 'improvement_issues',
    key: 'issue_id',
    nameZh: 'title',
    nameEn: 'issue_id',
  },
]

/**
 * Makes the temporary table `finding_slices`: the Chinese and English name of every slice in
 * `findings.found`. A code without a name stands for itself, `unknown` says of what, and `other`
 * is what was too small to stand alone, `all` the sum of all.
 */
export async function nameSlices(database: Database): Promise<void> {
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables() where schema_name = 'reference'`,
  )
  // a warehouse of an earlier version has not all of them before its next load
  const known = dimensions.filter(({ from }) => tables.some(({ name }) => name === from))
  const labels = dimensions.map(({ name, zh, en }) => `(${[name, zh, en].map(literal).join(', ')})`)
  await database.run(`create or replace temp table finding_slices as
    with labels(dimension, label_zh, label_en) as (values ${labels.join(', ')}),
    names as (${known.map(namesSql).join(' union all ')}),
    parts as (
      select slice, position, split_part(part, '=', 1) as dimension,
        regexp_replace(part, '^[^=]*=', '') as code,
      from (
        select slice, unnest(string_split(slice, '|')) as part,
          generate_subscripts(string_split(slice, '|'), 1) as position,
        from (select distinct slice from findings.found where slice <> '')
      )
    ),
    named as (
      select slice, position,
        case code
          when 'unknown' then coalesce(label_zh, dimension) || '未知'
          when 'all' then '各' || coalesce(label_zh, dimension) || '合计'
          when 'other' then '其余' || coalesce(label_zh, dimension)
          else coalesce(name_zh, code) end as name_zh,
        case code
          when 'unknown' then 'unknown ' || coalesce(label_en, dimension)
          when 'all' then 'every ' || coalesce(label_en, dimension)
          when 'other' then 'other ' || coalesce(label_en, dimension)
          else coalesce(name_en, name_zh, code) end as name_en,
      from parts
      left join labels using (dimension)
      left join names using (dimension, code)
    )
    select slice, string_agg(name_zh, '·' order by position) as slice_zh,
      string_agg(name_en, ' · ' order by position) as slice_en,
    from named group by slice
    union all
    select '', '全行', 'the whole bank'`)
}

function namesSql({ name, from, key, nameZh = 'name_zh', nameEn = 'name_en' }: Dimension): string {
  return `select ${literal(name)} as dimension, ${key} as code, ${nameZh} as name_zh,
      ${nameEn} as name_en
    from reference.${from}`
}
