import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { appendLedger, readLedger } from '../core/runs.ts'
import type { Workspace } from '../core/workspace.ts'
import { type Edition, readManifest } from './edition.ts'

const rowSchema = z.object({
  /** `2026-Q3/bank/r1` */
  edition: z.string(),
  /** A later row takes an approval back. */
  is_approved: z.boolean(),
  by: z.string(),
  note: z.string(),
  at: z.iso.datetime(),
  figures_sha256: z.string(),
  /** Of `manifest.json`, which holds the hash of every file: another byte anywhere is another edition. */
  manifest_sha256: z.string(),
})

/** Who approved an edition, or took that back, and what its content was then. */
export type Approval = z.infer<typeof rowSchema>

/** Whether somebody must approve the editions of an audience before its readers get them. */
export function isApprovalRequired({ config }: Workspace, audience: string): boolean {
  const { approval } = config.editions
  return (typeof approval === 'string' ? approval : approval[audience]) === 'required'
}

/** The approval of an edition as it is now; undefined where there is none, or it changed since. */
export function approvalOf(home: string, edition: Edition): Approval | undefined {
  const last = readLedger(approvalsFile(home), rowSchema).findLast(
    (row) => row.edition === edition.id,
  )
  if (last === undefined || !last.is_approved) return undefined
  return last.manifest_sha256 === manifestHash(edition) ? last : undefined
}

/**
 * Records that a person approves an edition, or takes the approval back. UserErrors: a check of
 * the edition failed, or its files are no longer those that were published.
 */
export function approve(
  home: string,
  edition: Edition,
  decision: {
    readonly by: string
    readonly note: string
    readonly now: Date
    readonly isApproved: boolean
  },
): Approval {
  if (decision.isApproved) checkContent(edition)
  const row: Approval = {
    edition: edition.id,
    is_approved: decision.isApproved,
    by: decision.by,
    note: decision.note,
    at: decision.now.toISOString(),
    figures_sha256: readManifest(edition).figures_sha256,
    manifest_sha256: manifestHash(edition),
  }
  appendLedger(approvalsFile(home), row)
  return row
}

/**
 * Looks whether an edition may go to readers: every check of its manifest held, and its summary
 * and data file are those that were published; else a UserError.
 */
export function checkContent(edition: Edition): void {
  const hint = 'publish the period again: csq publish.'
  const { checks, files, data_file } = readManifest(edition)
  if (checks === undefined) {
    throw new UserError(`${edition.id} cannot be sent: its manifest.json names no checks.`, {
      hint,
    })
  }
  const failed = checks.filter((check) => !check.ok && check.severity !== 'warning')
  if (failed.length > 0) {
    throw new UserError(
      `${edition.id} cannot be sent: ${failed.map((check) => `${check.name} (${check.detail})`).join('; ')}.`,
      { hint: 'correct what the check names, then csq publish and csq send the new revision.' },
    )
  }
  for (const name of ['summary.json', data_file]) {
    const published = files?.[name] // a folder may come from elsewhere
    if (published === undefined) continue
    const path = join(edition.folder, name)
    if (existsSync(path) && sha256(path) === published) continue
    throw new UserError(`${edition.id} cannot be sent: ${name} is not what was published.`, {
      hint: `csq verify ${edition.id} says what changed; ${hint}`,
    })
  }
}

/** The ledger of approvals. */
export function approvalsFile(home: string): string {
  return join(home, 'approvals.ndjson')
}

function manifestHash(edition: Edition): string {
  return sha256(join(edition.folder, 'manifest.json'))
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
