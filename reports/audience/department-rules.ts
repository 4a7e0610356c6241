const own = `department_id = getvariable('department_id')`
const ownDepartment = `department = getvariable('department_id')`
const ownTeams = `(select team_id from reference.agents where ${own})`
const ownAgents = `(select agent_id from reference.agents where ${own})`
const ownIssues = `(select issue_id from reference.improvement_issues where ${own})`
const ownFigures = `(grouped_by = 'department' and group_id = getvariable('department_id')
  or grouped_by = 'team' and group_id in ${ownTeams})`
const issueOf = `regexp_extract(slice, '(?:^|[|])issue=([^|]+)', 1)`
const all = (relation: string) => `from ${relation}`
const where = (relation: string, condition: string) => `from ${relation} where ${condition}`

/**
 * What an edition of a department may read, and of which rows: the only list of it. A relation
 * that is not named here has no rows for a department. Whole are words alone: what products,
 * causes, channels, steps, items and indicators are called, and the calendar.
 */
export const departmentRules: Readonly<Record<string, string>> = {
  'indicators.definitions': all('indicators.definitions'),
  'indicators.shown': `select * replace (if(indicator in (select indicator from bank_figures),
      versus_bank, null) as versus_bank)
    from indicators.shown
    where ${ownFigures}`,
  'indicators.values': `from indicators."values"
    semi join (from indicators.shown where not is_suppressed)
      using (indicator, period_id, grouped_by, group_id)
    where ${ownFigures}`,
  'indicators.hidden': where('indicators.hidden', ownFigures),
  'indicators.rules': all('indicators.rules'),
  'indicators.control_limits': where('indicators.control_limits', ownFigures),
  'indicators.definition_changes': all('indicators.definition_changes'),

  'findings.definitions': all('findings.definitions'),
  'findings.all': `from findings."all"
    where (regexp_extract(slice, '(?:^|[|])department=([^|]+)', 1) = getvariable('department_id')
        or ${issueOf} in ${ownIssues})
      and period_id = getvariable('period_id')
      and not names_others(concat_ws(' ', slice, slice_zh, slice_en, sentence_zh, sentence_en))
      -- what other departments' complaints did at the same time is theirs
      and (kind <> 'recurrence' or concat_ws('|', ${issueOf}, metric) not in (
        select concat_ws('|', issue_id, measure) from findings.recurrence
        where period_id = getvariable('period_id') and control is not null))`,
  'findings.ageing': where(
    'findings.ageing',
    `slice = 'department=' || getvariable('department_id')`,
  ),
  'findings.coaching_coverage': where('findings.coaching_coverage', ownDepartment),
  'findings.improvement_loop': `select * replace (
      if(names_others(pilot_units), null, pilot_units) as pilot_units,
      if(names_others(control_units), null, control_units) as control_units)
    from findings.improvement_loop where ${ownDepartment}`,
  'findings.recurrence': `select * replace (
      if(names_others(units), null, units) as units,
      if(names_others(control), 'other_units', control) as control,
      null as control_before, null as control_before_of,
      null as control_after, null as control_after_of)
    from findings.recurrence where issue_id in ${ownIssues}`,

  'marts.complaints': where('marts.complaints', own),
  'marts.complaint_spells': where('marts.complaint_spells', own),
  'marts.contacts': where(
    'marts.contacts',
    `${own} and started_on
      between getvariable('period_start')::date and getvariable('period_end')::date`,
  ),
  'marts.inspections': where('marts.inspections', own),
  'marts.compliance_errors': where('marts.compliance_errors', own),

  // whether a day is complete follows from rows; the tables show none of them to a department
  'ops.arrivals': where(
    'ops.arrivals',
    'feed in (select feed from (select distinct feed from ops.arrivals) where not names_others(feed))',
  ),
  'ops.contracts': all('ops.contracts'),
  'ops.reasons': all('ops.reasons'),
  'ops.sources': `select * replace (null as sender) from ops.sources
    where not names_others(concat_ws(' ', source, title_zh))`,
  'ops.rejected_rows': where('ops.rejected_rows', own),
  'ops.loads': `select * replace (null as rows_read, null as rows_accepted,
      null as rows_duplicate, null as rows_quarantined)
    from ops.loads`,

  'reference.agents': where('reference.agents', own),
  'reference.branches': where('reference.branches', own),
  'reference.calendar': all('reference.calendar'),
  'reference.channels': all('reference.channels'),
  'reference.coaching': where('reference.coaching', `agent_id in ${ownAgents}`),
  'reference.complaint_causes': all('reference.complaint_causes'),
  'reference.contact_reasons': all('reference.contact_reasons'),
  'reference.departments': `select * replace (null as head_email)
    from reference.departments where ${own} or kind = 'lead'`,
  'reference.exposure': where('reference.exposure', own),
  'reference.improvement_issues': `select * replace (
      if(names_others(pilot_units), null, pilot_units) as pilot_units,
      if(names_others(control_units), null, control_units) as control_units)
    from reference.improvement_issues where ${own}`,
  'reference.process_steps': all('reference.process_steps'),
  'reference.products': all('reference.products'),
  'reference.root_causes': all('reference.root_causes'),
  'reference.scorecard_items': all('reference.scorecard_items'),
  'reference.training': where('reference.training', `agent_id in ${ownAgents}`),
}
