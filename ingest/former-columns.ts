import type { Database } from '../core/database.ts'
import type { ColumnKind } from './column-kinds.ts'
import { feedOf } from './deliveries.ts'
import { has } from './sought-headers.ts'

/** Columns of the last file of a feed, with their kinds. */
export async function formerColumns(
  database: Database,
  feed: string,
): Promise<ReadonlyMap<string, ColumnKind>> {
  const rows = await database.rows<{ column_name: string; kind: ColumnKind }>(
    `select column_name, kind from ops.source_columns where feed = $1
    qualify last_file_id = max(last_file_id) over ()`,
    [feed],
  )
  return new Map(rows.map((row) => [row.column_name, row.kind]))
}

/** Renames that were taken from former files of the feed, and that this file shows too. */
export async function formerRenames(
  database: Database,
  source: string,
  file: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ file: string; before: string; now: string }>(
    `select file, detail as before, column_name as now from ops.drift
    where source = $1 and change = 'renamed_column' and decision = 'evolve' order by load_id`,
    [source],
  )
  const own = rows.filter((row) => feedOf(row.file) === feedOf(file))
  const shown = own.filter(({ before, now }) => names.includes(now) && !has(names, before))
  return new Map(shown.map(({ before, now }) => [before, now]))
}
