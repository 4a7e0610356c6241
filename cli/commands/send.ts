import { unknownName } from '../../core/errors.ts'
import { readSecret } from '../../core/workspace.ts'
import { deliver, isDelivered, type OnDoubt, onDoubtChoices } from '../../reports/deliver.ts'
import { findEdition } from '../../reports/edition.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface SendCommandOptions {
  readonly dryRun?: boolean
  readonly to?: readonly string[]
  readonly onDoubt?: string
}

/** `csq send EDITION`: mails an edition once to each recipient. False when a mail failed or is in doubt. */
export async function sendCommand(
  context: Context,
  name: string,
  options: SendCommandOptions,
): Promise<boolean> {
  const { workspace, output } = context
  const edition = findEdition(workspace.editions, name)
  const deliveries = await deliver({
    workspace,
    edition,
    clock: context.clock,
    smtpUrl: context.environment.smtpUrl,
    secret: readSecret(workspace.home, context.environment),
    isDryRun: options.dryRun === true,
    to: options.to ?? [],
    onDoubt: readOnDoubt(options.onDoubt),
  })
  if (deliveries.length === 0) {
    output.say(
      `nobody receives ${edition.audience} each ${edition.period.type}; see the table recipients`,
    )
  } else {
    output.say(textTable(deliveries.map((each) => ({ ...each }))))
  }
  if (deliveries.some((each) => each.outcome === 'in doubt')) {
    output.say(
      `in doubt: ask the recipient whether the mail arrived, then csq send ${edition.id} --on-doubt resend (or skip)`,
    )
  }
  output.result({ edition: edition.id, deliveries })
  return isDelivered(deliveries)
}

function readOnDoubt(option: string | undefined): OnDoubt {
  const found = onDoubtChoices.find((each) => each === (option ?? 'ask'))
  if (found === undefined) throw unknownName('choice', option ?? '', onDoubtChoices)
  return found
}
