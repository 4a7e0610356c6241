import type { Database } from '../../core/database.ts'
import { baselineDays } from '../alert-baselines.ts'
import { defineFinding } from '../define-finding.ts'
import { type Alert, findAlerts } from '../early-alerts.ts'
import { groupRows } from '../group-rows.ts'
import { compareRates } from '../statistics/rate-ratio.ts'
import { storeRows } from '../store-rows.ts'

/** A holiday counts as a Sunday, a working day at the weekend as a Friday. */
const days = `
  with complaints as (
    select received_on, unnest(['', 'cause=' || coalesce(cause_code, 'unknown'),
      'product=' || coalesce(product_code, 'unknown'),
      'department=' || coalesce(department_id, 'unknown')]) as slice,
    from marts.complaints where is_received
  ),
  days as (
    select unnest(generate_series(min(received_on), local_day(getvariable('as_of')) - 1,
      interval 1 day))::date as day,
    from complaints
  )
  select slices.slice, days.day,
    case when is_workday and isodow(days.day) > 5 then 5
      when not is_workday and isodow(days.day) <= 5 then 7 else isodow(days.day) end as weekday,
    count(received_on) as n,
  from days
  cross join (select distinct slice from complaints) slices
  left join complaints on received_on = days.day and complaints.slice = slices.slice
  left join reference.calendar on calendar.day = days.day
  group by all
  order by slices.slice, days.day`

interface Day {
  readonly [column: string]: unknown
  readonly slice: string
  readonly day: string
  readonly weekday: number
  readonly n: number
}

const columns = {
  alert_on: 'date',
  slice: 'varchar',
  rule: 'varchar',
  since: 'date',
  days: 'integer',
  n: 'bigint',
  expected: 'double',
  limit: 'bigint',
  ratio: 'double',
  ratio_low: 'double',
  ratio_high: 'double',
  p_value: 'double',
  q_value: 'double',
  place: 'integer',
}

async function compute(database: Database): Promise<string> {
  const slices = groupRows(await database.rows<Day>(days), ({ slice }) => slice)
  const whole = slices.find(([first]) => first?.slice === '') ?? []
  const alerts = findAlerts(
    slices.map((rows) => ({ slice: rows[0]?.slice ?? '', counts: rows.map(({ n }) => n) })),
    whole.map(({ n }) => n),
    whole.map(({ weekday }) => weekday),
  )
  const rows = alerts.map((alert) => alertRow(alert, whole))
  await storeRows(database, 'early_alerts', columns, rows)
  return 'select * from early_alerts order by alert_on, place'
}

function alertRow(alert: Alert, whole: readonly Day[]) {
  const { slice, day, rule, since, n, expected, limit, before, weight, p, q, place } = alert
  const compared = compareRates(
    { count: n, exposure: weight },
    { count: before, exposure: baselineDays },
  )
  return {
    alert_on: whole[day]?.day,
    slice,
    rule,
    since: whole[since]?.day,
    days: day - since + 1,
    n,
    expected,
    limit,
    ratio: compared?.ratio,
    ratio_low: compared?.interval.low,
    ratio_high: compared?.interval.high,
    p_value: p,
    q_value: q,
    place,
  }
}

const number = (value: string) => `printf('%.1f', ${value})`

const tells = `
  with alerts as (
    select period_type, period_id, early_warning.*,
      count(*) over of_slice as alerts,
      min(alert_on) over of_slice as first_on,
      row_number() over (of_slice order by p_value, alert_on) as place_of_slice,
      coalesce('，为其' || ${number('ratio')} || '倍（95%区间' || ${number('ratio_low')} || '至'
        || ${number('ratio_high')} || '）', '') as ratio_zh,
      coalesce(', ' || ${number('ratio')} || ' times (95 % interval ' || ${number('ratio_low')}
        || ' to ' || ${number('ratio_high')} || ')', '') as ratio_en,
    from findings.early_warning
    join finding_periods on alert_on between period_start and period_end
    window of_slice as (partition by period_type, period_id, slice)
  )
  select 'complaints' as metric, period_type, period_id, null as compared_with, slice, n,
    ratio as effect, 'ratio' as effect_unit, ratio_low as ci_low, ratio_high as ci_high,
    p_value, q_value, -log10(greatest(p_value, 1e-300)) as weight,
    '{period}{slice}投诉预警' || alerts || '次，首次在' || first_on || '；最强一次：'
      || case when days = 1 then since::varchar || '当日' else since || '至' || alert_on || '共' end
      || n || '件，预期' || ${number('expected')} || '件' || ratio_zh || '，超过界限' || "limit"
      || '件。' as sentence_zh,
    '{period}, {slice}: ' || alerts || case when alerts = 1 then ' alert' else ' alerts' end
      || ', the first on ' || first_on || '; the strongest: '
      || n || ' complaints ' || case when days = 1 then 'on ' || since
        else 'from ' || since || ' to ' || alert_on end
      || ', ' || ${number('expected')} || ' expected' || ratio_en || '; the limit is ' || "limit"
      || '.' as sentence_en,
  from alerts where place_of_slice = 1`

