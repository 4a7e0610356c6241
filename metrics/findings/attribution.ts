import type { Database } from '../../core/database.ts'
import { fewest } from '../attribute.ts'
import { countSlices } from '../attribution-data.ts'
import { type AttributionRow, attributePeriod } from '../attribution-rows.ts'
import { defineFinding } from '../define-finding.ts'
import { storeRows } from '../store-rows.ts'

const types = {
  period_type: 'varchar',
  period_id: 'varchar',
  method: 'varchar',
  position: 'integer',
  slice: 'varchar',
  n: 'bigint',
  forecast: 'double',
  excess: 'double',
  ratio: 'double',
  ratio_low: 'double',
  ratio_high: 'double',
  limit_low: 'double',
  limit_high: 'double',
  spread: 'double',
  is_outside: 'boolean',
  explanatory_power: 'double',
  surprise: 'double',
  potential: 'double',
  generalised: 'double',
  p_value: 'double',
  q_value: 'double',
} as const

/** Lines for each month from 2025-03 to 2026-03. */
function monthly(lines: (month: string) => readonly string[]): string {
  const months = Array.from({ length: 13 }, (_, index) =>
    new Date(Date.UTC(2025, 2 + index)).toISOString().slice(0, 7),
  )
  return months.flatMap(lines).join('\n')
}

async function compute(database: Database): Promise<string> {
  const rows: AttributionRow[] = []
  for (const period of await countSlices(database, fewest)) {
    rows.push(...(await attributePeriod(database, period)))
  }
  await storeRows(database, 'attribution_found', types, rows)
  return `select ${Object.keys(types).join(', ')} from attribution_found`
}

const grown = (zh: string, en: string) => `case when excess < 0 then '${zh}' else '${en}' end`

const tells = `
  with told as (
    select *, printf('%.0f', forecast) as expected, printf('%.0f', abs(excess)) as difference,
      coalesce(printf('，解释全行变化的%.0f%%', 100 * explanatory_power), '') as part_zh,
      coalesce(printf(', %.0f%% of the change of the bank', 100 * explanatory_power), '') as part_en,
      coalesce(printf('%.1f倍', ratio), '此前没有') as ratio_zh,
      coalesce(printf('%.1f times', ratio), 'new') as ratio_en,
      case when method = 'chart' then 1e9 when method = 'search' then 1e6 - position else -position
        end as weight,
    from findings.attribution
    where is_outside or (method = 'adtributor' and position = 1)
    qualify row_number() over (partition by period_id, slice order by method desc) = 1
  )
  select 'complaints' as metric, period_type, period_id, slice, n, excess as effect,
    'complaints' as effect_unit, forecast * (ratio_low - 1) as ci_low,
    forecast * (ratio_high - 1) as ci_high, p_value, q_value, weight,
    case method
      when 'chart' then '{period}投诉' || n || '件，超出控制限：按此前12个月水平应为' || expected
        || '件，限值' || printf('%.0f–%.0f', limit_low, limit_high) || '件。'
      when 'search' then '{period}{slice}异常' || ${grown('减少', '增加')} || '：投诉' || n
        || '件，按此前12个月水平应为' || expected || '件，' || ${grown('少', '多')} || difference
        || '件（' || ratio_zh || '）' || part_zh || '。'
      else '{period}单维归因：{slice}投诉' || n || '件，按此前12个月水平应为' || expected || '件'
        || part_zh || '。' end as sentence_zh,
    case method
      when 'chart' then '{period}: ' || n || ' complaints are outside the control limits '
        || printf('%.0f to %.0f', limit_low, limit_high) || '; the twelve months before give '
        || expected || '.'
      when 'search' then '{period}: {slice} ' || ${grown('fell', 'jumped')} || ' to ' || n
        || ' complaints where the twelve months before give ' || expected || ' (' || ratio_en || ')'
        || part_en || '.'
      else '{period}, by one dimension: {slice} has ' || n
        || ' complaints where the twelve months before give ' || expected || part_en || '.'
      end as sentence_en,
  from told`

