import { literal } from '../core/sql.ts'

/**
 * What a good analyst would write by hand over the landing tables, without staging, marts or
 * lineage: one wide table of counts per day and group for each subject, summed up to months,
 * quarters and years. No excluded, unknown or immature counts, no intervals, targets or comparisons.
 */
export interface Subject {
  readonly name: string
  readonly groups: readonly string[]
  /** Temporary tables that it needs. */
  readonly before: readonly string[]
  /** Rows with `day`, a column per group, and flags. */
  readonly rows: string
  /** Indicator → SQL of numerator and denominator. */
  readonly counts: Readonly<Record<string, readonly [numerator: string, denominator: string]>>
}

const groupsOfContacts = ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason']
const groupsOfCases = ['channel', 'department', 'team', 'agent']
const groupsOfComplaints = ['channel', 'department', 'team', 'agent', 'branch', 'product', 'cause']
const count = (condition: string) => `count(*) filter (where ${condition})`
const local = (instant: string) => `(${instant} + interval 8 hour)::date`
const staff = `coalesce(department_id, 'unknown') as department, team_id as team, agent_id as agent`
const cutOff = `timestamp '2026-10-08 01:00:00'`

const offered = (rows: string) => `${rows} and is_offered`
const queue = `channel in ('phone', 'video', 'branch_desk')`
const voice = `channel in ('phone', 'video')`
const text = `channel in ('web_chat', 'app_chat', 'wechat')`
const rate = (numerator: string, denominator: string) =>
  [count(`${denominator} and ${numerator}`), count(denominator)] as const
const mean = (value: string, rows: string) =>
  [
    `coalesce(sum(${value}) filter (where ${rows}), 0)`,
    count(`${rows} and ${value} is not null`),
  ] as const

const contacts: Subject = {
  name: 'contacts',
  groups: groupsOfContacts,
  before: [
    `create temp table surveyed as select distinct contact_id from landing.surveys
      where contact_id is not null and invited_at <= ${cutOff}`,
  ],
  rows: `select ${local('started_at')} as day, channel, ${staff}, branch_id as branch,
      coalesce(product_code, 'unknown') as product, coalesce(reason_code, 'unknown') as reason,
      outcome, outcome = 'answered' as is_answered, direction = 'inbound' as is_inbound,
      requested_agent, coalesce(is_test, false) as is_test, surveyed.contact_id is not null as is_surveyed,
      direction = 'inbound' and requested_agent and not coalesce(is_test, false)
        and outcome in ('answered', 'abandoned')
        and not (outcome = 'abandoned' and coalesce(epoch_us(ended_at) - epoch_us(started_at)
          < case when ${text} then 10000000 when ${queue} then 5000000 end, false)
          and not (${text} and first_response_at is not null)) as is_offered,
      (epoch_us(answered_at) - epoch_us(started_at)) / 1e6 as wait,
      (epoch_us(first_response_at) - epoch_us(started_at)) / 1e6 as response,
      talk_seconds as talk, talk_seconds + hold_seconds + wrap_seconds as handle
    from landing.contacts
    left join (select agent_id, team_id from reference.agents) using (agent_id)
    left join surveyed using (contact_id)
    where started_at <= ${cutOff}`,
  counts: {
    connect_rate: rate('is_answered', offered(queue)),
    abandon_rate: rate('not is_answered', offered(queue)),
    connect_rate_gross: rate(
      'is_answered',
      `${queue} and is_inbound and requested_agent and not is_test`,
    ),
    service_level_20s: rate(
      'is_answered and wait <= 20',
      `${offered(voice)} and (not is_answered or wait is not null)`,
    ),
    asa_seconds: mean('wait', `${offered(voice)} and is_answered`),
    avg_talk_seconds: mean('talk', `${offered(voice)} and is_answered`),
    aht_seconds: mean('handle', `${offered(voice)} and is_answered`),
    avg_first_response_seconds: mean('response', `${offered(text)} and is_answered`),
    response_rate: rate(
      'coalesce(response <= 30, false)',
      `${offered(text)} and (not is_answered or response is not null)`,
    ),
    self_service_rate: rate(`outcome = 'contained'`, 'is_inbound and not is_test'),
    survey_invite_rate: rate('is_surveyed', 'is_inbound and is_answered and not is_test'),
  },
}

