import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier } from '../core/sql.ts'
import type { Workspace } from '../core/workspace.ts'
import type { Contract } from './define-contract.ts'
import { defaultsFolder } from './deliveries.ts'

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
 * Refused while a file that was taken no longer lies in the inbox, since its rows would be lost.
 */
export async function forgetFiles(
  database: Database,
  contracts: readonly Contract[],
  { inbox }: Workspace,
): Promise<void> {
  const taken = await database.rows<{ file: string }>(
    `select distinct file from ops.files
    where status = 'loaded' and not starts_with(file, '${defaultsFolder}') order by file`,
  )
  const gone = taken.filter(({ file }) => !existsSync(join(inbox, file)))
  if (gone.length > 0) {
    const named = gone.slice(0, 5).map((each) => each.file)
    throw new UserError(
      `${gone.length} file(s) that were loaded no longer lie in the inbox: ${named.join(', ')}${gone.length > 5 ? ', …' : ''}.`,
      {
        hint: 'put them back first: a full load reads every file anew, and would lose their rows.',
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
