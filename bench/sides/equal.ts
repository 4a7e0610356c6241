import { openDatabase } from '../../core/database.ts'
import { identifier, literal } from '../../core/sql.ts'

/** Tables of two warehouses that differ in a row, by `except all` both ways. */
const [one = '', other = ''] = process.argv.slice(2)

const database = await openDatabase(':memory:', {
  memory_limit: '4GB',
  temp_directory: `${other}.spill`,
})
await database.run(
  `attach ${literal(one)} as one (read_only); attach ${literal(other)} as other (read_only)`,
)
const tables = await database.rows<{ schema: string; name: string }>(
  `select distinct schema_name as schema, table_name as name from duckdb_tables()
  where schema_name in ('staging', 'marts', 'indicators', 'findings') order by all`,
)
const differing: string[] = []
for (const { schema, name } of tables) {
  const table = identifier(schema, name)
  const { rows } = await database.row<{ rows: number }>(`select
    (select count(*) from (from one.${table} except all from other.${table}))
    + (select count(*) from (from other.${table} except all from one.${table})) as rows`)
  if (rows > 0) differing.push(`${schema}.${name}: ${rows}`)
}
database.close()
process.stdout.write(JSON.stringify({ tables: tables.length, differing }))
