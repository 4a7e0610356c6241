import { type Edition, listEditions, readManifest } from '../../reports/edition.ts'
import { checkSignature } from '../../reports/export/signature.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

/** `csq editions`: every published edition, newest period first. */
export function editionsCommand(context: Context): void {
  const { workspace, output } = context
  const editions = listEditions(workspace.editions).map((edition) => {
    const manifest = readManifest(edition)
    return {
      edition: edition.id,
      title: manifest.title.zh,
      as_of: manifest.as_of,
      published_at: manifest.published_at,
      checks: manifest.checks.length,
      signed: signedWith(edition),
      failed: manifest.checks.filter((check) => !check.ok).length,
    }
  })
  output.result(editions)
  if (editions.length === 0) {
    output.say('nothing was published yet: csq publish --period 2026-Q3')
    return
  }
  const local = (instant: string) => localText(context, instant)
  output.say(
    textTable(
      editions.map((each) => ({
        ...each,
        as_of: local(each.as_of),
        published_at: local(each.published_at),
      })),
    ),
  )
}

/** The key that signed an edition, checked; `no` without one, and `wrong` where it does not hold. */
function signedWith(edition: Edition): string {
  const signature = checkSignature(edition, {})
  if (signature.state === 'unsigned') return 'no'
  return signature.state === 'signed' ? signature.keyId : 'wrong'
}

/** An instant as `2026-10-08 09:00` in the bank's zone. */
function localText(context: Context, instant: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: context.workspace.zone.name,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant))
}
