/** Invented rows for the build bench, as SQL straight into landing: N contacts, the rest in proportion. */

export const benchDays = 700
export const lastDay = '2026-09-30'
/** Eight days after the last one, so that most cases are final and some are not. */
export const benchCutOff = '2026-10-08T09:00:00+08:00'
/** The past day of which a second delivery comes late. */
export const lateDay = '2026-08-19'

const firstDay = `date '${lastDay}' - ${benchDays - 1}`

/** A piece of the data: contacts numbered from `from` up to `to`, and what belongs to them. */
export interface Piece {
  readonly from: number
  readonly to: number
  /** All contacts of the data, by which the numbers are spread over days. */
  readonly contacts: number
  /** The one day of a late delivery; without it, days follow each other. */
  readonly day?: string
}

/** Agents of a bank of so many contacts; teams, branches and customers follow from the same number. */
export function staff(contacts: number) {
  const agents = Math.max(20, Math.round(contacts / 25_000))
  return {
    agents,
    teams: Math.ceil(agents / 16),
    branches: Math.ceil(agents / 3),
    customers: Math.ceil(contacts / 8),
  }
}

/** Statements that make the macros which the inserts below use; they leave with the connection. */
export function macros({ contacts, day }: Piece): string {
  const { agents, branches, customers } = staff(contacts)
  const dayOf =
    day === undefined
      ? `(${firstDay} + (n * ${benchDays} // ${contacts})::integer)`
      : `date '${day}'`
  const pick = (name: string, salt: number, count: number) =>
    `create or replace temp macro ${name}(n) as (hash(n * 64 + ${salt}) % ${count})::bigint`
  return [
    pick('dice', 1, 1000),
    pick('other_dice', 2, 1000),
    pick('third_dice', 3, 1000),
    pick('second_of_day', 4, 46_800),
    pick('agent_number', 5, agents),
    pick('branch_number', 6, branches),
    pick('customer_number', 7, customers),
    pick('reason_number', 8, 32),
    pick('department_number', 9, 7),
    pick('wait', 10, 90),
    pick('talk', 11, 600),
    pick('wrap', 12, 120),
    `create or replace temp macro instant(n) as
      ${dayOf}::timestamp + interval 28800 second + to_seconds(second_of_day(n)) - interval 8 hour`,
    `create or replace temp macro channel(n) as case when dice(n) < 450 then 'phone'
      when dice(n) < 650 then 'app_chat' when dice(n) < 730 then 'web_chat'
      when dice(n) < 830 then 'wechat' when dice(n) < 900 then 'bot'
      when dice(n) < 960 then 'branch_desk' when dice(n) < 970 then 'video'
      when dice(n) < 990 then 'email' else 'sms' end`,
    `create or replace temp macro is_served(n) as channel(n) <> 'bot' and other_dice(n) < 900`,
    `create or replace temp macro agent(n) as 'A' || (10000 + agent_number(n))`,
    `create or replace temp macro department(n) as 'D0' || department_number(n)`,
    `create or replace temp macro customer(n) as
      case when third_dice(n) >= 50 then md5('customer ' || customer_number(n)) end`,
    `create or replace temp macro product(n) as
      (select list(product_code order by product_code) from reference.products)[1 + third_dice(n) % 52]`,
  ].join(';\n')
}

