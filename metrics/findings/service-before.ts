import type { Database } from '../../core/database.ts'
import { defineFinding } from '../define-finding.ts'
import type { Scope } from '../scope.ts'
import { countServiceMonths, signals } from '../service-moments.ts'
import { testShares } from '../share-tests.ts'

const counts = `
  with counted as (
    select period_type, period_id, signal, cause is null as is_control, cause,
      grouping(cause) = 1 as is_bank, sum(k)::bigint as k, sum(n)::bigint as n,
    from finding_periods join ops.service_months on month between period_start and period_end
    group by grouping sets ((period_type, period_id, signal, cause is null),
      (period_type, period_id, signal, cause is null, cause))
  )
  select (row_number() over ())::bigint as row, cases.period_type, cases.period_id, cases.signal,
    case when cases.is_bank then '' else 'cause=' || cases.cause end as slice,
    cases.k, cases.n, coalesce(controls.k, 0) as other_k, coalesce(controls.n, 0) as other_n,
    cases.period_id || cases.is_bank as family,
  from counted cases
  left join counted controls
    on controls.period_type = cases.period_type and controls.period_id = cases.period_id
    and controls.signal = cases.signal and controls.is_control and controls.is_bank
  where not cases.is_control and (cases.is_bank or cases.n >= 20)`

async function compute(database: Database, scope: Scope): Promise<string> {
  await countServiceMonths(database, scope)
  await database.run(`create or replace temp table service_counts as ${counts}`)
  await testShares(database, 'service_counts', 'service_tests')
  return `
    select period_type, period_id, slice, signal, k, n, k / n as share,
      other_k, other_n, other_k / nullif(other_n, 0) as other_share,
      k / n - other_k / nullif(other_n, 0) as difference,
      case when other_n > 0 then newcombe_low(k, n, other_k, other_n) end as difference_low,
      case when other_n > 0 then newcombe_high(k, n, other_k, other_n) end as difference_high,
      p_value, q_value,
    from service_counts left join service_tests using (row)`
}

const percent = (value: string) => `printf('%.1f%%', 100 * ${value})`
const words = (kind: 'zh' | 'en') =>
  `case signal ${signals.map((each) => `when '${each.name}' then '${each[kind]}'`).join(' ')} end`

const tells = `
  select signal as metric, period_type, period_id, null as compared_with, slice, n,
    difference as effect, 'share' as effect_unit, difference_low as ci_low,
    difference_high as ci_high, p_value, q_value, abs(difference) as weight,
    '{period}{slice}投诉客户投诉前30天内曾' || ${words('zh')} || '的占' || ${percent('share')}
      || '（' || k || '/' || n || '），同期未投诉的来访客户占' || ${percent('other_share')} || '（'
      || other_k || '/' || other_n || '），相差' || printf('%+.1f', 100 * difference)
      || '个百分点（95%区间' || printf('%+.1f', 100 * difference_low) || '至'
      || printf('%+.1f', 100 * difference_high) || '）：'
      || case when q_value > 0.05 then '无明显差异' when difference > 0 then '较高' else '较低' end
      || '。' as sentence_zh,
    '{period}, {slice}: of customers with a complaint ' || ${percent('share')} || ' (' || k || '/'
      || n || ') ' || ${words('en')} || ' in the 30 days before it, of customers without one '
      || ${percent('other_share')} || ' (' || other_k || '/' || other_n || '): '
      || printf('%+.1f', 100 * difference) || ' points (95 % interval '
      || printf('%+.1f', 100 * difference_low) || ' to ' || printf('%+.1f', 100 * difference_high)
      || '), ' || case when q_value > 0.05 then 'no clear difference'
        when difference > 0 then 'higher' else 'lower' end || '.' as sentence_en,
  from findings.service_before
  where q_value is not null and (slice = '' or q_value <= 0.05)`

