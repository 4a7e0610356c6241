import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Model } from './model.ts'

/** What a build depends on beside landed rows and the cut-off: a hash by name. */
export type Basis = Readonly<Record<string, string>>

/** What `ops.builds` says of the last whole build. */
export interface BuildRecord {
  /** SQL timestamp in UTC. */
  readonly asOf: string
  readonly basis: Basis
}

/** Settings that models see. */
export interface BuildSettings {
  readonly zone: string
  readonly complaintDays: string
  readonly programVersion: string
}

/** The columns of `ops.builds`, as readers may rely on them. */
export const buildColumns: Readonly<Record<string, string>> = {
  build_id: 'counts from 1',
  built_at: 'when, UTC',
  as_of: 'data cut-off, UTC',
  how: 'full or changes',
  last_load_id: 'newest load whose rows are in it',
  files: 'files with rows that came or went since the build before',
  rows_came: 'landed rows that came',
  rows_went: 'landed rows that went, as by a newer version',
  seconds: 'duration',
  is_standing: 'the tables are as this build left them; false once a later build has begun',
  basis: 'hashes of the program, settings and reference tables that it was made with, as JSON',
}

/** Makes `ops.builds`, and says that no earlier build stands any more: this one has begun. */
export async function beginBuild(database: Database): Promise<void> {
  await database.run(`create schema if not exists ops;
    create table if not exists ops.builds (build_id integer not null, built_at timestamp not null,
      as_of timestamp not null, how varchar not null, last_load_id integer, files bigint,
      rows_came bigint, rows_went bigint, seconds double, is_standing boolean not null,
      basis varchar not null);
    update ops.builds set is_standing = false where is_standing`)
}

/** What a build was, for `ops.builds`. */
export interface BuildFacts {
  readonly builtAt: Date
  readonly asOf: string
  readonly how: 'full' | 'changes'
  readonly files: number | null
  readonly came: number | null
  readonly went: number | null
  readonly seconds: number
  readonly basis: Basis
}

/** Writes the row of a whole build that stands now. */
export async function recordBuild(database: Database, facts: BuildFacts): Promise<void> {
  const { asOf, how, files, came, went, seconds, basis } = facts
  await database.run(
    `insert into ops.builds select coalesce(max(build_id), 0) + 1, $1::timestamp, $2::timestamp, $3,
      (select max(load_id) from ops.loads), $4, $5, $6, $7, true, $8 from ops.builds`,
    [sqlInstant(facts.builtAt), asOf, how, files, came, went, seconds, JSON.stringify(basis)],
  )
  const comments = Object.entries(buildColumns).map(
    ([column, meaning]) => `comment on column ops.builds.${column} is ${literal(meaning)}`,
  )
  await database.run(comments.join(';'))
}

/** An instant as DuckDB writes it. */
export function sqlInstant(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '')
}

/** The build that the tables are of; undefined when they are of none, or of a part of one. */
export async function readStandingBuild(database: Database): Promise<BuildRecord | undefined> {
  if (!(await hasTable(database, 'ops.builds'))) return undefined
  const [row] = await database.rows<{ as_of: string; basis: string }>(
    `select strftime(as_of, '%Y-%m-%d %H:%M:%S.%g') as as_of, basis from ops.builds where is_standing`,
  )
  if (row === undefined) return undefined
  return { asOf: row.as_of, basis: JSON.parse(row.basis) as Basis } // written by recordBuild
}

/** Whether there is a table of this name. */
export async function hasTable(database: Database, name: string): Promise<boolean> {
  const { tables } = await database.row<{ tables: number }>(
    `select count(*) as tables from duckdb_tables()
    where database_name = current_database() and schema_name || '.' || table_name = $1`,
    [name],
  )
  return tables > 0
}

/** Hashes of everything that changes results beside landed rows and the cut-off. */
export async function readBasis(
  database: Database,
  models: readonly Model[],
  settings: BuildSettings,
): Promise<Basis> {
  const files = ['core', 'transforms', 'metrics'].map(
    (folder) => [`program files in ${folder}/`, hashFolder(folder)] as const,
  )
  const { columns } = await database.row<{ columns: string }>(
    `select md5(string_agg(table_name || '.' || column_name || ' ' || data_type, ', '
        order by table_name, column_index)) as columns
    from duckdb_columns() where schema_name = 'landing' and database_name = current_database()`,
  )
  return {
    ...Object.fromEntries(files),
    models: String(models.length),
    settings: JSON.stringify(settings),
    'columns of landing': columns,
    'key of customer numbers': await readFingerprint(database),
    ...(await hashReference(database)),
  }
}

async function readFingerprint(database: Database): Promise<string> {
  if (!(await hasTable(database, 'ops.loads'))) return ''
  const [row] = await database.rows<{ fingerprint: string | null }>(
    'select key_fingerprint as fingerprint from ops.loads order by load_id desc limit 1',
  )
  return row?.fingerprint ?? ''
}

async function hashReference(database: Database): Promise<Basis> {
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables()
    where schema_name = 'reference' and database_name = current_database() order by name`,
  )
  const hashes: [string, string][] = []
  for (const { name } of tables) {
    const table = identifier('reference', name)
    const { hash } = await database.row<{ hash: string }>(
      `select md5(coalesce(string_agg(each::varchar, chr(10) order by each::varchar), '')) as hash
      from ${table} each`,
    )
    hashes.push([`reference.${name}`, hash])
  }
  return Object.fromEntries(hashes)
}

function hashFolder(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(join(programRoot, folder), { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((each) => /\.(ts|sql)$/.test(each)).sort()) {
    hash.update(file).update(readFileSync(join(programRoot, folder, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Why a build must compute everything; empty when changes are enough. */
export function reasonsForFull(record: BuildRecord | undefined, basis: Basis): readonly string[] {
  if (record === undefined) return ['no whole build stands']
  const names = new Set([...Object.keys(record.basis), ...Object.keys(basis)])
  return [...names]
    .filter((name) => record.basis[name] !== basis[name])
    .map((name) => `${name} changed`)
}