const needs: Subject = {
  name: 'needs',
  groups: groupsOfContacts,
  before: [
    `create temp table visits as
      select day, channel, department, team, agent, branch, product, reason, started_at,
        epoch_us(started_at) - epoch_us(lag(started_at) over need) as since,
        epoch_us(lead(started_at) over need) - epoch_us(started_at) as until,
        epoch_us(${cutOff}) - epoch_us(started_at) as age
      from (
        select ${local('started_at')} as day, channel, ${staff}, branch_id as branch,
          coalesce(product_code, 'unknown') as product, reason_code as reason, started_at, contact_id,
          customer_key, coalesce('group ' || reason_group, 'reason ' || reason_code) as topic
        from landing.contacts
        left join (select agent_id, team_id from reference.agents) using (agent_id)
        left join reference.contact_reasons using (reason_code)
        where started_at <= ${cutOff} and direction = 'inbound' and outcome = 'answered'
          and not coalesce(is_test, false) and customer_key is not null and reason_code is not null
      )
      window need as (partition by customer_key, topic order by started_at, contact_id)`,
  ],
  rows: 'from visits',
  counts: Object.fromEntries([
    ...[
      ['fcr_24h_rate', 86_400_000_000],
      ['fcr_rate', 604_800_000_000],
      ['fcr_30d_rate', 2_592_000_000_000],
    ].map(([name, window]) => [
      name,
      rate(
        `coalesce(until > ${window}, true)`,
        `coalesce(since > ${window}, true) and age >= ${window}`,
      ),
    ]),
    ['repeat_contact_rate_7d', rate('coalesce(since <= 604800000000, false)', 'true')],
  ]),
}

const surveys: Subject = {
  name: 'surveys',
  groups: groupsOfCases,
  before: [],
  rows: `select ${local('coalesce(contacts.started_at, invited_at)')} as day, answers.channel,
      coalesce(answers.department_id, 'unknown') as department, team_id as team, answers.agent_id as agent,
      delivered, scale, rating, nps_score, is_resolved,
      in_time and (answers.contact_id is null or place = 1) as is_valid,
    from (
      select *, row_number() over (partition by contact_id, in_time
        order by responded_at desc, survey_id desc) as place
      from (
        select *, coalesce(delivered and responded_at <= ${cutOff}
          and epoch_us(responded_at) - epoch_us(invited_at) between 0 and 259200000000, false) as in_time
        from landing.surveys where invited_at <= ${cutOff}
      )
    ) answers
    left join landing.contacts using (contact_id)
    left join (select agent_id, team_id from reference.agents) agents on agents.agent_id = answers.agent_id
    where not coalesce(contacts.is_test, false)`,
  counts: {
    csat_top2_rate: rate('rating >= 4', 'is_valid and scale = 5 and rating is not null'),
    dissat_rate: rate('rating <= 2', 'is_valid and scale = 5 and rating is not null'),
    csat_mean: mean('rating', 'is_valid and scale = 5'),
    survey_response_rate: rate('is_valid', 'delivered'),
    nps: [
      `${count('is_valid and nps_score >= 9')} - ${count('is_valid and nps_score <= 6')}`,
      count('is_valid and nps_score is not null'),
    ],
    fcr_survey_rate: rate('is_resolved', 'is_valid and is_resolved is not null'),
  },
}

const tickets: Subject = {
  name: 'tickets',
  groups: groupsOfCases,
  before: [],
  rows: `select ${local('opened_at')} as day, channel, coalesce(tickets.department_id, 'unknown') as department,
      team_id as team, agent_id as agent, resolved_at_first_contact as is_known,
      resolved_at_first_contact and (reopened_at is null or reopened_at > ${cutOff})
        and coalesce(reopen_count, 0) = 0 and coalesce(bounce_count, 0) = 0 as is_solved
    from landing.tickets left join (select agent_id, team_id from reference.agents) using (agent_id)
    where opened_at <= ${cutOff} and status <> 'cancelled'`,
  counts: { fcr_ticket_rate: rate('is_solved', 'is_known is not null') },
}

const inspections: Subject = {
  name: 'inspections',
  groups: groupsOfCases,
  before: [],
  rows: `select ${local('contact_at')} as day, channel, coalesce(inspections.department_id, 'unknown')
        as department, team_id as team, agent_id as agent,
      d1_score as d1, d2_score as d2, d3_score as d3, d4_score as d4, d5_score as d5,
      critical_error_count = 0 as is_free,
      case when critical_error_count > 0 and coalesce(d1_score, d2_score, d3_score, d4_score, d5_score)
          is not null then 0
        else list_sum([10 * d1_score, 25 * d2_score, 25 * d3_score, 20 * d4_score, 20 * d5_score])
          / nullif(list_sum([10 * (d1_score - d1_score + 1), 25 * (d2_score - d2_score + 1),
            25 * (d3_score - d3_score + 1), 20 * (d4_score - d4_score + 1), 20 * (d5_score - d5_score + 1)]), 0)
        end as total
    from landing.inspections left join (select agent_id, team_id from reference.agents) using (agent_id)
    where contact_at <= ${cutOff} and inspected_at <= ${cutOff} and sampling = 'random'
      and coalesce(is_valid, true)`,
  counts: {
    qa_pass_rate: rate('total >= 85 - 1e-9', 'total is not null'),
    qa_critical_free_rate: rate('is_free', 'true'),
    qa_score_mean: mean('total', 'true'),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`qa_d${n}_mean`, mean(`d${n}`, 'true')])),
  },
}

