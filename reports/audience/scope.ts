import type { Database } from '../../core/database.ts'
import { identifier, literal } from '../../core/sql.ts'
import { makeCatalog, type Relation } from '../period-catalog.ts'
import { bankFiguresSql } from './bank-figures.ts'
import { departmentRules } from './department-rules.ts'
import { namesOthersMacro, othersSql, setOthersSql } from './others.ts'

/**
 * Makes the catalog `scoped`, in which every relation of the warehouse stands without a row. One
 * without a rule stays so: a query that reads it can show nothing of anybody.
 */
export async function makeScope(database: Database, relations: readonly Relation[]): Promise<void> {
  await makeCatalog(database, 'scoped', relations)
  await database.run(
    relations
      .map(
        ({ schema, table, columns }) =>
          `create table ${identifier('scoped', schema, table)} (${columns})`,
      )
      .join(';'),
  )
}

/**
 * Fills `scoped` with the rows of one department out of the catalog `period`, and makes it the
 * one that queries read.
 */
export async function scopeToDepartment(database: Database, department: string): Promise<void> {
  await database.run(`use period; set variable department_id = ${literal(department)};
    create or replace temp table others as ${othersSql};
    ${setOthersSql};
    create or replace temp macro names_others(words) as ${namesOthersMacro};
    create or replace temp table bank_figures as ${bankFiguresSql}`)
  for (const [name, rule] of Object.entries(departmentRules)) {
    const [schema = '', table = ''] = name.split('.')
    const target = identifier('scoped', schema, table)
    await database.run(`delete from ${target}; insert into ${target} ${rule}`)
  }
  await database.run('use scoped')
}
