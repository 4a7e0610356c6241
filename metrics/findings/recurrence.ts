import type { Database } from '../../core/database.ts'
import { defineFinding } from '../define-finding.ts'
import type { Indicator } from '../define-indicator.ts'
import { type BeforeAfter, countEffect, type FixEffect, shareEffect } from '../fix-effects.ts'
import { createFixCounts } from '../fix-rows.ts'
import { groupRows } from '../group-rows.ts'
import { readIndicators } from '../indicators.ts'
import { benjaminiHochberg } from '../statistics/false-discovery.ts'
import { storeRows } from '../store-rows.ts'

interface Counted {
  readonly [column: string]: unknown
  readonly period_id: string
  readonly issue_id: string
  readonly stage: string
  readonly measure: string
  readonly control: string | null
  readonly treated_before: number
  readonly treated_after: number
  readonly treated_of_before: number
  readonly treated_of_after: number
  readonly control_before: number
  readonly control_after: number
  readonly control_of_before: number
  readonly control_of_after: number
}

const tested = {
  period_id: 'varchar',
  issue_id: 'varchar',
  stage: 'varchar',
  measure: 'varchar',
  change: 'double',
  change_low: 'double',
  change_high: 'double',
  net: 'double',
  net_low: 'double',
  net_high: 'double',
  p_value: 'double',
  q_value: 'double',
  verdict: 'varchar',
  measure_zh: 'varchar',
  measure_en: 'varchar',
}

async function compute(database: Database): Promise<string> {
  const indicators = await readIndicators()
  await createFixCounts(database, indicators)
  const counted = await database.rows<Counted>('select * from fix_counts')
  const rows = groupRows(counted, ({ period_id }) => period_id).flatMap((all) =>
    judgeAll(all, indicators),
  )
  await storeRows(database, 'fix_tests', tested, rows)
  return `
    select period_type, period_id, issue_id, title, stage, measure, measure_zh, measure_en,
      units, control,
      before_from, before_to, after_from, after_to,
      treated_before as before, treated_of_before as before_of,
      treated_after as after, treated_of_after as after_of,
      case when control is not null then control_before end as control_before,
      case when control is not null then control_of_before end as control_before_of,
      case when control is not null then control_after end as control_after,
      case when control is not null then control_of_after end as control_after_of,
      change, change_low, change_high, net, net_low, net_high, p_value, q_value,
      expected_delta, verdict,
    from fix_counts join fix_tests using (period_id, issue_id, stage, measure)
    union all by name
    ${withoutFix}`
}

/** Complaints of a period that concern what no fix was made for by their day. */
const withoutFix = `
  select period_type, period_id, '' as issue_id, 'none' as stage, 'complaints' as measure,
    '投诉' as measure_zh, 'complaints' as measure_en, period_start as after_from,
    least(period_end, local_day(getvariable('as_of')) - 1) as after_to,
    (count(*) filter (where not exists (
      select 1 from fixes
      where has_scope and first_on <= received_on
        and coalesce(fixes.cause_code = complaints.cause_code, fixes.cause_code is null)
        and coalesce(fixes.product_code = complaints.product_code, fixes.product_code is null)
    )))::double as after,
    count(*)::double as after_of,
    'no_fix' as verdict,
  from finding_periods
  join marts.complaints on received_on between period_start and period_end
  where is_received
  group by all`

