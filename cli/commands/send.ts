import { existsSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { UserError, unknownName } from '../../core/errors.ts'
import { readSecret } from '../../core/workspace.ts'
import { type Edition, findEdition } from '../../reports/edition.ts'
import { deliver, isDelivered } from '../../reports/mail/deliver.ts'
import { type OnDoubt, onDoubtChoices } from '../../reports/mail/delivery.ts'
import type { DeliveryRow } from '../../reports/mail/ledger.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface SendCommandOptions {
  readonly dryRun?: boolean
  readonly to?: readonly string[]
  readonly onDoubt?: string
  readonly out?: string
  readonly retryBounced?: boolean
}

/** `csq send EDITION`: mails an edition once to each recipient. False when a mail failed or is in doubt. */
export async function sendCommand(
  context: Context,
  name: string,
  options: SendCommandOptions,
): Promise<boolean> {
  const { workspace, output } = context
  if (options.out !== undefined && options.dryRun !== true) {
    throw new UserError('--out is where the files of a dry run go.', {
      hint: `csq send ${name} --dry-run --out ${options.out}`,
    })
  }
  const edition = editionNamed(workspace.editions, name)
  const deliveries = await deliver({
    workspace,
    edition,
    clock: context.clock,
    smtpUrl: context.environment.smtpUrl,
    secret: readSecret(workspace.home, context.environment),
    isDryRun: options.dryRun === true,
    to: options.to ?? [],
    onDoubt: readOnDoubt(options.onDoubt),
    isRetryingBounced: options.retryBounced === true,
    ...(isTerminal(output.isJson) ? { ask: askPerson } : {}),
    ...(options.out === undefined ? {} : { outbox: resolve(options.out) }),
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
  if (deliveries.some((each) => each.outcome === 'bounced')) {
    output.say(
      'bounced: correct the address in the table recipients, or csq send --retry-bounced once it takes mail again',
    )
  }
  if (deliveries.some((each) => each.outcome === 'held')) {
    output.say(
      `held: csq schedule sends it when it is open; csq approve ${edition.id} or csq release ${edition.id} opens it`,
    )
  }
  output.result({ edition: edition.id, deliveries })
  return isDelivered(deliveries)
}

function isTerminal(isJson: boolean): boolean {
  return !isJson && process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Asks at the terminal whether a mail in doubt arrived; anything but y and n leaves it. */
async function askPerson(row: DeliveryRow): Promise<'resend' | 'skip' | 'leave'> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(
      `${row.recipient}: the mail about ${row.edition} was cut off at ${row.at}. Did it arrive? y: yes, n: no, send it again, Enter: leave it `,
    )
    const first = answer.trim().slice(0, 1).toLowerCase()
    if (first === 'y') return 'skip'
    return first === 'n' ? 'resend' : 'leave'
  } finally {
    prompt.close()
  }
}

/**
 * The edition of a name, `2026-Q3/bank`, or of a folder of this workspace. A folder of another
 * workspace is a UserError: an edition of the same name here has other figures.
 */
function editionNamed(editions: string, name: string): Edition {
  const folder = resolve(name)
  const isFolder = !/^\d{4}/.test(name) && (name.includes('/') || existsSync(folder))
  if (!isFolder) return findEdition(editions, name)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UserError(`There is no folder ${folder}.`, { hint: 'csq editions lists them all.' })
  }
  const path = relative(realpathSync(editions), realpathSync(folder))
  if (path === '' || path.startsWith('..') || isAbsolute(path)) {
    throw new UserError(`${folder} is not an edition of this workspace, ${editions}.`, {
      hint: 'name the workspace of that folder with --home.',
    })
  }
  if (/(^|\/)r\d+$/.test(path) && !existsSync(join(folder, 'manifest.json'))) {
    throw new UserError(`${folder} has no manifest.json: it is not a whole edition.`, {
      hint: 'publish the period again: csq publish.',
    })
  }
  return findEdition(editions, path)
}

function readOnDoubt(option: string | undefined): OnDoubt {
  const found = onDoubtChoices.find((each) => each === (option ?? 'ask'))
  if (found === undefined) throw unknownName('choice', option ?? '', onDoubtChoices)
  return found
}
