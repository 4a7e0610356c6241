import { findEdition } from '../../reports/edition.ts'
import { localMinutes } from '../../reports/mail/local-minutes.ts'
import { readInstant, releaseOf, setRelease } from '../../reports/release.ts'
import type { Context } from '../context.ts'

export interface ReleaseCommandOptions {
  readonly at?: string
}

/** `csq release EDITION [--at INSTANT]`: when the edition opens to its readers; without an instant, now. */
export function releaseCommand(
  context: Context,
  name: string,
  options: ReleaseCommandOptions,
): void {
  const { workspace, clock, output } = context
  const edition = findEdition(workspace.editions, name)
  const now = clock.now()
  const opens = options.at === undefined ? now : readInstant(workspace, options.at)
  setRelease(workspace.home, edition, opens, now)
  const release = releaseOf(workspace, edition, now)
  const wait = release.waitsFor === 'approval' ? ', once it is approved (csq approve)' : ''
  output.say(
    `${edition.period.id}/${edition.audience} opens at ${localMinutes(workspace.zone, opens)}${wait}`,
  )
  output.result({
    edition: `${edition.period.id}/${edition.audience}`,
    opens: opens.toISOString(),
    is_open: release.isOpen,
    waits_for: release.waitsFor ?? null,
  })
}
