import type { Database } from '../core/database.ts'
import { unknownName } from '../core/errors.ts'
import { parsePeriod } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { decisions } from '../metrics/finding-decisions.ts'

/** Which findings a command is about: every field that is given must fit. */
export interface FindingSelection {
  readonly period?: string
  readonly kind?: string
  readonly status?: string
}

/** The selection as a condition on `findings.all`; a UserError for a word that does not exist. */
export async function findingCondition(
  database: Database,
  { period, kind, status }: FindingSelection,
): Promise<string> {
  const wanted = ['true']
  if (period !== undefined) wanted.push(`period_id = ${literal(parsePeriod(period).id)}`)
  if (kind !== undefined) {
    const rows = await database.rows<{ kind: string }>(
      'select kind from findings.definitions order by kind',
    )
    const kinds = rows.map((row) => row.kind)
    if (!kinds.includes(kind)) throw unknownName('kind of finding', kind, kinds)
    wanted.push(`kind = ${literal(kind)}`)
  }
  if (status !== undefined) {
    const known: readonly string[] = decisions
    if (!known.includes(status)) throw unknownName('status', status, known)
    wanted.push(`status = ${literal(status)}`)
  }
  return wanted.join(' and ')
}
