import { existsSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { UserError, unknownName } from '../../core/errors.ts'
import { readSecret } from '../../core/workspace.ts'
import { type Edition, findEdition } from '../../reports/edition.ts'
import { deliver, isDelivered, type OnDoubt, onDoubtChoices } from '../../reports/mail/deliver.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface SendCommandOptions {
  readonly dryRun?: boolean
  readonly to?: readonly string[]
  readonly onDoubt?: string
  readonly out?: string
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
  output.result({ edition: edition.id, deliveries })
  return isDelivered(deliveries)
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
