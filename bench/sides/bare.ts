import { openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import { exportColumns } from '../contact-rows.ts'

/** A typed `read_csv` into a DuckDB file, its rejects kept: the least that a load can do. */
const [csv = '', target = ''] = process.argv.slice(2)

const types: Readonly<Record<string, string>> = {
  started_at: 'TIMESTAMP',
  requested_agent: 'BOOLEAN',
  answered_at: 'TIMESTAMP',
  first_response_at: 'TIMESTAMP',
  ended_at: 'TIMESTAMP',
  talk_seconds: 'DOUBLE',
  hold_seconds: 'DOUBLE',
  wrap_seconds: 'DOUBLE',
  updated_at: 'TIMESTAMP',
}

const columns = Object.keys(exportColumns).map((name) => `${name}: '${types[name] ?? 'VARCHAR'}'`)
const database = await openDatabase(target, { memory_limit: '4GB' })
await database.run(`create table contacts as select * from read_csv(${literal(csv)},
  auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  columns = {${columns.join(', ')}}, store_rejects = true, rejects_limit = 0)`)
await database.run('checkpoint')
const counts = await database.row(`select (select count(*) from contacts) as accepted,
  (select count(distinct line) from reject_errors) as refused`)
database.close()
process.stdout.write(JSON.stringify(counts))
