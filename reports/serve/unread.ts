import type { Clock } from '../../core/clock.ts'
import { addDays } from '../../core/periods.ts'
import type { Workspace } from '../../core/workspace.ts'
import { localDay } from '../../core/zone.ts'
import { readRecipients } from '../mail/recipients.ts'
import { openReaderNames } from './access-log.ts'
import { openCatalog } from './catalog.ts'
import { readOpened } from './usage.ts'

/** Somebody who receives a report with missed targets and has not opened it. */
export interface Unread extends Record<string, unknown> {
  readonly edition: string
  readonly missed: number
  readonly recipient: string
  readonly name: string
  readonly days: number
}

/** Reports older than this are history. */
const forgottenDays = 92

/**
 * Who has not opened a red report for the days of the settings, oldest first. The access log has
 * no names: those of the recipients are computed anew and compared.
 */
export async function readUnread(
  { workspace, clock }: { readonly workspace: Workspace; readonly clock: Clock },
  secret: Buffer,
): Promise<readonly Unread[]> {
  const { unread_days: patience } = workspace.config.serve
  const today = localDay(workspace.zone, clock.now())
  const opened = await readOpened(workspace.logs)
  const nameOf = openReaderNames(secret)
  const recipients = await readRecipients(workspace.warehouse)
  const seen = new Set<string>()
  return openCatalog(workspace.editions)
    .list()
    .flatMap(({ edition, statuses, publishedAt }): Unread[] => {
      const name = `${edition.period.id}/${edition.audience}`
      if (seen.has(name)) return [] // an older revision
      seen.add(name)
      const missed = statuses?.filter((each) => each === 'missed').length ?? 0
      const day = localDay(workspace.zone, new Date(publishedAt))
      if (missed === 0 || day > addDays(today, -patience)) return []
      if (day < addDays(today, -forgottenDays)) return []
      return recipients
        .filter((each) => each.audience === edition.audience)
        .filter((each) => each.periodTypes.includes(edition.period.type))
        .filter((each) => opened.get(name)?.has(nameOf(each.email)) !== true)
        .map((each) => ({
          ...{ edition: edition.id, missed, recipient: each.email, name: each.name },
          days: (Date.parse(today) - Date.parse(day)) / 86_400_000,
        }))
    })
    .sort((a, b) => b.days - a.days)
}
