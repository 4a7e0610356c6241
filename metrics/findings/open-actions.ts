import { defineFinding } from '../define-finding.ts'

const compute = `
  with counted as (
    select period_type, period_id, cause, count(*) as n,
      sum(count(*)) over (partition by period_type, period_id) as total,
      row_number() over (
        partition by period_type, period_id order by cause = 'unknown', count(*) desc, cause
      ) as position,
    from finding_complaints where is_now and is_valid
    group by period_type, period_id, cause
  ),
  main_causes as (
    select counted.*, least(period_end, local_day(getvariable('as_of'))) as seen_on,
    from counted join finding_periods using (period_type, period_id)
    where position <= 10 and cause <> 'unknown'
  ),
  issues as (
    select *,
      case when status = 'closed' then coalesce(verified_on, rolled_out_on, opened_on)
        else verified_on end as settled_on,
    from reference.improvement_issues
    where status <> 'rejected'
  ),
  matched as (
    select main_causes.*, issues.* exclude (cause_code, department_id, status, note),
      case when issue_id is null then 'none'
        when settled_on <= seen_on then 'settled' else 'open' end as state,
      case when rolled_out_on <= seen_on then 'rolled_out'
        when pilot_ended_on <= seen_on then 'pilot_ended'
        when pilot_started_on <= seen_on then 'piloting'
        else 'raised' end as stage,
      row_number() over (
        partition by period_type, period_id, cause
        order by issue_id is not null and not coalesce(settled_on <= seen_on, false) desc,
          opened_on desc, issue_id
      ) as choice,
    from main_causes
    left join issues on cause_code = cause and opened_on <= seen_on
  )
  select period_type, period_id, position, cause, n, n / total as share, state as action,
    issue_id, title as issue, owner,
    case when state = 'open' then stage end as stage,
    case when state = 'open' then date_diff('day', opened_on, seen_on) end as days_open,
    settled_on,
  from matched where choice = 1`

const tells = `
  select 'complaints' as metric, period_type, period_id, 'cause=' || cause as slice, n,
    share as effect, 'share' as effect_unit, n as weight,
    '{period}投诉第' || position || '位的原因“{slice}”（' || n || '件，占'
      || printf('%.1f%%', 100 * share) || '）'
      || case action when 'settled' then '在改进事项“' || issue || '”办结后再无进行中的措施。'
        else '没有改进事项。' end as sentence_zh,
    'No. ' || position || ' of the causes of {period}, {slice} (' || n || ' complaints, '
      || printf('%.1f%%', 100 * share) || '), has no open action'
      || case action when 'settled' then ' since ' || issue_id || ' was settled.' else '.' end
      as sentence_en,
  from findings.open_actions where action <> 'open' and n >= 5`

export default defineFinding({
  name: 'open_actions',
  title: { zh: '主要原因的改进措施', en: 'Actions on the main causes' },
  question: {
    zh: '前十位投诉原因中，哪些有进行中的改进事项，哪些没有？',
    en: 'Which of the ten main causes have an open action, and which have none?',
  },
  article: '14',
  method: {
    zh: '前十位原因（有效投诉，按件数，同数按编码）与期末时点的改进事项按原因对照；不采纳的不算',
    en: 'The ten causes with most valid complaints beside the improvement issues of the same cause as they stood at the end of the period; rejected issues do not count',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    position: '1 is the cause with most valid complaints; unknown causes have no position',
    cause: 'code of the cause',
    n: 'valid complaints of this cause, received in the period',
    share: 'of all valid complaints of the period, unknown causes included',
    action: 'open, settled (there was one, verified or closed) or none, at the end of the period',
    issue_id: 'the issue meant: an open one before a settled one, the newest first',
    issue: 'its title',
    owner: 'who owns it',
    stage: 'of an open issue: raised, piloting, pilot_ended or rolled_out',
    days_open: 'of an open issue: days since it was raised',
    settled_on: 'day on which the issue was or will have been verified; null while it is not known',
  },
  madeOf: [{ from: 'marts.complaints', on: 'received_on' }],
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id | received_at      | outcome | cause_code | times
        C1           | 2026-03-03 10:00 | open    | C07        | 6
        C2           | 2026-03-04 10:00 | open    | C03        | 3
        C3           | 2026-03-05 10:00 | open    | C01        | 5
        C4           | 2026-03-06 10:00 | open    | -          | 6`,
      improvement_issues: `
        issue_id | title    | opened_on  | cause_code | status      | pilot_started_on | rolled_out_on | verified_on
        G1       | 扣费提醒 | 2025-11-01 | C07        | verified    | 2025-12-01       | 2026-01-10    | 2026-03-20
        G2       | 进度查询 | 2026-02-09 | C03        | piloting    | 2026-03-02       | -             | -
        G3       | 换柜台   | 2026-02-01 | C01        | rejected    | -                | -             | -
        G4       | 午间窗口 | 2026-04-01 | C01        | raised      | -                | -             | -`,
    },
    asOf: '2026-04-02T00:00:00+08:00',
    where: `period_id = '2026-03'`,
    expect: [
      {
        position: 1,
        cause: 'C07',
        n: 6,
        share: 0.3,
        action: 'settled',
        issue_id: 'G1',
        stage: null,
        days_open: null,
      },
      {
        position: 2,
        cause: 'C01',
        n: 5,
        share: 0.25,
        action: 'none',
        issue_id: null,
        stage: null,
        days_open: null,
      },
      {
        position: 3,
        cause: 'C03',
        n: 3,
        share: 0.15,
        action: 'open',
        issue_id: 'G2',
        stage: 'piloting',
        days_open: 50,
      },
    ],
    because: {
      zh: '三月有效投诉20件，原因未知的6件不排位。C07的事项3月20日已验证；C01的一项不采纳、一项四月才提出，等于没有；C03的事项2月9日提出，到3月31日50天，试点中。',
      en: '20 valid complaints in March; the 6 of unknown cause have no position. The issue of C07 was verified on 20 March; of C01 one was rejected and one raised in April, so there is none; that of C03 was raised on 9 February, 50 days before 31 March, and is being piloted.',
    },
  },
})
