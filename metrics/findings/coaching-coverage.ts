import { defineFinding } from '../define-finding.ts'

/** Days within which coaching is to follow, and within which the next inspections are looked at. */
const days = { coached: 30, after: 90 }

const compute = `
  with failed as (
    select period_type, period_id, inspection_id, agent_id, department_id, total_score,
      inspected_on,
      min(coached_on) filter (where coached_on <= inspected_on + ${days.coached}) as coached_on,
    from marts.inspections
    join finding_windows on is_now and inspected_on between from_day and to_day
    left join reference.coaching using (inspection_id, agent_id)
    where not is_passed and inspected_on + ${days.coached} < local_day(getvariable('as_of'))
      and (coached_on is null or coached_on >= inspected_on)
    group by all
  ),
  followed as (
    select failed.*, avg(later.total_score order by later.inspection_id)
      - any_value(failed.total_score) as gain,
    from failed
    left join marts.inspections later
      on later.agent_id = failed.agent_id and later.is_sample
      and later.inspected_on > coalesce(coached_on, failed.inspected_on)
      and later.inspected_on <= failed.inspected_on + ${days.after}
    group by failed.period_type, failed.period_id, failed.inspection_id, failed.agent_id,
      failed.department_id, failed.total_score, failed.inspected_on, failed.coached_on
  ),
  counted as (
    select period_type, period_id, coalesce(department_id, 'unknown') as department,
      grouping(department_id) = 1 as is_bank,
      count(*) as n,
      count(coached_on) as coached,
      median(date_diff('day', inspected_on, coached_on)) as median_days,
      count(gain) filter (where coached_on is not null) as coached_seen,
      avg(gain order by inspection_id) filter (where coached_on is not null) as coached_gain,
      var_samp(gain order by inspection_id) filter (where coached_on is not null) as coached_variance,
      count(gain) filter (where coached_on is null) as others_seen,
      avg(gain order by inspection_id) filter (where coached_on is null) as others_gain,
      var_samp(gain order by inspection_id) filter (where coached_on is null) as others_variance,
    from followed
    group by grouping sets (
      (period_type, period_id), (period_type, period_id, department_id)
    )
  )
  select period_type, period_id, case when is_bank then 'all' else department end as department,
    n, coached, coached / n as share,
    wilson_low(coached, n) as ci_low, wilson_high(coached, n) as ci_high, median_days,
    coached_seen, coached_gain, others_seen, others_gain,
    coached_gain - others_gain as net_gain,
    case when coached_seen >= 5 and others_seen >= 5 then coached_gain - others_gain
      - 1.959963984540054 * sqrt(coached_variance / coached_seen + others_variance / others_seen)
      end as net_gain_low,
    case when coached_seen >= 5 and others_seen >= 5 then coached_gain - others_gain
      + 1.959963984540054 * sqrt(coached_variance / coached_seen + others_variance / others_seen)
      end as net_gain_high,
  from counted`

const tells = `
  select 'qa_pass_rate' as metric, period_type, period_id,
    case when department = 'all' then '' else 'department=' || department end as slice, n,
    share as effect, 'share' as effect_unit, ci_low, ci_high, n - coached as weight,
    '{period}{slice}质检不合格' || n || '次，' || ${days.coached} || '日内辅导' || coached || '次（'
      || printf('%.1f%%', 100 * share) || '）'
      || case when net_gain_low is null then '；复检太少，不比较效果。'
        else '；复检得分：辅导后提高' || printf('%.1f', coached_gain) || '分，未辅导者也提高'
          || printf('%.1f', others_gain) || '分（向均值回归），净效果'
          || case when net_gain_low > 0 then printf('%.1f', net_gain) || '分。'
            else '不明显。' end end as sentence_zh,
    '{period}, {slice}: ' || n || ' inspections failed, ' || coached || ' were followed by coaching within '
      || ${days.coached} || ' days (' || printf('%.1f%%', 100 * share) || ')'
      || case when net_gain_low is null then '; too few later inspections to compare.'
        else '; scores rose by ' || printf('%.1f', coached_gain) || ' after coaching and by '
          || printf('%.1f', others_gain) || ' without it (regression to the mean): '
          || case when net_gain_low > 0 then 'a net gain of ' || printf('%.1f', net_gain) || '.'
            else 'no clear net gain.' end end as sentence_en,
  from findings.coaching_coverage where n >= 5`

