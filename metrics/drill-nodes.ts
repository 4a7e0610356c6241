import type { Database } from '../core/database.ts'
import { groupRows } from './group-rows.ts'
import { benjaminiHochberg } from './statistics/false-discovery.ts'
import { compareRates } from './statistics/rate-ratio.ts'
import { storeRows } from './store-rows.ts'

const steps = ['product', 'process_step', 'cause', 'sub_cause'] as const

/** The path of a node: `product=B0205|process_step=billing`; `depth` is its length. */
function pathSql(columns: readonly string[]): string {
  return `concat_ws('|', ${columns.map((each) => `'${each}=' || ${each}`).join(', ')})`
}

const nodes = `
  with counted as (
    select period_type, period_id, any_value(compared_with) as compared_with,
      ${steps.join(', ')},
      4 - ${steps.map((each) => `grouping(${each})`).join(' - ')} as depth,
      count(*) filter (where is_now) as n,
      count(*) filter (where not is_now) as previous,
    from finding_complaints
    group by grouping sets (${[0, 1, 2, 3, 4]
      .map((depth) => `(${['period_type', 'period_id', ...steps.slice(0, depth)].join(', ')})`)
      .join(', ')})
  ),
  contacts as (
    select period_type, period_id, coalesce(product, '') as of_product,
      sum(contacts) filter (where is_now) as contacts,
      sum(contacts) filter (where not is_now) as previous_contacts,
    from finding_contacts
    group by grouping sets ((period_type, period_id), (period_type, period_id, product))
  )
  select (row_number() over ())::bigint as node, counted.* exclude (previous),
    case when compared_with is not null then previous end as previous,
    ${pathSql(steps)} as path,
    case depth when 0 then null when 1 then ''
      when 2 then ${pathSql(steps.slice(0, 1))} when 3 then ${pathSql(steps.slice(0, 2))}
      else ${pathSql(steps.slice(0, 3))} end as parent,
    case when product is distinct from 'unknown' then own.contacts end as contacts,
    case when product is distinct from 'unknown' then own.previous_contacts end
      as previous_contacts,
    bank.contacts as bank_contacts,
    bank.previous_contacts as previous_bank_contacts,
  from counted
  left join contacts as own
    on own.period_type = counted.period_type and own.period_id = counted.period_id
    and own.of_product = coalesce(counted.product, '')
  left join contacts as bank
    on bank.period_type = counted.period_type and bank.period_id = counted.period_id
    and bank.of_product = ''`

interface Node {
  readonly [column: string]: unknown
  readonly node: number
  readonly period_type: string
  readonly period_id: string
  readonly n: number
  readonly previous: number
  readonly contacts: number
  readonly previous_contacts: number
}

/** The select of all nodes, those of 5 complaints or more compared with the period before at equal exposure. */
export async function compareNodes(database: Database): Promise<string> {
  await database.run(`create or replace temp table drill_nodes as ${nodes}`)
  const compared = await database.rows<Node>(`
    with exposed as (
      select *, coalesce(contacts, 0) > 0 and coalesce(previous_contacts, 0) > 0 as is_own
      from drill_nodes where greatest(n, previous) >= 5
    )
    select node, period_type, period_id, n, previous,
      case when is_own then contacts else coalesce(bank_contacts, 0) end as contacts,
      case when is_own then previous_contacts else coalesce(previous_bank_contacts, 0) end
        as previous_contacts,
    from exposed where previous is not null`)
  const tests = groupRows(compared, (each) => each.period_id)
  await storeRows(
    database,
    'drill_tests',
    {
      node: 'bigint',
      ratio: 'double',
      ratio_low: 'double',
      ratio_high: 'double',
      p_value: 'double',
      q_value: 'double',
    },
    tests.flatMap(testNodes),
  )
  return `
    select period_type, period_id, compared_with, depth::integer as depth, path, parent,
      ${steps.join(', ')}, n,
      n / nullif(max(case when depth = 0 then n end) over in_period, 0) as share,
      previous, n - previous as change,
      contacts::bigint as contacts, previous_contacts::bigint as previous_contacts,
      10000 * n / nullif(contacts, 0) as rate_per_10k,
      10000 * poisson_low(n) / nullif(contacts, 0) as rate_low,
      10000 * poisson_high(n) / nullif(contacts, 0) as rate_high,
      10000 * previous / nullif(previous_contacts, 0) as previous_rate_per_10k,
      ratio, ratio_low, ratio_high, p_value, q_value,
    from drill_nodes left join drill_tests using (node)
    window in_period as (partition by period_type, period_id)`
}

function testNodes(nodes: readonly Node[]) {
  const compared = nodes.flatMap(({ node, n, previous, contacts, previous_contacts: before }) => {
    const found = compareRates(
      { count: n, exposure: contacts },
      { count: previous, exposure: before },
    )
    return found === null ? [] : [{ node, ...found }]
  })
  const adjusted = benjaminiHochberg(compared.map(({ exactP }) => exactP))
  return compared.map(({ node, ratio, interval, exactP }, index) => ({
    node,
    ratio,
    ratio_low: interval.low,
    ratio_high: interval.high,
    p_value: exactP,
    q_value: adjusted[index] ?? null,
  }))
}
