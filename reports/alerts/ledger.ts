import { join } from 'node:path'
import { z } from 'zod'
import { appendLedger, readLedger } from '../../core/runs.ts'

const rowSchema = z.object({
  rule: z.string(),
  group: z.string(),
  /** Mail address in lower case. */
  recipient: z.string(),
  period: z.string(),
  /** `new` and `again` while the rule is broken, `recovered` after. */
  event: z.enum(['new', 'again', 'recovered']),
  /** Told in full; the others of a mail share a line. */
  is_full: z.boolean(),
  at: z.iso.datetime(),
})

/** What somebody was told of a rule and a group. */
export type ToldRow = z.infer<typeof rowSchema>
export type AlertEvent = ToldRow['event']

/** What everybody was told, oldest first: `<home>/alerts.ndjson`. */
export function readTold(home: string): readonly ToldRow[] {
  return readLedger(toldFile(home), rowSchema)
}

/** Records what somebody was told; it is on disk when this returns. */
export function recordTold(home: string, row: ToldRow): void {
  appendLedger(toldFile(home), row)
}

function toldFile(home: string): string {
  return join(home, 'alerts.ndjson')
}