export default defineFinding({
  name: 'coaching_coverage',
  title: { zh: '不合格后的辅导', en: 'Coaching after failed inspections' },
  question: {
    zh: '质检不合格之后，有多少得到了辅导？辅导之后是否真的更好？',
    en: 'How many failed inspections were followed by coaching, and did it really help?',
  },
  article: '12',
  method: {
    zh: '不合格质检满30日后，看30日内有无对应辅导（威尔逊区间）；效果为90日内随机复检的得分变化，并与未辅导者相减：低分之后本会回升，只看辅导者会夸大效果；辅导不是随机安排的，差异不等于因果',
    en: 'Failed inspections at least 30 days old, coached within 30 days (Wilson); the effect is the change of score in random inspections of the following 90 days, less that of agents without coaching: a low score is followed by a higher one anyway; coaching is not given at random, so that the difference is no proof',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    department: 'department of the inspection; all is the bank',
    n: 'inspections of the period that were not passed, 30 days or more before the cut-off',
    coached: 'of those, followed by coaching of the agent on this inspection within 30 days',
    share: 'coached / n',
    ci_low: 'lower end of the Wilson interval of share',
    ci_high: 'upper end',
    median_days: 'median of days from inspection to coaching',
    coached_seen: 'coached ones with a random inspection after it, within 90 days of the first',
    coached_gain: 'mean change of their score, in points',
    others_seen: 'ones without coaching and with such an inspection',
    others_gain: 'mean change of their score: what happens without coaching',
    net_gain: 'coached_gain - others_gain',
    net_gain_low: 'lower end of its 95 % interval; null below 5 on either side',
    net_gain_high: 'upper end',
  },
  madeOf: [{ from: 'marts.inspections', on: 'inspected_on', after: days.after }],
  matures: days.coached,
  compute,
  tells,
  example: {
    given: {
      contacts: `
        contact_id
        K1`,
      inspections: `
        inspection_id | agent_id | inspected_at     | contact_at       | d1_score | d2_score | d3_score | d4_score | d5_score | department_id | sampling
        Q1            | A1       | 2026-03-02 10:00 | 2026-03-01 10:00 | 60       | 60       | 60       | 60       | 60       | D01           | random
        Q2            | A1       | 2026-03-20 10:00 | 2026-03-19 10:00 | 90       | 90       | 90       | 90       | 90       | D01           | random
        Q3            | A2       | 2026-03-03 10:00 | 2026-03-02 10:00 | 70       | 70       | 70       | 70       | 70       | D01           | targeted
        Q4            | A2       | 2026-03-25 10:00 | 2026-03-24 10:00 | 88       | 88       | 88       | 88       | 88       | D01           | random
        Q5            | A3       | 2026-03-04 10:00 | 2026-03-03 10:00 | 50       | 50       | 50       | 50       | 50       | D02           | random
        Q6            | A3       | 2026-03-31 10:00 | 2026-03-30 10:00 | 50       | 50       | 50       | 50       | 50       | D02           | random`,
      coaching: `
        coaching_id | agent_id | inspection_id | coached_on
        F1          | A1       | Q1            | 2026-03-10
        F2          | A3       | Q5            | 2026-05-04`,
    },
    asOf: '2026-04-20T00:00:00+08:00',
    where: `period_id = '2026-03'`,
    expect: [
      {
        department: 'all',
        n: 3,
        coached: 1,
        share: 1 / 3,
        median_days: 8,
        coached_seen: 1,
        coached_gain: 30,
        others_seen: 2,
        others_gain: 9,
        net_gain: 21,
        net_gain_low: null,
      },
      {
        department: 'D01',
        n: 2,
        coached: 1,
        share: 0.5,
        median_days: 8,
        coached_seen: 1,
        coached_gain: 30,
        others_seen: 1,
        others_gain: 18,
        net_gain: 12,
        net_gain_low: null,
      },
      {
        department: 'D02',
        n: 1,
        coached: 0,
        share: 0,
        median_days: null,
        coached_seen: 0,
        coached_gain: null,
        others_seen: 1,
        others_gain: 0,
        net_gain: null,
        net_gain_low: null,
      },
    ],
    because: {
      zh: '三月不合格4次，其中3月31日的一次未满30日不计。A1在8日后得到辅导，复检90分，提高30分；A2没有辅导也提高18分；A3的辅导在两个月后，不算，复检仍为50分。',
      en: 'Four inspections failed in March; that of the 31st is not 30 days old and waits. A1 was coached 8 days later and rose from 60 to 90; A2 rose by 18 without coaching; the coaching of A3 came two months later, which does not count, and the next score was 50 again.',
    },
  },
})
