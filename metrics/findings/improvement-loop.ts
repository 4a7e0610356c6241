import { defineFinding } from '../define-finding.ts'

const stalledAfter = 90

const compute = `
  with issues as (
    select issue_id, title, cause_code, product_code, process_step, department_id, owner, root_cause,
      pilot_units, control_units, indicator, expected_delta, opened_on, pilot_started_on,
      pilot_ended_on, rolled_out_on, verified_on,
    from reference.improvement_issues where status <> 'rejected'
  ),
  seen as (
    select period_type, period_id, least(period_end, local_day(getvariable('as_of'))) as seen_on,
      issues.*,
    from finding_periods
    join issues on opened_on <= period_end
    where coalesce(verified_on, period_start) >= period_start
  ),
  staged as (
    select *,
      case when verified_on <= seen_on then 'verified'
        when rolled_out_on <= seen_on then 'rolled_out'
        when pilot_ended_on <= seen_on then 'pilot_ended'
        when pilot_started_on <= seen_on then 'piloting'
        else 'raised' end as stage,
    from seen
  ),
  dated as (
    select *,
      case stage when 'verified' then verified_on when 'rolled_out' then rolled_out_on
        when 'pilot_ended' then pilot_ended_on when 'piloting' then pilot_started_on
        else opened_on end as since,
    from staged
  )
  select period_type, period_id, issue_id, title, cause_code as cause, product_code as product,
    process_step, department_id as department, owner, root_cause, pilot_units, control_units,
    indicator, expected_delta, stage, since, date_diff('day', since, seen_on) as days_in_stage,
    stage <> 'verified' and date_diff('day', since, seen_on) > ${stalledAfter} as is_stalled,
    opened_on, pilot_started_on, pilot_ended_on, rolled_out_on, verified_on,
  from dated`

const stages = [
  ['raised', '提出', 'raised'],
  ['piloting', '试点', 'being piloted'],
  ['pilot_ended', '试点结束', 'piloted'],
  ['rolled_out', '推广', 'rolled out'],
  ['verified', '验证', 'verified'],
] as const
const named = (column: 1 | 2) =>
  `case stage ${stages.map((each) => `when '${each[0]}' then '${each[column]}'`).join(' ')} end`

const tells = `
  select coalesce(indicator, 'complaints') as metric, period_type, period_id,
    'issue=' || issue_id as slice, 1 as n, days_in_stage as effect, 'days' as effect_unit,
    days_in_stage as weight,
    '改进事项“{slice}”（' || coalesce(owner, department, '无责任人') || '）自' || since || ${named(1)}
      || '后' || days_in_stage || '天没有进展。' as sentence_zh,
    'Improvement issue {slice} has been ' || ${named(2)} || ' since ' || since || ': '
      || days_in_stage || ' days without progress.' as sentence_en,
  from findings.improvement_loop where is_stalled`

export default defineFinding({
  name: 'improvement_loop',
  title: { zh: '改进事项进展', en: 'Progress of improvement' },
  question: {
    zh: '每个改进事项走到哪一步：提出、试点、推广、验证？哪些停住了？',
    en: 'How far is each improvement issue: raised, piloted, rolled out, verified? Which stand still?',
  },
  article: '14',
  method: {
    zh: `按事项各日期判断期末所处阶段；同一阶段超过${stalledAfter}天为停滞；不采纳的不列`,
    en: `The stage at the end of the period by the dates of the issue; more than ${stalledAfter} days in one stage is a standstill; rejected issues are left out`,
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id:
      '2026-09, 2026-Q3 or 2026; an issue is in every period from its first day to its last',
    issue_id: 'number of the issue',
    title: 'what is to be improved',
    cause: 'code of the cause of complaints that it is about',
    product: 'code of the product',
    process_step: 'step of the process',
    department: 'department that is responsible',
    owner: 'who owns it',
    root_cause: 'what was found behind the problem',
    pilot_units: 'units of the pilot, separated by commas',
    control_units: 'units that it is compared with',
    indicator: 'indicator that it is to improve',
    expected_delta: 'by how much',
    stage: 'raised, piloting, pilot_ended, rolled_out or verified, at the end of the period',
    since: 'first day of that stage',
    days_in_stage: 'days from then to the end of the period, at most to the cut-off',
    is_stalled: `not verified and more than ${stalledAfter} days in its stage`,
    opened_on: 'day on which it was raised',
    pilot_started_on: 'first day of the pilot',
    pilot_ended_on: 'last day of the pilot',
    rolled_out_on: 'day on which it was rolled out',
    verified_on: 'day on which its effect was verified',
  },
  compute,
  tells,
  example: {
    given: {
      contacts: `
        contact_id
        K1`,
      improvement_issues: `
        issue_id | title    | opened_on  | owner  | status   | pilot_started_on | pilot_ended_on | rolled_out_on | verified_on
        G1       | 扣费提醒 | 2025-11-01 | 产品室 | verified | 2025-12-01       | 2025-12-31     | 2026-01-10    | 2026-03-20
        G2       | 进度查询 | 2025-10-01 | 审批室 | raised   | 2026-03-12       | -              | -             | -
        G3       | 午间窗口 | 2025-12-01 | 运营岗 | analysed | -                | -              | -             | -
        G4       | 旧事项   | 2025-10-01 | 运营岗 | closed   | -                | -              | 2025-11-01    | 2026-02-27
        G5       | 换柜台   | 2025-10-01 | 运营岗 | rejected | -                | -              | -             | -`,
    },
    asOf: '2026-04-02T00:00:00+08:00',
    where: `period_id = '2026-03'`,
    expect: [
      { issue_id: 'G1', stage: 'verified', days_in_stage: 11, is_stalled: false },
      { issue_id: 'G2', stage: 'piloting', days_in_stage: 19, is_stalled: false },
      { issue_id: 'G3', stage: 'raised', days_in_stage: 120, is_stalled: true },
    ],
    told: [
      {
        zh: '改进事项“午间窗口”（运营岗）自2025-12-01提出后120天没有进展。',
        en: 'Improvement issue G3 has been raised since 2025-12-01: 120 days without progress.',
      },
    ],
    because: {
      zh: '三月末：G1于20日验证；G2试点19天；G3自十二月一日提出已120天；G4二月已验证，不再列；G5不采纳。',
      en: 'At the end of March G1 was verified on the 20th, G2 had been piloted for 19 days, G3 raised for 120; G4 was verified in February and is no longer listed; G5 was rejected.',
    },
  },
})
