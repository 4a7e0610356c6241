import { openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import { countStatements, quantileStatements, subjects } from '../handwritten.ts'

/** The hand-written aggregates over the landing tables of a warehouse, into a file of their own. */
const [warehouse = '', target = '', memory = '4GB'] = process.argv.slice(2)

const database = await openDatabase(target, {
  memory_limit: memory,
  temp_directory: `${target}.spill`,
})
await database.run(`attach ${literal(warehouse)} as warehouse (read_only)`)
for (const schema of ['landing', 'reference']) await borrow(schema)
const started = performance.now()
for (const subject of subjects) {
  for (const statement of countStatements(subject)) await database.run(statement)
}
const counted = performance.now()
for (const statement of quantileStatements()) await database.run(statement)
await database.run('checkpoint')
const ended = performance.now()
database.close()
process.stdout.write(
  JSON.stringify({
    countSeconds: (counted - started) / 1000,
    quantileSeconds: (ended - counted) / 1000,
  }),
)

/** Views, so that the queries read as they would within the warehouse. */
async function borrow(schema: string): Promise<void> {
  await database.run(`create schema ${schema}`)
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables() where database_name = 'warehouse' and schema_name = $1`,
    [schema],
  )
  for (const { name } of tables) {
    await database.run(`create view ${schema}.${name} as from warehouse.${schema}.${name}`)
  }
}
