const ownWords = `
  select unnest([department_id, name_zh, name_en]) as word from reference.departments
  where department_id = getvariable('department_id')
  union all
  select unnest([team_id, team_name]) from reference.agents
  where department_id = getvariable('department_id')`

/** Words that all editions may use: a department can be called as its product is. */
const sharedWords = `
  select unnest([name_zh, name_en]) as word from reference.products
  union all
  select unnest([name_zh, name_en]) from reference.complaint_causes
  union all
  select unnest([name_zh, name_en]) from reference.process_steps
  union all
  select unnest([name_zh, name_en]) from reference.channels
  union all
  select unnest([name_zh, name_en]) from reference.departments where kind = 'lead'`

/**
 * Words by which somebody outside the department is known: numbers of departments, teams, agents
 * and branches, names of departments and teams. The department that leads customer service is
 * named to all. Read from the whole warehouse, with the variable `department_id`.
 */
export const othersSql = `
  with departments as (
    select department_id, name_zh, name_en from reference.departments
    where department_id <> getvariable('department_id') and kind is distinct from 'lead'
  ),
  agents as (
    select agent_id, team_id, team_name from reference.agents
    where department_id is distinct from getvariable('department_id')
  ),
  words as (
    select unnest([department_id, name_zh, name_en]) as word from departments
    union all
    select unnest([agent_id, team_id, team_name]) from agents
    union all
    select branch_id from reference.branches
    where department_id is distinct from getvariable('department_id')
  )
  select distinct word, regexp_full_match(word, '[A-Za-z0-9_-]+') as is_code
  from words
  where word <> '' and word not in (select word from (${ownWords}) where word is not null)
    and not exists (select 1 from (${sharedWords}) shared where contains(shared.word, words.word))`

/** The department's own names as a regular expression: another's name may be a part of one. */
export const ownNamesSql = `
  select coalesce(string_agg(regexp_escape(word), '|' order by length(word) desc), '^$')
  from (${ownWords}) where word <> ''`

/** What `names_others` needs; run on the whole warehouse, with the variable `department_id`. */
export const setOthersSql = `
  set variable own_names = (${ownNamesSql});
  set variable other_codes = (select coalesce(list(word) filter (where is_code), []) from others);
  set variable other_names = (
    select coalesce(string_agg(regexp_escape(word), '|') filter (where not is_code), '^$')
    from others
  )`

/** Whether a text names one of `others`: a code as a word of its own, a name anywhere. */
export const namesOthersMacro = `coalesce(
    list_has_any(regexp_extract_all(words, '[A-Za-z0-9_-]+'), getvariable('other_codes'))
    or list_has_any(regexp_extract_all(words, '[A-Za-z0-9]+'), getvariable('other_codes'))
    or regexp_matches(
      regexp_replace(words, getvariable('own_names'), '', 'g'), getvariable('other_names')
    ) and words <> '', false)`
