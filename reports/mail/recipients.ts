import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openReader } from '../../core/database.ts'
import { unknownName } from '../../core/errors.ts'
import type { PeriodType } from '../../core/periods.ts'
import type { Workspace } from '../../core/workspace.ts'
import { prefer, readPreferences } from './preferences.ts'
import type { Locale } from './text.ts'

export interface Recipient {
  /** In lower case. */
  readonly email: string
  readonly name: string
  readonly audience: string
  readonly periodTypes: readonly string[]
  readonly locale: Locale
  /** SHA-256 of all rows of this address: another one tells that somebody changed them. */
  readonly rowsHash: string
}

interface RecipientRow extends Record<string, unknown> {
  readonly email: string
  readonly name: string | null
  readonly audience: string
  readonly period_types: string
  readonly locale: string | null
}

/** Everybody in `reference.recipients` of a warehouse, once per audience; empty without the table. */
export async function readRecipients(warehouse: string): Promise<readonly Recipient[]> {
  if (!existsSync(warehouse)) return []
  const database = await openReader(warehouse)
  try {
    const { tables } = await database.row<{ tables: number }>(
      `select count(*) as tables from duckdb_tables()
      where schema_name = 'reference' and table_name = 'recipients'`,
    )
    if (tables === 0) return []
    const rows = await database.rows<RecipientRow>(
      `select email, name, audience, period_types, locale from reference.recipients
      where trim(email) <> '' order by email, audience`,
    )
    const hashes = hashRows(rows)
    const found = new Map<string, Recipient>()
    for (const row of rows) {
      const email = row.email.trim().toLowerCase()
      const audience = row.audience.trim()
      found.set(`${email}|${audience}`, {
        email,
        audience,
        name: row.name?.trim() ?? '',
        periodTypes: row.period_types.split(/[,，;、\s]+/).filter((type) => type !== ''),
        locale: /^en\b/i.test(row.locale?.trim() ?? '') ? 'en' : 'zh-CN',
        rowsHash: hashes.get(email) ?? '',
      })
    }
    return [...found.values()]
  } finally {
    database.close()
  }
}

function hashRows(rows: readonly RecipientRow[]): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>()
  for (const row of rows) {
    const email = row.email.trim().toLowerCase()
    const hash = createHash('sha256').update(`${hashes.get(email) ?? ''}${JSON.stringify(row)}`)
    hashes.set(email, hash.digest('hex'))
  }
  return hashes
}

/** Somebody whom an edition is for, as they want it. */
export interface Reader extends Recipient {
  /** False where the reader asked for no mail about this type of period. */
  readonly isWanted: boolean
}

/**
 * Who receives an edition: its audience, its type of period. `only` narrows that to some of them;
 * an address that has no right to the edition is a UserError.
 */
export async function recipientsOf(
  { home, warehouse }: Pick<Workspace, 'home' | 'warehouse'>,
  edition: { readonly audience: string; readonly period: { readonly type: PeriodType } },
  only: readonly string[] = [],
): Promise<readonly Reader[]> {
  const { audience, period } = edition
  const preferences = readPreferences(home)
  const all = (await readRecipients(warehouse))
    .filter((each) => each.audience === audience && each.periodTypes.includes(period.type))
    .map((each): Reader => {
      const preferred = prefer(each, preferences)
      return { ...preferred, isWanted: preferred.periodTypes.includes(period.type) }
    })
  if (only.length === 0) return all
  const wanted = new Set(only.map((address) => address.trim().toLowerCase()))
  return [...wanted].map((address) => {
    const found = all.find((each) => each.email === address)
    if (found !== undefined) return found
    const emails = all.map((each) => each.email)
    throw unknownName(`recipient of ${audience} each ${period.type}`, address, emails)
  })
}

/** The audiences that somebody receives for a type of period, the whole bank first. */
export async function audiencesOf(warehouse: string, type: PeriodType): Promise<readonly string[]> {
  const all = (await readRecipients(warehouse))
    .filter((each) => each.periodTypes.includes(type))
    .map((each) => each.audience)
  return ['bank', ...[...new Set(all)].filter((audience) => audience !== 'bank').sort()]
}
