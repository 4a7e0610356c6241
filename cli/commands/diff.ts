import { UserError } from '../../core/errors.ts'
import { diffEditions, type FigureChange } from '../../reports/diff.ts'
import { findEdition, listEditions } from '../../reports/edition.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

const shown = 40

/** `csq diff A [B]`: the figures that differ; B is the newest revision of the same audience. */
export async function diffCommand(
  context: Context,
  first: string,
  second: string | undefined,
): Promise<void> {
  const { output, workspace } = context
  const before = findEdition(workspace.editions, first)
  const newest = listEditions(workspace.editions).find(
    (each) => each.period.id === before.period.id && each.audience === before.audience,
  )
  const after = second === undefined ? newest : findEdition(workspace.editions, second)
  if (after === undefined || after.id === before.id) {
    throw new UserError(
      `${before.id} is the newest revision: there is nothing to compare it with.`,
      {
        hint: 'name two editions, such as csq diff 2026-Q3/bank/r1 2026-Q3/bank/r2.',
      },
    )
  }
  const changes = await diffEditions(before, after)
  output.result({ before: before.id, after: after.id, changes })
  output.say(
    changes.length === 0
      ? `${before.id} and ${after.id} have the same figures`
      : `${changes.length} figures differ between ${before.id} and ${after.id}\n${table(changes)}`,
  )
}

function table(changes: readonly FigureChange[]): string {
  const rows = changes.slice(0, shown).map((each) => ({
    indicator: each.indicator,
    group: each.grouped_by === 'all' ? '' : `${each.grouped_by}=${each.group_id}`,
    before: figure(each.value_before, each.numerator_before, each.denominator_before),
    after: figure(each.value_after, each.numerator_after, each.denominator_after),
    status:
      each.status_before === each.status_after
        ? (each.status_after ?? '')
        : `${each.status_before ?? 'none'} → ${each.status_after ?? 'none'}`,
    cause: each.cause,
  }))
  const more = changes.length > shown ? `\n… and ${changes.length - shown} more (--json)` : ''
  return `${textTable(rows)}${more}`
}

function figure(value: number | null, numerator: number | null, denominator: number | null) {
  if (value === null) return '—'
  const counts = numerator === null || denominator === null ? '' : ` (${numerator}/${denominator})`
  return `${Number(value.toPrecision(6))}${counts}`
}
