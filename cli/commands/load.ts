import { writeWarehouse } from '../../core/warehouse.ts'
import { readSecret } from '../../core/workspace.ts'
import { load } from '../../ingest/load.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

/** `csq load [source…]`: takes what is new below the inbox. Returns false when a file was held. */
export async function loadCommand(context: Context, sources: readonly string[]): Promise<boolean> {
  const { workspace, output } = context
  const started = performance.now()
  const summary = await writeWarehouse(workspace, (database) =>
    load(database, {
      workspace,
      secret: readSecret(workspace.home, context.environment),
      clock: context.clock,
      programVersion: context.programVersion,
      only: sources,
      onFile: (entry) => output.progress(`${entry.file}  ${entry.rows_read}`),
    }),
  )
  output.progress('')
  const totals = new Map<string, Record<string, number | string>>()
  for (const entry of summary.files) {
    const total = totals.get(entry.contract) ?? {
      contract: entry.contract,
      files: 0,
      read: 0,
      accepted: 0,
      duplicate: 0,
      quarantined: 0,
    }
    totals.set(entry.contract, {
      contract: entry.contract,
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
  for (const column of summary.unknownColumns) {
    const near = column.nearest === null ? '' : `; did you mean ${column.nearest}?`
    output.say(`ignored: column "${column.column_name}" of ${column.contract}${near}`)
  }
  output.say(`load ${summary.loadId} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  output.result(summary)
  return held.length === 0
}
