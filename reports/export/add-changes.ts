import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, openReader } from '../../core/database.ts'
import type { Period } from '../../core/periods.ts'
import { literal } from '../../core/sql.ts'
import { figureChangesSql } from '../diff.ts'
import { type Edition, readManifest } from '../edition.ts'

export interface ChangesOptions {
  /** The data file of the new revision; its table `changes` is filled. */
  readonly data: string
  /** The revision before. */
  readonly before: Edition
  readonly period: Period
  /** Says why a restated figure changed. */
  readonly warehouse: string
}

/** Puts into a revision which figures the one before showed otherwise, and why. */
export async function addChanges(options: ChangesOptions): Promise<void> {
  const { data, before, period, warehouse } = options
  const manifest = readManifest(before)
  const earlier = join(before.folder, manifest.data_file)
  if (!existsSync(earlier)) return
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(data)} as edition_after`)
    await database.run(`attach ${literal(earlier)} as edition_before (read_only)`)
    await database.run(`attach ${literal(warehouse)} as warehouse (read_only)`)
    const { tables } = await database.row<{ tables: number }>(
      `select count(*) as tables from duckdb_tables()
      where database_name = 'warehouse' and schema_name = 'ops' and table_name = 'restated_figures'`,
    )
    // what was decided before the earlier revision stands in it already
    const since = manifest.published_at.replace(/Z$/, '')
    const restated = tables === 0 ? nothingRestated : restatedSql(period, since)
    await database.run(`create temp table restated as ${restated}`)
    await database.run(`delete from edition_after.changes;
      insert into edition_after.changes by name ${changesSql};
      checkpoint edition_after; detach edition_after`)
  } finally {
    database.close()
  }
}

/** Writes `changes.json`: the table `changes` of a data file, for programs and mails. */
export async function writeChanges(folder: string, data: string): Promise<void> {
  const database = await openReader(data)
  try {
    const changes = await database.rows('from changes order by all')
    writeFileSync(join(folder, 'changes.json'), `${JSON.stringify(changes, null, 1)}\n`)
  } finally {
    database.close()
  }
}

const nothingRestated = `select '' as indicator, '' as grouped_by, '' as group_id, '' as cause,
  '' as reason, '' as note where false`

function restatedSql(period: Period, since: string): string {
  return `select indicator, grouped_by, group_id, cause, reason, note
    from warehouse.ops.restated_figures
    join warehouse.ops.closings using (period_type, period_id, revision)
    where period_type = ${literal(period.type)} and period_id = ${literal(period.id)}
      and closed_at >= ${literal(since)}::timestamp
    qualify row_number() over (partition by indicator, grouped_by, group_id order by revision desc) = 1`
}

const causes = [
  ['definition', '口径变更', 'definition changed'],
  ['late_data', '数据补送', 'late data'],
  ['correction', '数据更正', 'correction'],
  ['matured', '到期办结', 'cases became final'],
  ['hidden', '列示范围变化', 'shown or hidden now'],
  ['data', '数据更新', 'newer data'],
]

const namedSql = causes
  .map((each) => `(${each.map((word) => literal(word)).join(', ')})`)
  .join(', ')

// a number that is hidden now must not be told by what it was
const numbers = ['value', 'numerator', 'denominator']
  .flatMap((each) => [`${each}_before`, `${each}_after`])
  .map((column) => `case when why <> 'hidden' then ${column} end as ${column}`)

const changesSql = `
  with named(why, cause_zh, cause_en) as (values ${namedSql}),
  found as (${figureChangesSql}),
  judged as (
    select found.* exclude (title_zh, cause), restated.reason, restated.note,
      case when found.cause = 'data' then coalesce(restated.cause, 'data') else found.cause end as why,
    from found left join restated using (indicator, grouped_by, group_id)
  )
  select judged.indicator, titles.title_zh, titles.title_en, titles.unit, judged.grouped_by,
    judged.group_id, coalesce(groups.name_zh, judged.group_id) as group_zh,
    coalesce(groups.name_en, judged.group_id) as group_en, ${numbers.join(', ')},
    status_before, status_after, why as cause, cause_zh, cause_en, reason,
    -- a person's words may name other departments
    case when (select audience from edition_after.edition) not like 'department/%' then note end
      as note,
  from judged
  join edition_after.indicators titles using (indicator)
  left join edition_after.groups groups using (grouped_by, group_id)
  join named using (why)
  order by judged.grouped_by <> 'all', judged.indicator, judged.grouped_by, judged.group_id`
