import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Row } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import type { Workspace } from '../core/workspace.ts'
import type { Contract } from './define-contract.ts'
import { defaultsFolder } from './deliveries.ts'
import { inspectBinary } from './inspect-file.ts'

/** Throws a UserError when the customer keys in the warehouse were made with another secret. */
export async function requireSameSecret(database: Database, fingerprint: string): Promise<void> {
  const [last] = await database.rows<{ key_fingerprint: string }>(
    'select key_fingerprint from ops.loads where key_fingerprint is not null order by load_id desc limit 1',
  )
  if (last === undefined || last.key_fingerprint === fingerprint) return
  throw new UserError(
    'The secret is not the one that made the customer keys of this warehouse; one customer would become two.',
    {
      hint: 'set CSQ_SECRET (or secret.key of the workspace) to the former secret; to change it, see docs/runbooks/rotate-secret.md.',
    },
  )
}

/**
 * Prepares a load that reads every file anew: what was landed goes, what the ledger says stays.
 * Refused while a file of which something stands no longer lies in the inbox as it was, since
 * that would be lost.
 */
export async function forgetFiles(
  database: Database,
  contracts: readonly Contract[],
  { inbox }: Workspace,
): Promise<void> {
  const gone: string[] = []
  for (const file of await neededFiles(database, contracts)) {
    if (!(await liesInInbox(database, file, inbox))) gone.push(file.file)
  }
  if (gone.length > 0) {
    const named = gone.slice(0, 5).join(', ')
    throw new UserError(
      `${gone.length} file(s) that were loaded no longer lie in the inbox as they were: ${named}${gone.length > 5 ? ', …' : ''}.`,
      {
        hint: 'put them back first, under any name: a full load reads every file anew, and would lose their rows.',
      },
    )
  }
  await database.run(`update ops.files set status = 'replaced' where status = 'loaded'`)
  await database.run(
    `update ops.rejected_rows set status = 'replaced', closed_at = null where status = 'open'`,
  )
  await database.run('delete from ops.source_columns')
  const facts = contracts.filter((each) => each.kind === 'facts')
  for (const { name } of facts) {
    await database.run(`drop table if exists ${identifier('landing', name)}`)
  }
}

interface NeededFile extends Row {
  readonly file: string
  readonly sha256: string
}

/** Files that have rows in a landing table, open refused records, or a reference table's rows. */
async function neededFiles(
  database: Database,
  contracts: readonly Contract[],
): Promise<readonly NeededFile[]> {
  const facts = contracts.filter((each) => each.kind === 'facts').map((each) => each.name)
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from duckdb_tables() where schema_name = 'landing'`,
  )
  const standing = tables
    .filter((each) => facts.includes(each.name))
    .map((each) => `select _file_id from ${identifier('landing', each.name)}`)
  return database.rows<NeededFile>(
    `select distinct file, sha256 from ops.files
    where status = 'loaded' and not starts_with(file, '${defaultsFolder}') and (
      contract not in (${['', ...facts].map(literal).join(', ')})
      or file_id in (select file_id from ops.rejected_rows where status = 'open'
        ${standing.map((each) => `union all ${each}`).join(' ')}))
    order by file`,
  )
}

/** Whether the same bytes lie in the inbox, under their name or under another one they had. */
async function liesInInbox(
  database: Database,
  { file, sha256 }: NeededFile,
  inbox: string,
): Promise<boolean> {
  const names = await database.rows<{ file: string }>(
    'select distinct file from ops.files where sha256 = $1',
    [sha256],
  )
  for (const name of new Set([file, ...names.map((each) => each.file)])) {
    const path = join(inbox, name)
    if (existsSync(path) && (await inspectBinary(path)).sha256 === sha256) return true
  }
  return false
}