export default defineFinding({
  name: 'attribution',
  title: { zh: '突变归因', en: 'Where a jump comes from' },
  question: {
    zh: '投诉突增或突减出在哪个产品、渠道、部门、原因、网点或其组合？',
    en: 'Which product, channel, department, cause, branch or combination makes complaints jump?',
  },
  article: '14',
  method: {
    zh: '与此前12个月每万次接通水平比：先看三倍标准差控制限（过离散时放宽），再单维归因（Adtributor），再穷举至多三维组合（不少于20件，BH校正q≤5%且自身超限），逐个剔除后再找',
    en: 'Against the rate per contact of the twelve months before: three-sigma limits first (widened by over-dispersion), then single dimensions (Adtributor), then every slice of up to three dimensions (20 or more, q of Benjamini-Hochberg within 5 %, outside limits of its own), one after another of what is left',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year; those with twelve months of data before',
    period_id: '2026-09, 2026-Q3 or 2026',
    method:
      'chart: the whole bank, every period searched; adtributor: single dimensions, where the chart is outside; search: slices outside limits of their own',
    position: 'order of the slices, or of the dimension',
    slice: 'product=B0205|cause=C07; empty for the whole bank',
    n: 'complaints received in the period',
    forecast:
      'expected of it: rate per contact of the twelve months before, at the contacts of the period (per day where a month has no contacts)',
    excess: 'n - forecast',
    ratio: 'n / forecast; null where nothing came before',
    ratio_low: 'lower end of its exact 95 % interval',
    ratio_high: 'upper end',
    limit_low: 'lower three-sigma limit of n',
    limit_high: 'upper limit',
    spread: 'sigma over that of chance, by the twelve months (Laney); 1 under 1.2',
    is_outside: 'n is beyond its limits',
    explanatory_power: 'share of the excess of the whole bank, where that is outside',
    surprise: 'how far the share of the total moved (Jensen-Shannon term)',
    potential:
      'HotSpot score over the cells of its dimensions, product and channel: 1 when all that moved is inside, in proportion',
    generalised: 'Squeeze score of the same',
    p_value: 'exact two-sided p against the months before',
    q_value: 'p adjusted for all slices tested in the period',
  },
  compute,
  tells,
  example: {
    given: {
      contacts: `contact_id|started_at|times\n${monthly((month) => [`C${month}|${month}-15 10:00|100`])}`,
      complaints: `complaint_id|received_at|outcome|product_code|times\n${monthly((month) => {
        const [card, loan, debit] = month === '2026-03' ? [51, 68, 21] : [50, 30, 20]
        return [
          `A${month}|${month}-05 10:00|open|B0205|${card}`,
          `B${month}|${month}-05 10:00|open|B0301|${loan}`,
          `C${month}|${month}-05 10:00|open|B0201|${debit}`,
        ]
      })}`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03'",
    expect: [
      {
        method: 'chart',
        slice: '',
        n: 140,
        forecast: 100,
        excess: 40,
        limit_low: 70,
        limit_high: 130,
        explanatory_power: null,
        surprise: null,
        potential: null,
      },
      {
        method: 'adtributor',
        slice: 'product=B0301',
        n: 68,
        forecast: 30,
        excess: 38,
        limit_low: null,
        limit_high: null,
        explanatory_power: 0.95,
        surprise: 0.011079,
        potential: null,
      },
      {
        method: 'search',
        slice: 'product=B0301',
        n: 68,
        forecast: 30,
        excess: 38,
        limit_low: 13.568324,
        limit_high: 46.431676,
        explanatory_power: 0.95,
        surprise: null,
        potential: 0.96281,
      },
    ],
    told: [
      {
        zh: '2026年3月投诉140件，超出控制限：按此前12个月水平应为100件，限值70–130件。',
        en: '2026-03: 140 complaints are outside the control limits 70 to 130; the twelve months before give 100.',
      },
      {
        zh: '2026年3月个人住房贷款异常增加：投诉68件，按此前12个月水平应为30件，多38件（2.3倍），解释全行变化的95%。',
        en: '2026-03: Home mortgage jumped to 68 complaints where the twelve months before give 30 (2.3 times), 95% of the change of the bank.',
      },
    ],
    because: {
      zh: '此前12个月每月信用卡50、房贷30、借记卡20件；3月51、68、21件：合计140超出100＋3×10。房贷多38件，占全行多出40件的95%（NSDI 2014算例）。',
      en: 'Each of the twelve months before had 50, 30 and 20 of card, mortgage and debit card; March 51, 68 and 21: 140 is beyond 100 + 3 x 10. The mortgage has 38 of the 40 more, 95 % (the example of NSDI 2014).',
    },
  },
})
