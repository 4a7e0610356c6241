import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { periodTypes } from '../../core/periods.ts'
import { checkContent } from '../approval.ts'
import type { Edition } from '../edition.ts'

const both = z.object({ zh: z.string(), en: z.string() })

const summarySchema = z.object({
  period: z.object({
    id: z.string(),
    type: z.enum(periodTypes),
    start: z.string(),
    end: z.string(),
  }),
  audience: z.string(),
  revision: z.number().int(),
  title: both,
  as_of: z.string(),
  headline: both,
  indicators: z.array(
    z.object({
      indicator: z.string(),
      title: both,
      value_text: both,
      status: z.string(),
      status_text: both,
      target_text: both,
      change_text: both,
    }),
  ),
  reasons: z.array(both),
})

/** `summary.json` of an edition: everything that a mail says of it. */
export type Summary = z.infer<typeof summarySchema>

/**
 * The summary of an edition that may be sent; a UserError where a check of its manifest failed,
 * or where the summary is missing, unreadable or another edition's.
 */
export function readSummary(edition: Edition): Summary {
  checkContent(edition)
  const hint = 'publish the period again: csq publish.'
  const path = join(edition.folder, 'summary.json')
  if (!existsSync(path)) throw new UserError(`${edition.id} has no summary.json.`, { hint })
  const summary = summarySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!summary.success) {
    const mistakes = summary.error.issues.map((each) => `${each.path.join('.')}: ${each.message}`)
    throw new UserError(`${path} is not a summary: ${mistakes.join('; ')}`, { hint })
  }
  const { period, audience, revision } = summary.data
  if (`${period.id}/${audience}/r${revision}` !== edition.id) {
    throw new UserError(`${path} belongs to ${period.id}/${audience}/r${revision}.`, { hint })
  }
  return summary.data
}
