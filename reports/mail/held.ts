import { join } from 'node:path'
import { z } from 'zod'
import { appendLedger, readLedger } from '../../core/runs.ts'

const rowSchema = z.object({
  edition: z.string(),
  /** False once it was sent, or is not to be sent any more. */
  is_held: z.boolean(),
  at: z.iso.datetime(),
})

/** Editions that were to be sent before they were open, in the order in which that was asked for. */
export function heldEditions(home: string): readonly string[] {
  const held = new Map<string, boolean>()
  for (const row of readLedger(heldFile(home), rowSchema)) held.set(row.edition, row.is_held)
  return [...held].filter(([, isHeld]) => isHeld).map(([edition]) => edition)
}

/** Records that an edition waits, or waits no more; nothing is written where that is known. */
export function recordHeld(home: string, edition: string, isHeld: boolean, now: Date): void {
  if (heldEditions(home).includes(edition) === isHeld) return
  appendLedger(heldFile(home), { edition, is_held: isHeld, at: now.toISOString() })
}

function heldFile(home: string): string {
  return join(home, 'held.ndjson')
}