export default defineFinding({
  name: 'early_warning',
  title: { zh: '早期预警', en: 'Early warning' },
  question: {
    zh: '哪一天、哪类投诉多得不寻常，或在慢慢变多？',
    en: 'On which day were there unusually many complaints, or a slow rise, and of what?',
  },
  article: '14',
  method: {
    zh: '每日按原因、产品、部门与全行，与14天前止的8周比较（按工作日特征折算；节假日按周日，调休上班日按周五）：日均不足5件用泊松预测界限（千分之一，成批出现时按方差与均值之比放宽），5件以上另须超过同星期几的t界限（EARS）；缓慢上升用CUSUM（二千分之一，发现1倍、日均5件以上时半倍的上升）；同日全部检验经BH校正，q≤5%才预警，每日最多5条：无事件时至多每20天有1天误报',
    en: 'Per day for causes, products, departments and the bank against the 8 weeks that end 14 days before, weighted by weekday (a holiday is a Sunday, a working day at the weekend a Friday): Poisson prediction limit of 1 in 1,000 under 5 a day (wider by variance over mean where complaints come in clumps), from 5 on also the t limit of the same weekdays (EARS); slow rises by CUSUM (1 in 2,000, tuned to a doubling, from 5 a day to a half more); all tests of a day adjusted by Benjamini-Hochberg, q up to 5 %, at most five a day: without events a false alert on at most 1 day in 20',
  },
  version: 1,
  columns: {
    alert_on: 'local day that raised the alert',
    slice: 'cause=C07, product=B0205 or department=D02; empty for the whole bank',
    rule: 'day: this day alone; drift: a rise since an earlier day (CUSUM)',
    since: 'first day of the rise; alert_on for a single day',
    days: 'days from since to alert_on',
    n: 'complaints received in these days',
    expected: 'what the 8 weeks before would give in them',
    limit: 'the most that raises no alert',
    ratio: 'n / expected; null when none came before',
    ratio_low:
      'lower end of its exact 95 % interval; of a drift it is too narrow: its days were chosen',
    ratio_high: 'upper end; null when none came before',
    p_value: 'one-sided p of the day, or of the height of the CUSUM',
    q_value: 'p adjusted for all tests of the day',
    place: '1 is the clearest of the day, 5 the last',
  },
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |product_code|cause_code|department_id|times|note
        P1          |2025-12-01 09:00|resolved |-           |C01       |-            |1    |数据第一天 · first day of data
        P2          |2026-03-10 09:00|open     |B0205       |C07       |D02          |4    |前8周一件也没有 · none in the 8 weeks
        P3          |2026-03-11 09:00|withdrawn|B0205       |C07       |D02          |1    |不超过界限 · within the limit
        P4          |2026-03-12 09:00|duplicate|B0205       |C07       |D02          |4    |合并 · merged`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: 'true',
    expect: ['', 'cause=C07', 'product=B0205', 'department=D02'].map((slice, index) => ({
      alert_on: '2026-03-10',
      slice,
      rule: 'day',
      since: '2026-03-10',
      days: 1,
      n: 4,
      expected: 0,
      limit: 1,
      ratio: null,
      p_value: (1 / 57) ** 4,
      q_value: (14 / 4) * (1 / 57) ** 4,
      place: index + 1,
    })),
    told: [
      {
        zh: '2026年3月全行投诉预警1次，首次在2026-03-10；最强一次：2026-03-10当日4件，预期0.0件，超过界限1件。',
        en: '2026-03, the whole bank: 1 alert, the first on 2026-03-10; the strongest: 4 complaints on 2026-03-10, 0.0 expected; the limit is 1.',
      },
    ],
    because: {
      zh: '前8周56天没有投诉：x件及以上的概率为(1/57)的x次方，1件0.0175，2件0.0003，故界限为1件；4件为9.5e-8，7个分组两种检验共14项，4项相同，q＝p×14÷4。次日1件不预警，合并的不计。',
      en: 'None in the 56 days of the baseline: x or more have the probability (1/57)^x, 0.0175 for 1, 0.0003 for 2: the limit is 1. For 4 it is 9.5e-8; 7 slices and two rules are 14 tests, four alike: q = p × 14 / 4. One on the next day is no alert, merged ones do not count.',
    },
  },
})
