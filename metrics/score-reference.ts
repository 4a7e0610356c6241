import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { identifier, literal } from '../core/sql.ts'

/**
 * Makes what the bank has decided about the score: the temporary table `score_weights` and
 * `indicators.score_grades`. A warehouse from before these tables has the defaults of the program.
 */
export async function createScoreReference(database: Database): Promise<void> {
  const columns = 'indicator, weight, valid_from, valid_to, approved_by'
  await database.run(`create or replace temp table score_weights as
    select ${columns} from (${await referenceSql(database, 'score_weights')})`)
  await database.run(`create or replace table indicators.score_grades as
    select grade, name_zh as grade_zh, coalesce(name_en, grade) as grade_en, least_score, gate_cap,
      valid_from, valid_to, approved_by,
    from (${await referenceSql(database, 'score_grades')})
    order by valid_from, least_score desc`)
}

/** SQL: the row of a table that is valid on a period's last day, the newest where several are. */
export function isValidAtEnd(table: string): string {
  return `${table}.valid_from <= periods.period_end
        and (${table}.valid_to is null or ${table}.valid_to >= periods.period_end)`
}

async function referenceSql(database: Database, name: string): Promise<string> {
  const { tables } = await database.row<{ tables: number }>(
    `select count(*) as tables from duckdb_tables()
    where schema_name = 'reference' and table_name = $1 and database_name = current_database()`,
    [name],
  )
  if (tables > 0) return `select * from reference.${identifier(name)}`
  const path = join(programRoot, 'seeds', 'reference', `${name}.csv`)
  return `select * from read_csv(${literal(path)}, header = true, types = {
    valid_from: 'date', valid_to: 'date', approved_by: 'varchar', note: 'varchar'})`
}
