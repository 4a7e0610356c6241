import type { Database } from '../../core/database.ts'
import { defineFinding } from '../define-finding.ts'
import { testShares } from '../share-tests.ts'

/** Hours from receipt to the first contact with the customer: code and names of the bands. */
const bands = [
  ['under_4h', '4小时内', 'within 4 hours', 'hours < 4'],
  ['4_24h', '4至24小时', '4 to 24 hours', 'hours < 24'],
  ['24_48h', '24至48小时', '24 to 48 hours', 'hours < 48'],
  ['over_48h', '48小时以上', '48 hours and more', 'hours is not null'],
  ['none', '尚未首次联系', 'no contact yet', 'true'],
] as const

const bandSql = `case ${bands.map(([code, , , rule]) => `when ${rule} then '${code}'`).join(' ')} end`

const counts = `
  with complaints as (
    select received_on, is_escalated, coalesce(cause_code, 'unknown') as cause,
      seconds_between(received_at, first_contact_at) / 3600 as hours,
    from marts.complaints
    where is_received and local_midnight(received_on + 31) <= getvariable('as_of')
  ),
  sliced as (
    select received_on, is_escalated, unnest(['', 'first_response=' || ${bandSql},
      'cause=' || cause, 'cause=' || cause || '|first_response=' || ${bandSql}]) as slice,
    from complaints
  ),
  counted as (
    select period_type, period_id, slice,
      count(*) filter (where is_escalated) as k,
      count(is_escalated) as n,
      count(*) filter (where is_escalated is null) as unknown_count,
    from finding_periods
    join sliced on received_on between period_start and period_end
    group by all
  )
  select (row_number() over ())::bigint as row, counted.*,
    counted.period_id || regexp_replace(counted.slice, '=[^|]*', '', 'g') as family,
    whole.k - counted.k as other_k, whole.n - counted.n as other_n,
  from counted
  join counted whole
    on whole.period_type = counted.period_type and whole.period_id = counted.period_id
    and whole.slice = case when counted.slice like '%|%' then split_part(counted.slice, '|', 1)
      else '' end`

async function compute(database: Database): Promise<string> {
  await database.run(`create or replace temp table escalation_counts as ${counts}`)
  await testShares(database, 'escalation_counts', 'escalation_tests')
  return `
    select period_type, period_id, slice, k, n, k / nullif(n, 0) as share,
      wilson_low(k, n) as ci_low, wilson_high(k, n) as ci_high, unknown_count,
      case when other_n > 0 then other_k / other_n end as elsewhere,
      case when n > 0 and other_n > 0 then k / n - other_k / other_n end as difference,
      case when n > 0 and other_n > 0 then newcombe_low(k, n, other_k, other_n) end
        as difference_low,
      case when n > 0 and other_n > 0 then newcombe_high(k, n, other_k, other_n) end
        as difference_high,
      p_value, q_value,
    from escalation_counts left join escalation_tests using (row)`
}

const percent = (value: string) => `printf('%.1f%%', 100 * ${value})`
const bandNames = (position: 1 | 2) =>
  `case split_part(slice, 'first_response=', 2) ${bands
    .map((band) => `when '${band[0]}' then '${band[position]}'`)
    .join(' ')} else '' end`

const tells = `
  with told as (
    select *, ${bandNames(1)} as band_zh, ${bandNames(2)} as band_en,
      slice = '' as is_bank, slice like 'cause=%' as has_cause,
    from findings.escalation_precursors
    where n >= 5 and (slice = '' or slice like 'first_response=%' and n >= 20 or q_value <= 0.05)
  )
  select 'escalation_rate' as metric, period_type, period_id, null as compared_with, slice, n,
    case when is_bank then share else difference end as effect, 'share' as effect_unit,
    case when is_bank then ci_low else difference_low end as ci_low,
    case when is_bank then ci_high else difference_high end as ci_high,
    p_value, q_value, case when is_bank then 1 else abs(difference) end as weight,
    '{period}' || case when band_zh = '' then '{slice}' when has_cause
        then '{slice}（首次联系' || band_zh || '）' else '首次联系' || band_zh || '的' end
      || '投诉升级或转办占' || ${percent('share')} || '（' || k || '/' || n || '，95%区间'
      || ${percent('ci_low')} || '至' || ${percent('ci_high')} || '）'
      || coalesce('，其余' || ${percent('elsewhere')} || '：'
        || case when coalesce(q_value, 1) > 0.05 then '无明显差异'
          when difference > 0 then '较高' else '较低' end, '') || '。' as sentence_zh,
    '{period}' || case when band_en = '' then ', {slice}' when has_cause
        then ', {slice} (first contact: ' || band_en || ')' else ', first contact ' || band_en end
      || ': escalated or forwarded ' || ${percent('share')} || ' (' || k || '/' || n
      || ', 95 % interval ' || ${percent('ci_low')} || ' to ' || ${percent('ci_high')} || ')'
      || coalesce(', the others ' || ${percent('elsewhere')} || ': '
        || case when coalesce(q_value, 1) > 0.05 then 'no clear difference'
          when difference > 0 then 'higher' else 'lower' end, '') || '.' as sentence_en,
  from told`

