import { join } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { lock } from '../../core/warehouse.ts'
import { listEditions } from '../edition.ts'
import { releaseOf } from '../release.ts'
import { deliverOne } from './deliver-one.ts'
import type { DeliverOptions, Delivery } from './delivery.ts'
import { heldEditions, recordHeld } from './held.ts'
import { openMailLedger } from './ledger.ts'
import { localMinutes } from './local-minutes.ts'
import { writeOutbox } from './outbox.ts'
import { openPlans } from './plan.ts'
import { recipientsOf } from './recipients.ts'
import { readSummary } from './summary.ts'
import { openTransport } from './transport.ts'

/**
 * Sends an edition to each of its recipients exactly once: the ledger says "sending" before a mail
 * leaves and "sent" or "failed" after. A mail whose last row is "sending" is in doubt and is not
 * sent again unasked. Before the edition is open nothing is sent, and it counts as held; once a
 * newer revision is open, an older one goes to nobody, and the newer one is held in its place.
 * UserErrors: a check of the edition failed, no mail server, another sender.
 */
export async function deliver(options: DeliverOptions): Promise<readonly Delivery[]> {
  const { workspace, edition, clock } = options
  const summary = readSummary(edition)
  const readers = await recipientsOf(workspace, edition, options.to)
  if (options.isDryRun === true) return writeOutbox({ ...options, summary, readers })
  if (readers.length === 0) return []
  const waiting = holdBack(options)
  if (waiting !== undefined) {
    return readers.map(({ email }) => ({ recipient: email, kind: 'edition', ...waiting }))
  }
  const transport = openTransport(options.smtpUrl, workspace.config.mail.tls)
  try {
    const unlock = lockDeliveries(workspace.home)
    try {
      const ledger = openMailLedger(workspace.home)
      const planFor = openPlans(workspace, edition, summary, ledger)
      const deliveries: Delivery[] = []
      for (const reader of readers) {
        deliveries.push(await deliverOne(options, reader, planFor, ledger, transport))
      }
      if (isDelivered(deliveries)) recordHeld(workspace.home, edition.id, false, clock.now())
      return deliveries
    } finally {
      unlock()
    }
  } finally {
    transport.close()
  }
}

/** True where nothing of a delivery is left to do but to wait. */
export function isDelivered(deliveries: readonly Delivery[]): boolean {
  return deliveries.every((each) => each.outcome !== 'failed' && each.outcome !== 'in doubt')
}

/** Why an edition goes to nobody now; undefined where it may. */
function holdBack({
  workspace,
  edition,
  clock,
}: DeliverOptions): Pick<Delivery, 'outcome' | 'message'> | undefined {
  const now = clock.now()
  const hold = (id: string, isHeld: boolean) => recordHeld(workspace.home, id, isHeld, now)
  const newer = listEditions(workspace.editions).find(
    (each) =>
      each.period.id === edition.period.id &&
      each.audience === edition.audience &&
      each.revision > edition.revision &&
      releaseOf(workspace, each, now).isOpen,
  )
  if (newer !== undefined) {
    if (heldEditions(workspace.home).includes(edition.id)) {
      hold(newer.id, true)
      hold(edition.id, false)
    }
    return { outcome: 'superseded', message: `${newer.id} replaces it` }
  }
  const release = releaseOf(workspace, edition, now)
  if (release.isOpen) return undefined
  hold(edition.id, true)
  const opens = release.at === undefined ? '' : localMinutes(workspace.zone, release.at)
  const message = release.waitsFor === 'approval' ? 'waits for an approval' : `opens ${opens}`
  return { outcome: 'held', message }
}

function lockDeliveries(home: string): () => void {
  const path = join(home, 'deliveries.lock')
  try {
    return lock(path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('Mails of this workspace are being sent already.', {
      hint: `wait until that ends; the lock is ${path}.`,
      cause: error,
    })
  }
}
