import { readIndicators } from '../../metrics/indicators.ts'
import { findEdition } from '../../reports/edition.ts'
import { verifyEdition } from '../../reports/verify.ts'
import type { Context } from '../context.ts'
import { figureArithmetic } from '../figure-arithmetic.ts'
import { textTable } from '../output.ts'

const shown = 20

/** `csq verify EDITION`: is it still what was published? Exit code 1 when it is not. */
export async function verifyCommand(context: Context, name: string): Promise<void> {
  const { output, workspace } = context
  const edition = findEdition(workspace.editions, name)
  const found = await verifyEdition(
    edition,
    workspace.warehouse,
    figureArithmetic(await readIndicators()),
  )
  const { mismatches, later } = found
  output.result(found)
  output.say(
    mismatches.length === 0
      ? `${edition.id} holds: ${found.files} files and ${found.figures} figures are what was published`
      : `${edition.id} does not hold: ${mismatches.length} differences\n${table(mismatches)}`,
  )
  if (later.length > 0) {
    output.say(
      `${later.length} of its figures are others in the warehouse now, which knows more; csq publish makes a revision\n${table(later)}`,
    )
  }
  if (mismatches.length > 0) process.exitCode = 1
}

function table(rows: readonly object[]): string {
  const more = rows.length > shown ? `\n… and ${rows.length - shown} more` : ''
  return `${textTable(rows.slice(0, shown).map((row) => ({ ...row })))}${more}`
}
