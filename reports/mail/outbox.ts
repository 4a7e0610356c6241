import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeMail, type MailOptions } from './compose.ts'
import { type MailKind, openMailLedger } from './ledger.ts'
import { openPlans } from './plan.ts'
import type { Reader } from './recipients.ts'
import type { Summary } from './summary.ts'
import { mailBytes } from './transport.ts'

export interface OutboxOptions extends MailOptions {
  readonly summary: Summary
  readonly readers: readonly Reader[]
  /** Folder of the files; default `<home>/outbox/<period>-<audience>-r<N>/`, made anew. */
  readonly outbox?: string
}

/** A mail that was written in place of being sent. */
export interface Written {
  readonly recipient: string
  readonly kind: MailKind
  readonly outcome: 'written'
  /** Path of the file. */
  readonly message: string
}

/** Writes one `.eml` per recipient; each holds a link that opens the edition, so only its owner may read it. */
export async function writeOutbox(options: OutboxOptions): Promise<readonly Written[]> {
  const { workspace, edition, summary } = options
  const own = join(workspace.home, 'outbox', edition.id.replaceAll('/', '-'))
  const folder = options.outbox ?? own
  if (folder === own) rmSync(own, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ledger = openMailLedger(workspace.home)
  const written: Written[] = []
  const planFor = openPlans(workspace, edition, summary, ledger)
  for (const reader of options.readers) {
    const plan = await planFor(reader)
    if (typeof plan === 'string') continue
    const path = join(folder, `${fileName(reader.email)}.eml`)
    const bytes = await mailBytes(composeMail(options, plan, reader))
    rmSync(path, { force: true }) // an older file keeps its mode when it is written over
    writeFileSync(path, bytes, { mode: 0o600 })
    written.push({ recipient: reader.email, kind: plan.kind, outcome: 'written', message: path })
  }
  return written
}

/** An address as a file name; a changed one is told apart by a hash. */
function fileName(email: string): string {
  const plain = email.replace(/[^a-z0-9@._+-]/g, '_').replace(/^\.+/, '_')
  if (plain === email) return plain
  return `${plain}-${createHash('sha256').update(email).digest('hex').slice(0, 8)}`
}