function judgeAll(rows: readonly Counted[], indicators: readonly Indicator[]) {
  const judged = rows.map((row) => {
    const indicator = indicators.find(({ name }) => name === row.measure)
    const effect = indicator === undefined ? countEffect(ofCounts(row)) : shareEffect(ofShares(row))
    return { row, effect, verdict: verdictOf(row, effect, indicator) }
  })
  const known = judged.filter(({ verdict }) => verdict !== 'too_few')
  const adjusted = benjaminiHochberg(known.map(({ effect }) => effect.p ?? 1))
  return judged.map(({ row, effect, verdict }) => ({
    period_id: row.period_id,
    issue_id: row.issue_id,
    stage: row.stage,
    measure: row.measure,
    change: effect.change,
    change_low: effect.changeInterval?.low,
    change_high: effect.changeInterval?.high,
    net: effect.net,
    net_low: effect.netInterval?.low,
    net_high: effect.netInterval?.high,
    p_value: effect.p,
    q_value: adjusted[known.findIndex((each) => each.row === row)],
    verdict,
    measure_zh: titleOf(row, indicators)?.zh ?? '投诉',
    measure_en: titleOf(row, indicators)?.en ?? 'complaints',
  }))
}

function ofCounts(row: Counted): BeforeAfter<{ count: number; exposure: number }> {
  return pairs(row, (count, exposure) => ({ count, exposure }))
}

function ofShares(row: Counted): BeforeAfter<{ count: number; size: number }> {
  return pairs(row, (count, size) => ({ count, size }))
}

function pairs<T>(row: Counted, pair: (count: number, of: number) => T): BeforeAfter<T> {
  return {
    before: pair(row.treated_before, row.treated_of_before),
    after: pair(row.treated_after, row.treated_of_after),
    control:
      row.control === null
        ? null
        : {
            before: pair(row.control_before, row.control_of_before),
            after: pair(row.control_after, row.control_of_after),
          },
  }
}

function verdictOf(row: Counted, effect: FixEffect, indicator: Indicator | undefined): string {
  const sizes = [row.treated_of_before, row.treated_of_after]
  if (row.control !== null) sizes.push(row.control_of_before, row.control_of_after)
  const isFew =
    indicator === undefined
      ? row.treated_before + row.treated_after < 10 || Math.min(...sizes) <= 0
      : Math.min(...sizes) < 20
  // other complaints have events of their own: against them alone no change is called clear
  const intervals =
    row.control === null
      ? [effect.changeInterval]
      : row.control === 'others'
        ? [effect.changeInterval, effect.netInterval]
        : [effect.netInterval]
  if (isFew || intervals.includes(null)) return 'too_few'
  const same = indicator === undefined ? 1 : 0
  const sides = intervals.map((each) =>
    each === null || (each.low <= same && each.high >= same) ? 0 : Math.sign(each.low - same) || -1,
  )
  const side = sides.every((each) => each === sides[0]) ? sides[0] : 0
  if (side === 0) return 'no_clear_change'
  return (side === 1) === (indicator?.better === 'higher') ? 'improved' : 'worsened'
}

function titleOf({ measure }: Counted, indicators: readonly Indicator[]) {
  return indicators.find(({ name }) => name === measure)?.title
}

const times = (name: string) => `coalesce(printf('%.2f', ${name}), '∞')`
const points = (name: string) => `printf('%+.1f', 100 * ${name})`
const percent = (name: string) => `printf('%.1f%%', 100 * ${name} / nullif(${name}_of, 0))`
const whole = (name: string) => `printf('%.0f', ${name})`

