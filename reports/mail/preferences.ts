import { join } from 'node:path'
import { z } from 'zod'
import { type PeriodType, periodTypes } from '../../core/periods.ts'
import { appendLedger, readLedger } from '../../core/runs.ts'
import { readClaims, signClaims } from '../serve/links.ts'
import type { Locale } from './text.ts'

const rowSchema = z.object({
  /** Mail address in lower case. */
  recipient: z.string(),
  /** Types of period that the reader does not want by mail; corrections of what arrived come all the same. */
  unwanted: z.array(z.enum(periodTypes)),
  /** Null: as the table recipients says. */
  locale: z.enum(['zh-CN', 'en']).nullable(),
  at: z.iso.datetime(),
  /** `page`: chosen by hand. `one click`: the button of a mail program. */
  by: z.enum(['page', 'one click']),
})

/** What a reader wants by mail; the newest row counts. */
export type Preference = z.infer<typeof rowSchema>

/** What each reader wants, by mail address; nobody is in it who never said anything. */
export function readPreferences(home: string): ReadonlyMap<string, Preference> {
  return new Map(readLedger(preferencesFile(home), rowSchema).map((row) => [row.recipient, row]))
}

/** Records what a reader wants; it is on disk when this returns. */
export function recordPreference(home: string, preference: Preference): void {
  appendLedger(preferencesFile(home), preference)
}

/** What a reader's row of the table recipients says, changed by what the reader said. */
export function prefer<
  T extends {
    readonly email: string
    readonly locale: Locale
    readonly periodTypes: readonly string[]
  },
>(recipient: T, preferences: ReadonlyMap<string, Preference>): T {
  const said = preferences.get(recipient.email)
  if (said === undefined) return recipient
  const unwanted: readonly string[] = said.unwanted
  return {
    ...recipient,
    locale: said.locale ?? recipient.locale,
    periodTypes: recipient.periodTypes.filter((type) => !unwanted.includes(type)),
  }
}

/** Who may change the preferences of whom, and which type of period the mail was about. */
export interface PreferenceKey {
  readonly recipient: string
  readonly type: PeriodType
}

/** A token for the preferences of one reader; it opens no edition and does not expire. */
export function signPreferences(secret: Buffer, key: PreferenceKey): string {
  return signClaims(secret, purpose, [key.recipient, key.type])
}

/** Whom a token of `signPreferences` names; undefined where it is forged or broken. */
export function readPreferenceToken(secret: Buffer, token: string): PreferenceKey | undefined {
  const claims = z.tuple([z.string(), z.enum(periodTypes)])
  const parsed = claims.safeParse(readClaims(secret, purpose, token))
  if (!parsed.success) return undefined
  return { recipient: parsed.data[0], type: parsed.data[1] }
}

const purpose = 'csq preferences'

function preferencesFile(home: string): string {
  return join(home, 'preferences.ndjson')
}
