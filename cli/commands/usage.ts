import { readSecret } from '../../core/workspace.ts'
import { readUnread } from '../../reports/serve/unread.ts'
import { readUsage } from '../../reports/serve/usage.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface UsageCommandOptions {
  readonly period?: string
}

/** `csq usage`: opens per edition and role, and who has not opened a report with missed targets. */
export async function usageCommand(context: Context, options: UsageCommandOptions): Promise<void> {
  const { workspace, output, environment } = context
  const { period } = options
  const usage = await readUsage(workspace.logs, period)
  const secret = readSecret(workspace.home, environment)
  const unread = (await readUnread(context, secret)).filter(
    (row) => period === undefined || row.edition.startsWith(`${period}/`),
  )
  output.say(usage.length === 0 ? 'nothing was opened yet' : textTable(usage))
  if (unread.length > 0) {
    const days = workspace.config.serve.unread_days
    output.say(
      `\nnot opened after ${days} days, though targets are missed (the lead department asks them):\n${textTable(unread)}`,
    )
  }
  output.result({ usage, unread })
}
