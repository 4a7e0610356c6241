import { openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'

/** Gives a warehouse so many departments: copies of those it has, under other numbers and names. */
const [path = '', count = ''] = process.argv.slice(2)

const database = await openDatabase(path)
const known = await database.rows<{ id: string; name: string }>(
  `select department_id as id, name_zh as name from reference.departments
  where department_id in (select group_id from indicators."values" where grouped_by = 'department')
  order by 1`,
)
const copies = Array.from({ length: Number(count) - known.length }, (_, at) => {
  const source = known[at % known.length]
  if (source === undefined) throw new Error('the bank has no departments')
  const tail = String(at + 1).padStart(3, '0')
  return `(${[source.id, source.name, `E${tail}`, `示例部门${tail}`, tail].map(literal).join(', ')})`
})
await database.run(`create temp table copies as
  from (values ${copies.join(', ')}) copies(id, name, new_id, new_name, tail)`)
const team = `case when team_id is not null then team_id || new_id end as team_id`
const ofDepartment = ['marts.contacts', 'marts.inspections', 'reference.agents']
const inserts = [
  `insert into reference.departments by name
    select departments.* replace (new_id as department_id, new_name as name_zh, new_id as name_en)
    from reference.departments join copies on id = department_id`,
  ...ofDepartment.map(
    (table) => `insert into ${table} by name
      select rows.* replace (new_id as department_id, ${team},
        agent_id || new_id as agent_id)
      from ${table} as rows join copies on id = department_id
      ${table === 'marts.contacts' ? `where started_on >= date '2026-06-01'` : ''}`,
  ),
  ...['marts.complaints', 'marts.complaint_spells'].map(
    (table) => `insert into ${table} by name
      select rows.* replace (new_id as department_id, ${team},
        complaint_id || new_id as complaint_id)
      from ${table} as rows join copies on id = department_id`,
  ),
  `create temp table teams as select distinct team_id, new_id, department_id, tail
    from reference.agents join copies on new_id = department_id`,
  ...['indicators."values"', 'indicators.hidden'].map(
    (table) => `insert into ${table} by name
      select rows.* replace (new_id as group_id) from ${table} as rows
      join copies on grouped_by = 'department' and id = group_id where period_type <> 'day'
      union all by name
      select rows.* replace (team_id as group_id) from ${table} as rows
      join teams on grouped_by = 'team' and team_id = group_id || new_id
      where period_type <> 'day'`,
  ),
  `insert into findings.found by name
    select found.* replace (finding_id || tail as finding_id,
      replace(slice, 'department=' || id, 'department=' || new_id) as slice,
      replace(sentence_zh, name, new_name) as sentence_zh)
    from findings.found join copies on contains(slice, 'department=' || id)`,
  ...['findings.ageing', 'findings.coaching_coverage'].map((table) =>
    table === 'findings.ageing'
      ? `insert into ${table} by name select rows.* replace ('department=' || new_id as slice)
        from ${table} as rows join copies on slice = 'department=' || id`
      : `insert into ${table} by name select rows.* replace (new_id as department)
        from ${table} as rows join copies on department = id`,
  ),
]
for (const insert of inserts) await database.run(insert)
await database.run('checkpoint')
database.close()
process.stdout.write(JSON.stringify({ departments: known.length + copies.length }))