const tells = `
  with told as (
    select *, measure = 'complaints' as is_count,
      case stage when 'pilot' then '试点' else '推广' end || '后（' || after_from || '至' || after_to
        || '，此前自' || before_from || '）' as stage_zh,
      case stage when 'pilot' then 'pilot' else 'roll-out' end || ' (' || after_from || ' to '
        || after_to || ', before from ' || before_from || ')' as stage_en,
      case when control = 'others' then '其他投诉' else '对照单位' || control end as control_zh,
      case when control = 'others' then 'other complaints' else 'control units ' || control end
        as control_en,
      case verdict when 'improved' then '明显改善' when 'worsened' then '明显变差'
        else '无明显变化' end as verdict_zh,
      case verdict when 'improved' then 'clearly better' when 'worsened' then 'clearly worse'
        else 'no clear change' end as verdict_en,
    from findings.recurrence where verdict <> 'too_few'
  )
  select measure as metric, period_type, period_id, null as compared_with,
    case stage when 'none' then 'fix=none' else 'issue=' || issue_id || '|stage=' || stage end
      as slice,
    case when is_count then after else after_of end::bigint as n,
    case when stage = 'none' then after / after_of when control is null then change else net end
      as effect,
    case when is_count and stage <> 'none' then 'ratio' else 'share' end as effect_unit,
    case when control is null then change_low else net_low end as ci_low,
    case when control is null then change_high else net_high end as ci_high,
    p_value, q_value, case stage when 'none' then 0 else 1 - coalesce(p_value, 1) end as weight,
    case when stage = 'none' then '{period}收到投诉' || ${whole('after_of')} || '件，其中'
        || ${whole('after')} || '件的原因和产品当时还没有实施改进事项。'
      else '改进事项' || issue_id || '《' || title || '》' || stage_zh || '：' || measure_zh
        || case when is_count then ${whole('before')} || '件，其后' || ${whole('after')}
            || '件，按服务量为此前的' || ${times('change')} || '倍（95%区间' || ${times('change_low')}
            || '至' || ${times('change_high')} || '）'
          else '由' || ${percent('before')} || '到' || ${percent('after')} || '，变化'
            || ${points('change')} || '个百分点（95%区间' || ${points('change_low')} || '至'
            || ${points('change_high')} || '）' end
        || case when control is null then '' when is_count
          then '；' || control_zh || '由' || ${whole('control_before')} || '件到'
            || ${whole('control_after')} || '件，扣除同期变化后为' || ${times('net')} || '倍（'
            || ${times('net_low')} || '至' || ${times('net_high')} || '）'
          else '；' || control_zh || '由' || ${percent('control_before')} || '到'
            || ${percent('control_after')} || '，扣除同期变化后' || ${points('net')}
            || '个百分点（' || ${points('net_low')} || '至' || ${points('net_high')} || '）' end
        || '：' || verdict_zh || '。' end as sentence_zh,
    case when stage = 'none' then '{period}: of ' || ${whole('after_of')}
        || ' complaints received ' || ${whole('after')}
        || ' concern causes and products for which no fix was in place.'
      else 'Issue ' || issue_id || ', ' || stage_en || ': ' || measure_en
        || case when is_count then ' ' || ${whole('before')} || ' before, ' || ${whole('after')}
            || ' after, at equal exposure ' || ${times('change')} || ' times (95 % interval '
            || ${times('change_low')} || ' to ' || ${times('change_high')} || ')'
          else ' from ' || ${percent('before')} || ' to ' || ${percent('after')} || ', '
            || ${points('change')} || ' points (95 % interval ' || ${points('change_low')} || ' to '
            || ${points('change_high')} || ')' end
        || case when control is null then '' when is_count
          then '; ' || control_en || ' from ' || ${whole('control_before')} || ' to '
            || ${whole('control_after')} || ', net of that ' || ${times('net')} || ' times ('
            || ${times('net_low')} || ' to ' || ${times('net_high')} || ')'
          else '; ' || control_en || ' from ' || ${percent('control_before')} || ' to '
            || ${percent('control_after')} || ', net of that ' || ${points('net')} || ' points ('
            || ${points('net_low')} || ' to ' || ${points('net_high')} || ')' end
        || ': ' || verdict_en || '.' end as sentence_en,
  from told`

