import { tryOnWarehouse, writeWarehouse } from '../../core/warehouse.ts'
import { readSecret } from '../../core/workspace.ts'
import { describeChange } from '../../ingest/drift.ts'
import { load } from '../../ingest/load.ts'
import { takeDecisions } from '../../metrics/take-decisions.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import { sayDecisions } from '../taken-decisions.ts'

export interface LoadCommandOptions {
  readonly dryRun?: boolean
  readonly full?: boolean
}

/** `csq load [source…]`: takes what is new from every source. Returns false when a file was held. */
export async function loadCommand(
  context: Context,
  sources: readonly string[],
  options: LoadCommandOptions = {},
): Promise<boolean> {
  const { workspace, output } = context
  const started = performance.now()
  const write = options.dryRun === true ? tryOnWarehouse : writeWarehouse
  const summary = await write(workspace, async (database) => ({
    ...(await load(database, {
      workspace,
      secret: readSecret(workspace.home, context.environment),
      clock: context.clock,
      programVersion: context.programVersion,
      variables: context.environment.variables ?? {},
      only: sources,
      isFull: options.full === true,
      isDryRun: options.dryRun === true,
      onFile: (entry) => output.progress(`${entry.file}  ${entry.rows_read}`),
    })),
    decisions: await takeDecisions(database),
  }))
  output.progress('')
  const totals = new Map<string, Record<string, number | string>>()
  for (const entry of summary.files) {
    const total = totals.get(entry.source) ?? {
      source: entry.source,
      files: 0,
      read: 0,
      accepted: 0,
      duplicate: 0,
      quarantined: 0,
    }
    totals.set(entry.source, {
      source: entry.source,
      files: Number(total.files) + 1,
      read: Number(total.read) + entry.rows_read,
      accepted: Number(total.accepted) + entry.rows_accepted,
      duplicate: Number(total.duplicate) + entry.rows_duplicate,
      quarantined: Number(total.quarantined) + entry.rows_quarantined,
    })
  }
  const held = summary.files.filter((entry) => entry.status === 'held')
  if (totals.size > 0) output.say(textTable([...totals.values()]))
  else output.say('nothing to load: the inbox is empty')
  for (const entry of held) output.say(`held: ${entry.message}`)
  for (const each of summary.drift) {
    output.say(`columns: ${each.source}: ${describeChange(each)} (${each.decision}; ${each.file})`)
  }
  if (summary.corrected > 0) {
    output.say(`corrected: ${summary.corrected} refused record(s) were delivered well since`)
  }
  sayDecisions(output, summary.decisions)
  const dry = options.dryRun === true ? 'nothing was changed: dry run of ' : ''
  output.say(
    `${dry}load ${summary.loadId} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  output.result(summary)
  return held.length === 0
}
