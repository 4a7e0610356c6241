import { type Database, openDatabase } from '../../core/database.ts'
import { benchDays, inserts, lateDay, macros, type Piece } from '../build-rows.ts'

/** Fills the landing tables of a loaded workspace: all days, or one day once more. */
const [path = '', which = '', count = ''] = process.argv.slice(2)

const facts = ['contacts', 'tickets', 'surveys', 'complaints', 'inspections']
const database = await openDatabase(path, { memory_limit: '4GB', preserve_insertion_order: 'true' })
const contacts = Number(count)
const late = Math.ceil(contacts / benchDays)
const piece: Piece =
  which === 'late'
    ? { from: contacts, to: contacts + late, contacts, day: lateDay }
    : { from: 0, to: contacts, contacts }
await fill(database, piece)
await database.run('checkpoint')
const rows = await database.row(
  `select ${facts.map((each) => `(select count(*) from landing.${each}) as ${each}`).join(', ')}`,
)
database.close()
process.stdout.write(JSON.stringify(rows))

/** A file per day and table, as systems deliver them; a late delivery is one file per table. */
async function fill(database: Database, piece: Piece): Promise<void> {
  const { first, load } = await database.row<{ first: number; load: number }>(`select
    (select coalesce(max(file_id), 0)::integer + 1 from ops.files) as first,
    (select max(load_id) from ops.loads) as load`)
  const files = piece.day === undefined ? benchDays : 1
  await database.run(macros(piece))
  for (const [place, statement] of inserts(piece, fileOf(piece, '$first')).entries()) {
    const from = first + place * files
    await database.run(statement.replaceAll('$first', String(from)))
    await database.run(`insert into ops.files by name
      select _file_id as file_id, ${load} as load_id, '${facts[place]}' as contract,
        '${facts[place]}/' || _file_id || '.csv' as file, md5(_file_id::varchar) as sha256, 0 as bytes,
        'loaded' as status, count(*) as rows_read, count(*) as rows_accepted, 0 as rows_duplicate,
        0 as rows_quarantined, max(_loaded_at) as loaded_at, '${facts[place]}' as source
      from landing.${facts[place]} where _file_id >= ${from} group by _file_id`)
  }
}

function fileOf({ contacts, day }: Piece, first: string): string {
  return day === undefined ? `(${first} + n * ${benchDays} // ${contacts})::integer` : first
}
