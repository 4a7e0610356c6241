import { existsSync } from 'node:fs'
import { type Database, openReader } from '../core/database.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { localDay } from '../core/zone.ts'
import type { Selection } from '../ingest/quarantine.ts'
import { reasons } from '../ingest/reasons.ts'
import type { Context } from './context.ts'

/** Which records a command is about: every field that is given must fit. */
export interface SelectionOptions {
  readonly source?: string
  readonly reason?: string
  readonly column?: string
  readonly file?: string
  readonly record?: string
  readonly department?: string
}

/** What the options mean; a UserError for a source or a reason that does not exist. */
export async function selectionOf(
  options: SelectionOptions,
  database: Database,
): Promise<Selection> {
  const { source, reason, column, file, department, record } = options
  if (reason !== undefined && reasons[reason] === undefined) {
    throw unknownName('reason', reason, Object.keys(reasons))
  }
  if (source !== undefined) {
    const rows = await database.rows<{ name: string }>(
      'select distinct unnest([source, contract]) as name from ops.sources order by name',
    )
    const names = rows.map((row) => row.name)
    if (!names.includes(source)) throw unknownName('source', source, names)
  }
  const number = record === undefined ? undefined : wholeNumber(record, '--record')
  return { source, reason, column, file, department, record: number }
}

/** The local day of an instant of the ledger. */
export function seenOn({ zone }: Context['workspace'], instant: string): string {
  return localDay(zone, new Date(`${instant}Z`))
}

/** The number that an option gives; a UserError for anything else. */
export function wholeNumber(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UserError(`${option} ${text} is no whole number above 0.`)
}

/** Asks the warehouse that readers see. */
export async function read<T>(
  context: Context,
  ask: (database: Database) => Promise<T>,
): Promise<T> {
  const { warehouse } = context.workspace
  if (!existsSync(warehouse)) {
    throw new UserError('Nothing was loaded yet.', { hint: 'csq load' })
  }
  const database = await openReader(warehouse)
  try {
    return await ask(database)
  } finally {
    database.close()
  }
}
