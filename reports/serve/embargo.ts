import type { Edition } from '../edition.ts'
import { releaseOf } from '../release.ts'
import type { Session } from './links.ts'
import type { ServerOptions } from './options.ts'
import { localText } from './words.ts'

/** Whether an edition is open to a reader; who may see everything reads it before others do. */
export function isOpenTo(
  session: Session,
  { workspace, clock }: Pick<ServerOptions, 'workspace' | 'clock'>,
  edition: Edition,
): boolean {
  return session.audiences.includes('*') || releaseOf(workspace, edition, clock.now()).isOpen
}

/** When an edition opens, in both languages; undefined where nobody has said it, or it only waits for approval. */
export function openingOf(
  { workspace, clock }: Pick<ServerOptions, 'workspace' | 'clock'>,
  edition: Edition,
): { readonly zh: string; readonly en: string } | undefined {
  const now = clock.now()
  const { at } = releaseOf(workspace, edition, now)
  if (at === undefined || at <= now) return undefined
  const instant = at.toISOString()
  return {
    zh: localText(instant, workspace.zone, 'zh'),
    en: localText(instant, workspace.zone, 'en'),
  }
}