const cases = (
  day: string,
) => `select ${day} as day, channel, coalesce(complaints.department_id, 'unknown')
      as department, team_id as team, agent_id as agent, branch_id as branch,
      coalesce(product_code, 'unknown') as product, coalesce(cause_code, 'unknown') as cause, outcome,
      case when closed_at <= ${cutOff} then ${local('closed_at')} end as closed_on,
      ${local('received_at')} + limit_days::integer as due_on, closed_at, reopened_at, is_escalated,
      due_on < ${local(cutOff)} as is_final, outcome <> 'withdrawn' as is_valid
    from landing.complaints left join (select agent_id, team_id from reference.agents) using (agent_id)
    where received_at <= ${cutOff} and outcome not in ('duplicate', 'transferred_out')
      and duplicate_of is null`
const timely = 'coalesce(closed_on <= due_on, false)'

const received: Subject = {
  name: 'received',
  groups: groupsOfComplaints,
  before: [],
  rows: cases(local('received_at')),
  counts: {
    escalation_rate: rate('is_escalated', 'is_escalated is not null'),
    complaint_resolution_rate: rate(`closed_on is not null and outcome = 'resolved'`, 'is_valid'),
    complaint_timely_cohort_rate: rate(timely, 'is_valid and is_final'),
  },
}

const due: Subject = {
  name: 'due',
  groups: groupsOfComplaints,
  before: [],
  rows: cases(`${local('received_at')} + limit_days::integer`),
  counts: { complaint_timely_rate: rate(timely, 'is_valid and is_final') },
}

const closed: Subject = {
  name: 'closed',
  groups: groupsOfComplaints,
  before: [],
  rows: `from (${cases(`case when closed_at <= ${cutOff} then ${local('closed_at')} end`)}) where day is not null and is_valid`,
  counts: {
    complaint_timely_closed_rate: rate(timely, 'true'),
    complaint_resolution_closed_rate: rate(`outcome = 'resolved'`, `outcome <> 'open'`),
    complaint_reopen_rate: rate(
      `coalesce(reopened_at <= ${cutOff} and epoch_us(reopened_at) - epoch_us(closed_at) between 0 and 2592000000000, false)`,
      `epoch_us(${cutOff}) - epoch_us(closed_at) >= 2592000000000`,
    ),
  },
}

export const subjects: readonly Subject[] = [
  contacts,
  needs,
  surveys,
  tickets,
  inspections,
  received,
  due,
  closed,
]

/** Day, group and counts of a subject: one table per kind of period. */
export function countStatements({
  name,
  groups,
  before,
  rows,
  counts,
}: Subject): readonly string[] {
  const columns = Object.entries(counts).flatMap(([indicator, [numerator, denominator]]) => [
    `${numerator} as ${indicator}_n`,
    `${denominator} as ${indicator}_d`,
  ])
  const roll = (type: string) => `create table ${name}_${type} as
    select date_trunc('${type}', day)::date as day, grouped_by, group_id,
      sum(columns(* exclude (day, grouped_by, group_id))) from ${name}_day group by all`
  return [
    ...before,
    `create table ${name}_day as
      select day, ${groupNames(groups)}, ${columns.join(', ')} from (${rows})
      group by grouping sets ((day), ${groups.map((group) => `(day, ${group})`).join(', ')})`,
    roll('month'),
    roll('quarter'),
    roll('year'),
  ]
}

/** Medians and 90 % quantiles, exact, for each kind of period: `quantile_cont` in grouping sets. */
export function quantileStatements(): readonly string[] {
  const { groups, rows } = contacts
  return [
    `create temp table waits as select day, ${groups.join(', ')},
      case when ${voice} then handle end as aht, case when ${text} then response end as response
      from (${rows}) where is_offered and is_answered and (${voice} or ${text})`,
    ...['day', 'month', 'quarter', 'year'].map(
      (type) => `create table quantiles_${type} as
        select period as day, ${groupNames(groups)}, count(aht) as aht_d, count(response) as response_d,
          quantile_cont(aht, [0.5, 0.9]) as aht, quantile_cont(response, [0.5, 0.9]) as response
        from (select *, date_trunc(${literal(type)}, day)::date as period from waits)
        group by grouping sets ((period), ${groups.map((group) => `(period, ${group})`).join(', ')})`,
    ),
  ]
}

function groupNames(groups: readonly string[]): string {
  const named = groups.map((group) => `when grouping(${group}) = 0 then ${literal(group)}`)
  const ids = groups.map((group) => `when grouping(${group}) = 0 then ${group}`)
  return `case ${named.join(' ')} else 'all' end as grouped_by, case ${ids.join(' ')} else 'all' end as group_id`
}
