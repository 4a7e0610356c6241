import { UserError } from '../../core/errors.ts'
import { approve, isApprovalRequired } from '../../reports/approval.ts'
import { findEdition } from '../../reports/edition.ts'
import type { Context } from '../context.ts'

export interface ApproveCommandOptions {
  readonly by?: string
  readonly note?: string
  readonly withdraw?: boolean
}

/** `csq approve EDITION --by NAME`: records who approves an edition as it is now, or takes that back. */
export function approveCommand(
  context: Context,
  name: string,
  options: ApproveCommandOptions,
): void {
  const { workspace, clock, output } = context
  const edition = findEdition(workspace.editions, name)
  const by = options.by?.trim() ?? ''
  if (by === '') {
    throw new UserError('An approval has the name of who gives it.', {
      hint: `csq approve ${name} --by "your name"`,
    })
  }
  const approval = approve(workspace.home, edition, {
    by,
    note: options.note?.trim() ?? '',
    now: clock.now(),
    isApproved: options.withdraw !== true,
  })
  const needed = isApprovalRequired(workspace, edition.audience)
    ? ''
    : `; editions of ${edition.audience} need none (editions.approval in csq.config.yaml)`
  output.say(
    approval.is_approved
      ? `${edition.id} is approved by ${by}, figures ${approval.figures_sha256.slice(0, 12)}${needed}`
      : `${edition.id} is no longer approved`,
  )
  output.result(approval)
}