/** One statement per landing table. `fileOf` is SQL for the file of a row, by its number `n`. */
export function inserts({ from, to }: Piece, fileOf: string): readonly string[] {
  const every = (step: number) => `range(${from}, ${to}, ${step}) rows(n)`
  const lineage = `${fileOf} as _file_id, n + 1 as _row, timestamp '2026-10-08 00:00:00' as _loaded_at`
  return [
    `insert into landing.contacts by name select 'CT' || (1000000000 + n) as contact_id,
      channel(n) as channel, case when third_dice(n) % 20 = 0 then 'outbound' else 'inbound' end as direction,
      instant(n) as started_at, channel(n) <> 'bot' as requested_agent,
      case when is_served(n) then instant(n) + to_seconds(wait(n)) end as answered_at,
      case when is_served(n) and channel(n) in ('app_chat', 'web_chat', 'wechat')
        then instant(n) + to_seconds(wait(n) // 2 + 2) end as first_response_at,
      instant(n) + to_seconds(wait(n) + talk(n) + 30) as ended_at,
      case when is_served(n) then 'answered' when channel(n) = 'bot' then 'contained'
        when other_dice(n) < 980 then 'abandoned' else 'callback_requested' end as outcome,
      case when is_served(n) and other_dice(n) <> 7 then talk(n) + 30 end as talk_seconds,
      case when is_served(n) then talk(n) % 40 end as hold_seconds,
      case when is_served(n) then wrap(n) end as wrap_seconds,
      other_dice(n) % 16 = 0 as is_transferred, other_dice(n) = 1 as is_test,
      case when is_served(n) then agent(n) end as agent_id, department(n) as department_id,
      case when channel(n) = 'branch_desk' then 'B' || (1000 + branch_number(n)) end as branch_id,
      customer(n) as customer_key,
      case when dice(n) % 50 <> 0 then 'R' || lpad((1 + reason_number(n))::varchar, 2, '0') end as reason_code,
      case when dice(n) % 3 <> 0 then product(n) end as product_code,
      instant(n) + interval 1 hour as updated_at, ${lineage} from ${every(1)}`,
    `insert into landing.tickets by name select 'TK' || (1000000000 + n) as ticket_id,
      'CT' || (1000000000 + n) as contact_id, customer(n) as customer_key, channel(n) as channel,
      'normal' as priority, department(n) as department_id, agent(n) as agent_id,
      instant(n) + interval 5 minute as opened_at, instant(n) + interval 2 day as resolved_at,
      case when other_dice(n) % 20 = 0 then 1 else 0 end as reopen_count, 0 as bounce_count,
      case when other_dice(n) % 10 <> 0 then other_dice(n) % 3 = 0 end as resolved_at_first_contact,
      'closed' as status, ${lineage} from ${every(10)}`,
    `insert into landing.surveys by name select 'SV' || (1000000000 + n) as survey_id,
      'CT' || (1000000000 + n) as contact_id, customer(n) as customer_key, channel(n) as channel,
      'sms' as method, instant(n) + interval 1 hour as invited_at, other_dice(n) % 10 <> 0 as delivered,
      case when third_dice(n) % 4 = 0 then instant(n) + interval 5 hour end as responded_at,
      case when third_dice(n) % 4 = 0 then 5 end as scale,
      case when third_dice(n) % 4 = 0 then 1 + talk(n) % 5 end as rating,
      case when third_dice(n) % 8 = 0 then talk(n) % 11 end as nps_score,
      case when third_dice(n) % 4 = 0 then wrap(n) % 4 <> 0 end as is_resolved,
      agent(n) as agent_id, department(n) as department_id, ${lineage} from ${every(3)}`,
    `insert into landing.complaints by name select 'CP' || (1000000000 + n) as complaint_id,
      customer(n) as customer_key, channel(n) as channel, 'self' as source_body,
      instant(n) as received_at,
      case when third_dice(n) % 10 <> 0 then instant(n) + to_hours(wait(n)) end as first_contact_at,
      15 as limit_days,
      case when other_dice(n) < 950 then instant(n) + to_days((wrap(n) // 5)::integer) end as closed_at,
      case when other_dice(n) < 800 then 'resolved' when other_dice(n) < 900 then 'unresolved'
        when other_dice(n) < 930 then 'withdrawn' when other_dice(n) < 950 then 'duplicate'
        else 'open' end as outcome,
      third_dice(n) % 2 = 0 as is_upheld, third_dice(n) % 25 = 0 as is_escalated, product(n) as product_code,
      (select list(cause_code order by cause_code) from reference.complaint_causes)[1 + wait(n) % 53]
        as cause_code,
      department(n) as department_id, 'B' || (1000 + branch_number(n)) as branch_id, agent(n) as agent_id,
      ${lineage} from ${every(300)}`,
    `insert into landing.inspections by name select 'QI' || (1000000000 + n) as inspection_id,
      'recording' as mode, case when other_dice(n) < 800 then 'random' else 'targeted' end as sampling,
      'CT' || (1000000000 + n) as contact_id, agent(n) as agent_id, department(n) as department_id,
      channel(n) as channel, instant(n) as contact_at, instant(n) + interval 1 day as inspected_at,
      'I01' as inspector_id, 70 + talk(n) % 31 as d1_score, 70 + wrap(n) % 31 as d2_score,
      70 + wait(n) % 31 as d3_score, case when dice(n) % 4 <> 0 then 75 end as d4_score,
      80 + third_dice(n) % 21 as d5_score, case when other_dice(n) % 25 = 0 then 1 else 0 end
        as critical_error_count, ${lineage} from ${every(100)}`,
  ]
}
