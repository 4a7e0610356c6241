import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import { changedTable } from './changes.ts'
import type { Model } from './model.ts'
import type { Parts } from './parts.ts'
import { restrictReads } from './restrict.ts'

/** A model after its changed parts were built. */
export interface UpdatedModel {
  readonly how: 'unchanged' | 'parts' | 'whole'
  /** Rows that left the table, and rows that came to it. */
  readonly changed: number
}

/** The cut-off of the last build and of this one, as SQL timestamps. */
export interface CutOffs {
  readonly former: string
  readonly now: string
}

/**
 * Builds what changed rows of its inputs, and the instants that the cut-off passed, touch of a
 * model. Leaves the rows that differ in `temp.changed_…`.
 */
export async function updateModel(
  database: Database,
  model: Model,
  cutOffs: CutOffs,
): Promise<UpdatedModel> {
  const table = identifier(model.layer, model.table)
  const how = await makeFresh(database, model, cutOffs)
  if (how === 'unchanged') {
    await database.run(`create or replace temp table ${changedTable(model.name)} as
      select * from ${table} limit 0`)
    return { how, changed: 0 }
  }
  await database.run(`
    create or replace temp table gone as from stale except all from fresh;
    create or replace temp table come as from fresh except all from stale;
    create or replace temp table ${changedTable(model.name)} as from gone union all from come`)
  await replaceRows(database, model)
  const { changed } = await database.row<{ changed: number }>(
    `select count(*) as changed from ${changedTable(model.name)}`,
  )
  await database.run('drop table fresh; drop table stale; drop table gone; drop table come')
  return { how, changed }
}

async function replaceRows(database: Database, model: Model): Promise<void> {
  const table = identifier(model.layer, model.table)
  const grain = model.grain.map((column) => identifier(column)).join(', ')
  await database.run(`delete from ${table} where (${grain}) in (select (${grain}) from gone)`)
  const { twice } = await database.row<{ twice: number }>(
    `select count(*) as twice from (
      select ${grain} from come group by ${grain} having count(*) > 1
      union all select ${grain} from ${table} semi join come using (${grain}))`,
  )
  if (twice > 0) {
    throw new Error(`${model.name}: ${model.grain.join(', ')} is not its grain: ${twice} repeated`)
  }
  await database.run(`insert into ${table} by name from come`)
}

/** Temporary tables `fresh` and `stale`: rows that may differ, as they are now and as they were. */
async function makeFresh(
  database: Database,
  model: Model,
  cutOffs: CutOffs,
): Promise<UpdatedModel['how']> {
  const { parts } = model
  const table = identifier(model.layer, model.table)
  if (parts === undefined) {
    if (!(await isTouched(database, model, cutOffs))) return 'unchanged'
    await database.run(`create or replace temp table fresh as ${model.sql};
      create or replace temp table stale as from ${table}`)
    return 'whole'
  }
  if ((await findKeys(database, model, parts, cutOffs)) === 0) return 'unchanged'
  const key = identifier(parts.key)
  const { empty } = await database.row<{ empty: number }>(
    'select count(*) as empty from touched_keys where key is null',
  )
  // only plain equality lets DuckDB skip what lies outside of the keys
  const same = `on kept.${key} ${empty > 0 ? 'is not distinct from' : '='} touched_keys.key`
  for (const input of parts.inputs) {
    await database.run(`create or replace temp view ${identifier(viewOf(input.table))} as
      select * from ${input.table} kept semi join touched_keys ${same}`)
  }
  const views = new Map(parts.inputs.map(({ table: each }) => [each, viewOf(each)]))
  await database.run(`create or replace temp table fresh as
    ${await restrictReads(database, model.sql, views)}`)
  await database.run(`create or replace temp table stale as
    select * from ${table} kept semi join touched_keys ${same}`)
  return 'parts'
}

const viewOf = (table: string) => `part_${table.replace('.', '_')}`

/** A model that is built whole is touched by any change of what it reads, and by the cut-off. */
async function isTouched(database: Database, model: Model, cutOffs: CutOffs): Promise<boolean> {
  if (cutOffs.former !== cutOffs.now && model.sql.includes('as_of')) return true
  const made = model.reads.filter((each) => !each.startsWith('reference.'))
  const counts = made.map((each) => `select count(*) as rows from ${changedTable(each)}`)
  if (counts.length === 0) return false
  const { rows } = await database.row<{ rows: number }>(
    `select sum(rows)::bigint as rows from (${counts.join(' union all ')})`,
  )
  return rows > 0
}

/** Temporary table `touched_keys`: the parts that must be built again; how many there are. */
async function findKeys(
  database: Database,
  model: Model,
  { key, inputs }: Parts,
  cutOffs: CutOffs,
): Promise<number> {
  const column = identifier(key)
  const found: string[] = []
  for (const { table, shared } of inputs) {
    const columns = [key, ...(shared === undefined ? [] : [shared])]
    const list = columns.map((each) => identifier(each)).join(', ')
    const touched = [`select ${list} from ${changedTable(table)}`]
    const instants = model.moves?.find((each) => each.table === table)?.instants ?? []
    if (cutOffs.former !== cutOffs.now && instants.length > 0) {
      touched.push(
        `select ${list} from ${table} where ${instants.map(isPassed(cutOffs)).join(' or ')}`,
      )
    }
    const all = `(${touched.join(' union all ')})`
    found.push(`select ${column} as key from ${all}`)
    if (shared !== undefined) {
      const by = identifier(shared)
      found.push(`select ${column} from ${table} where ${by} in (select ${by} from ${all})`)
    }
  }
  await database.run(`create or replace temp table touched_keys as ${found.join(' union ')}`)
  const { keys } = await database.row<{ keys: number }>('select count(*) as keys from touched_keys')
  return keys
}

/** SQL: whether an instant lies between the two cut-offs, whichever is the later one. */
function isPassed({ former, now }: CutOffs): (instant: string) => string {
  const [from, to] = [former, now].sort().map((each) => `timestamp ${literal(each)}`)
  return (instant) => `(${instant}) between ${from} and ${to}`
}