export default defineFinding({
  name: 'recurrence',
  title: { zh: '改进后是否再发', en: 'Recurrence after a fix' },
  question: {
    zh: '改进措施试点、推广以后，同类投诉和它要改善的指标变了吗？',
    en: 'After the pilot or roll-out of a fix: did its complaints and its indicator change?',
  },
  article: '14',
  method: {
    zh: '每个改进事项的试点、推广各评一次：此前最多180天（截至第一阶段前一天）与其后最多180天相比；投诉按全行接通来电量折算，比值附精确泊松区间；指标为比率的附Newcombe区间；再扣除对照（试点的对照单位，否则为原因产品之外的投诉）同期变化（双重差分），区间不含无变化才称明显（对照为其他投诉时，扣除前后须一致）；投诉合计不足10件、比率不足20不评',
    en: 'Pilot and roll-out of each improvement issue: up to 180 days before the first stage against up to 180 days after; complaints per answered inbound contact of the bank, ratio with exact Poisson interval; an indicator that is a rate with Newcombe interval; net of the control (control units of a pilot, else complaints about anything else) as difference in differences; called clear when the interval leaves out no change, against other complaints both before and after they are taken off; under 10 complaints or 20 cases of a rate nothing is said',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026: the days after the fix are counted up to its end',
    issue_id: 'improvement issue; empty for complaints without a fix',
    title: 'what the issue is called; null without a fix',
    stage: 'pilot, rolled_out, or none: complaints of the period that no fix was made for',
    measure: 'complaints of its cause and product, or the indicator that it is to improve',
    measure_zh: 'what the measure is called in Chinese',
    measure_en: 'the same in English',
    units: 'pilot units; empty: all for complaints, the responsible department for an indicator',
    control: 'control units; others: complaints about other causes and products; null without',
    before_from: 'first day before the fix',
    before_to: 'last day before its first stage',
    after_from: 'first day of the stage',
    after_to: 'last day that is counted',
    before: 'complaints, or the numerator of the indicator, before the fix',
    before_of: 'answered inbound contacts of the bank, or the denominator',
    after:
      'complaints or numerator after the fix; without a fix: complaints of the period that none was made for',
    after_of: 'contacts or denominator; without a fix: all complaints of the period',
    control_before: 'complaints or numerator of the control before the fix',
    control_before_of: 'contacts or denominator',
    control_after: 'complaints or numerator of the control after the fix',
    control_after_of: 'contacts or denominator',
    change: 'complaints: rate after / rate before; indicator: share after - share before',
    change_low: 'lower end of its 95 % interval (exact Poisson; Newcombe)',
    change_high: 'upper end',
    net: 'change / change of the control for complaints, change - change of the control for an indicator',
    net_low: 'lower end of its 95 % interval',
    net_high: 'upper end',
    p_value: 'two-sided p of net, without control of change',
    q_value: 'p adjusted for all that is judged in the period',
    expected_delta: 'change of the indicator that was expected, in its unit',
    verdict: 'improved, worsened, no_clear_change or too_few; no_fix without a fix',
  },
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |product_code|cause_code|times|note
        P1          |2026-02-03 09:00|resolved |B0205       |C07       |2    |上期 · the month before
        P2          |2026-03-03 09:00|open     |B0205       |C07       |3    |
        P3          |2026-03-04 09:00|withdrawn|B0301       |C01       |1    |撤诉也算收到 · withdrawn ones were received
        P4          |2026-03-05 09:00|duplicate|B0301       |C01       |1    |合并 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id in ('2026-03', '2026-Q1')",
    expect: [
      { period_id: '2026-03', stage: 'none', after: 4, after_of: 4, verdict: 'no_fix' },
      { period_id: '2026-Q1', stage: 'none', after: 6, after_of: 6, verdict: 'no_fix' },
    ],
    told: [
      {
        zh: '2026年3月收到投诉4件，其中4件的原因和产品当时还没有实施改进事项。',
        en: '2026-03: of 4 complaints received 4 concern causes and products for which no fix was in place.',
      },
    ],
    because: {
      zh: '没有登记改进事项，收到的投诉都没有对应的改进；3月收到4件（撤诉也算，合并不算），一季度6件。',
      en: 'No improvement issue is registered, so none of the complaints has a fix: 4 received in March (withdrawn ones too, merged ones not), 6 in the quarter.',
    },
  },
})