export default defineFinding({
  name: 'service_before',
  title: { zh: '投诉前的服务', en: 'The service before a complaint' },
  question: {
    zh: '投诉客户此前30天遇到的等候、转接、重复来电、工单重开、质检不合格和低评价，是否比未投诉客户多？',
    en: 'In the 30 days before, did customers who complain meet more waits, transfers, repeat contacts, reopened tickets, failed inspections or low ratings than others?',
  },
  article: '14',
  method: {
    zh: '投诉：收到前30天内有过来访的客户（该投诉自带的那次接触不计）；对照：同月按客户键散列抽取一天，其前30天内有过来访、前后各30天没有投诉（截至截止时点所知）的客户，每人每月一次，抽到的客户至多约有40万次来访；两边窗口等长；工单、质检（随机样本）、评价只在有工单、被检、有评价者中计；差值附Newcombe区间，BH校正；原因不少于20件才列；只描述先后，不证明因果',
    en: 'Complaints: customers with a contact in the 30 days before receipt, the contact that the complaint came from left out. Others: one day a month drawn by a hash of the customer key, a contact in the 30 days before it and no complaint in the 30 days before and after (as known at the cut-off); as many customers are drawn as have about 400,000 contacts at most. Windows are equally long; tickets, inspections (random sample) and ratings count among those who had one. Difference with Newcombe interval, Benjamini-Hochberg; causes from 20 cases. What came before is not yet a cause',
  },
  version: 2,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    slice: 'cause=C07 for causes with 20 cases or more; empty for the whole bank',
    signal: signals.map(({ name }) => name).join(', '),
    k: 'complaints of the period whose customer met it in the 30 days before',
    n: 'complaints of the period whose customer had a contact then, where it could be seen',
    share: 'k / n',
    other_k: 'customers without a complaint who met it in as many days; of all causes',
    other_n: 'customers without a complaint who had a contact, one day drawn in each month',
    other_share: 'other_k / other_n',
    difference: 'share - other_share',
    difference_low: 'lower end of its 95 % interval (Newcombe)',
    difference_high: 'upper end',
    p_value: 'two-sided p that both are the same; null with fewer than 20 on a side',
    q_value: 'p adjusted for all signals of the period, causes apart from the bank',
  },
  compute,
  tells,
  example: {
    given: {
      contacts: `
        contact_id|started_at         |answered_at        |customer_id|is_transferred|note
        C1        |2026-03-05 10:00:00|2026-03-05 10:00:45|K1         |true          |投诉前5天，等候45秒 · 5 days before, 45 s
        C2        |2026-03-06 10:00:00|2026-03-06 10:00:05|K2         |false         |
        C3        |2026-03-10 10:00:00|2026-03-10 10:00:45|K3         |true          |投诉自带 · the complaint came from it
        C4        |2026-02-27 10:00:00|2026-02-27 10:00:05|K4         |false         |3月每天之前30天都有来访 · a contact before every day of March
        C5        |2026-03-20 10:00:00|2026-03-20 10:00:05|K4         |false         |
        C6        |2026-02-27 10:00:00|2026-02-27 10:00:05|K5         |true          |
        C7        |2026-03-20 10:00:00|2026-03-20 10:00:05|K5         |true          |
        C8        |2026-02-27 10:00:00|2026-02-27 10:00:05|K6         |false         |
        C9        |2026-03-20 10:00:00|2026-03-20 10:00:05|K6         |false         |`,
      complaints: `
        complaint_id|received_at     |outcome|customer_id|contact_id|cause_code
        P1          |2026-03-10 09:00|open   |K1         |-         |C01
        P2          |2026-03-12 09:00|open   |K2         |-         |C01
        P3          |2026-03-10 11:00|open   |K3         |C3        |C01
        P4          |2026-03-10 11:00|open   |-          |-         |C01`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03'",
    expect: [
      { slice: '', signal: 'long_wait', k: 1, n: 2, share: 0.5, other_k: 0, other_n: 3 },
      { slice: '', signal: 'transferred', k: 1, n: 2, share: 0.5, other_k: 1, other_n: 3 },
      { slice: '', signal: 'repeat_contact', k: 0, n: 2, share: 0, other_k: 0, other_n: 3 },
    ],
    told: [],
    because: {
      zh: 'P1、P2的客户此前来访过；P3只有投诉自带的一次，P4客户未知，都不比。K4至K6在3月任何一天之前30天内都有来访且无投诉，3人中K5被转接。',
      en: 'The customers of P1 and P2 had a contact before; P3 has only the one it came from, P4 no customer. K4 to K6 had a contact in the 30 days before any day of March and no complaint: K5 of the three was transferred.',
    },
  },
})
