import { listEditions } from '../edition.ts'
import { releaseOf } from '../release.ts'
import { type DeliverOptions, type Delivery, deliver } from './deliver.ts'
import { heldEditions, recordHeld } from './held.ts'

/** What became of an edition that waited for its release or approval. */
export interface HeldDelivery {
  readonly edition: string
  readonly deliveries: readonly Delivery[]
}

/**
 * Sends what was held and is open by now; for the schedule to call whenever it wakes. Where a
 * newer revision was published meanwhile, that one goes out and the older one never does.
 */
export async function deliverHeld(
  options: Omit<DeliverOptions, 'edition'>,
): Promise<readonly HeldDelivery[]> {
  const { workspace, clock } = options
  const { home } = workspace
  const editions = listEditions(workspace.editions)
  const sent: HeldDelivery[] = []
  for (const id of heldEditions(home)) {
    const held = editions.find((each) => each.id === id)
    const newest = editions.find(
      (each) => each.period.id === held?.period.id && each.audience === held.audience,
    )
    if (newest !== undefined && !releaseOf(workspace, newest, clock.now()).isOpen) continue
    if (newest !== undefined) {
      const deliveries = await deliver({ ...options, edition: newest })
      sent.push({ edition: newest.id, deliveries })
    }
    if (newest?.id !== id) recordHeld(home, id, false, clock.now())
  }
  return sent
}