export default defineFinding({
  name: 'escalation_precursors',
  title: { zh: '升级投诉的前兆', en: 'What comes before an escalation' },
  question: {
    zh: '首次联系越晚、哪些原因的投诉，越容易升级或转办？',
    en: 'Do late first contacts, or which causes, go with more escalated or forwarded complaints?',
  },
  article: '14',
  method: {
    zh: '收到已满30天的投诉中升级或由外部转办的比例，按收到至首次联系的小时数与原因分组，附Wilson区间；与其余比较（原因内的时段与同一原因其余比较），BH校正；只描述、不归因：由外部转来的投诉在首次联系前已升级',
    en: 'Share escalated or forwarded among complaints received at least 30 days ago, by hours to the first contact and by cause, Wilson intervals; against the others (a band within a cause: against that cause), Benjamini-Hochberg; descriptive, no cause is claimed: what came through a higher body was escalated before any contact',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    slice: `first_response=${bands.map(([code]) => code).join(', ')} (hours to the first contact), cause=C07, or both; empty for the whole bank`,
    k: 'complaints that were escalated or forwarded, as known at the cut-off',
    n: 'complaints received at least 30 days before the cut-off that say whether they were',
    share: 'k / n',
    ci_low: 'lower end of its 95 % interval (Wilson)',
    ci_high: 'upper end',
    unknown_count: 'complaints that do not say; not in n',
    elsewhere: 'share among the others of the bank; of both, among the others of the cause',
    difference: 'share - elsewhere',
    difference_low: 'lower end of its 95 % interval (Newcombe)',
    difference_high: 'upper end',
    p_value: 'two-sided p that both are the same; null with fewer than 20 on a side',
    q_value: 'p adjusted for all slices of the same kind in the period',
  },
  madeOf: [{ from: 'marts.complaints', on: 'received_on' }],
  matures: 31,
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |first_contact_at|outcome  |is_escalated|cause_code|times|note
        P1          |2026-03-01 09:00|2026-03-01 10:00|open     |false       |C07       |3    |1小时 · 1 hour
        P2          |2026-03-01 09:00|2026-03-01 13:00|open     |true        |C07       |1    |整4小时属下一段 · exactly 4 hours: the next band
        P3          |2026-03-01 09:00|2026-03-04 09:00|withdrawn|true        |C01       |1    |72小时，撤诉也算收到 · withdrawn ones were received
        P4          |2026-03-01 09:00|-               |open     |false       |C01       |1    |尚未联系 · not contacted yet
        P5          |2026-03-01 09:00|2026-03-01 10:00|open     |-           |C01       |1    |是否升级不明 · not known
        P6          |2026-03-03 09:00|2026-03-03 10:00|open     |true        |C01       |1    |未满30天 · not 30 days ago`,
    },
    asOf: '2026-04-02T00:00:00+08:00',
    where: "period_id = '2026-03' and slice not like '%|%'",
    expect: [
      { slice: '', k: 2, n: 6, share: 0.333333, elsewhere: null, unknown_count: 1 },
      {
        slice: 'first_response=under_4h',
        k: 0,
        n: 3,
        share: 0,
        elsewhere: 0.666667,
        unknown_count: 1,
      },
      { slice: 'first_response=4_24h', k: 1, n: 1, share: 1, elsewhere: 0.2, unknown_count: 0 },
      { slice: 'first_response=over_48h', k: 1, n: 1, share: 1, elsewhere: 0.2, unknown_count: 0 },
      { slice: 'first_response=none', k: 0, n: 1, share: 0, elsewhere: 0.4, unknown_count: 0 },
      { slice: 'cause=C07', k: 1, n: 4, share: 0.25, elsewhere: 0.5, unknown_count: 0 },
      { slice: 'cause=C01', k: 1, n: 2, share: 0.5, elsewhere: 0.25, unknown_count: 1 },
    ],
    told: [
      {
        zh: '2026年3月全行投诉升级或转办占33.3%（2/6，95%区间9.7%至70.0%）。',
        en: '2026-03, the whole bank: escalated or forwarded 33.3% (2/6, 95 % interval 9.7% to 70.0%).',
      },
    ],
    because: {
      zh: '3月1日收到的到4月1日已满30天，3月3日的未满。知道是否升级的6件中升级2件：4小时内3件无，其余3件有2件。',
      en: 'What came on 1 March is 30 days old by the end of 31 March, what came on 3 March is not. Of 6 that say so 2 were escalated: none of 3 contacted within 4 hours, 2 of the other 3.',
    },
  },
})
