import { existsSync } from 'node:fs'
import { type Database, openReader } from '../core/database.ts'
import { type Run, readRuns } from '../core/runs.ts'
import { readSecret } from '../core/workspace.ts'
import { localDay } from '../core/zone.ts'
import { type Closing, listClosings } from '../metrics/closings.ts'
import { listEditions } from '../reports/edition.ts'
import { heldEditions } from '../reports/mail/held.ts'
import { openMailLedger } from '../reports/mail/ledger.ts'
import { readUnread } from '../reports/serve/unread.ts'
import type { Context } from './context.ts'
import { readCalendar } from './schedule/calendar.ts'
import { lateSlots } from './schedule/due-slots.ts'
import { readDueTimes } from './schedule/due-times.ts'
import { runbookOf } from './schedule/tend.ts'
import { type FeedStatus, type HeldFile, readFeeds, readHeldFiles } from './source-status.ts'

const shown = 10

export type Status = Awaited<ReturnType<typeof readStatus>>

/** What ran and what is due, how systems deliver, what is published and sent, and what waits for somebody. */
export async function readStatus(context: Context) {
  const { workspace, clock } = context
  const { home } = workspace
  const now = clock.now()
  const today = localDay(workspace.zone, now)
  const runs = readRuns(home)
  const times = readDueTimes(workspace, await readCalendar(workspace.warehouse))
  const mails = openMailLedger(home)
  const { grace } = workspace.config.mail
  return {
    home,
    today,
    ...(await readWarehouse(workspace.warehouse, today)),
    editions: listEditions(workspace.editions)
      .slice(0, shown)
      .map((each) => each.id),
    runs: runs.slice(-shown).reverse(),
    chains: chainsOf(runs).slice(0, shown),
    failures: failuresOf(runs),
    late: lateSlots(workspace, times, now, grace).map((slot) => ({
      ...{ slot: slot.type, due: slot.due.toISOString(), period: slot.period.id },
    })),
    next: times.map((each) => {
      const slot = each.next(now)
      return {
        slot: each.type,
        due: slot?.due.toISOString() ?? null,
        period: slot?.period.id ?? null,
      }
    }),
    held_editions: heldEditions(home),
    in_doubt: mails
      .inDoubt()
      .map((row) => ({ edition: row.edition, recipient: row.recipient, since: row.at })),
    bounced: mails
      .bounced()
      .map(({ edition, recipient, at, message }) => ({ edition, recipient, since: at, message })),
    unread: await readUnread(context, readSecret(home, context.environment)),
  }
}

/** Chains, latest first: when they ran, how long that took, and how they ended. */
function chainsOf(runs: readonly Run[]) {
  return [...groupChains(runs).values()]
    .map((rows) => {
      const [first] = rows
      const last = rows.at(-1)
      const seconds = (Date.parse(last?.finished ?? '') - Date.parse(first?.started ?? '')) / 1000
      return {
        ...{ slot: last?.slot, period: last?.period, due: last?.due },
        ...{ started: first?.started, finished: last?.finished, seconds },
        ...{ step: last?.step, ok: last?.ok },
      }
    })
    .sort((a, b) => ((a.started ?? '') < (b.started ?? '') ? 1 : -1))
}

/** Chains that ended with a step that failed, and where it is written what to do. */
function failuresOf(runs: readonly Run[]) {
  return [...groupChains(runs).values()].flatMap((rows) => {
    const last = rows.at(-1)
    if (last === undefined || last.ok) return []
    const { slot, period, step, finished, message } = last
    return [{ slot, period, step, finished, message, runbook: runbookOf(step) }]
  })
}

/** The rows of each chain, without those of a first start. */
function groupChains(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const chains = new Map<string, Run[]>()
  for (const run of runs) {
    if (run.attempt === 0) continue
    const name = `${run.slot} ${run.due}`
    chains.set(name, [...(chains.get(name) ?? []), run])
  }
  return chains
}

interface LastLoad extends Record<string, unknown> {
  readonly load: number
  readonly started: string
  readonly finished: string | null
  readonly files: number | null
  readonly accepted: number | null
  readonly quarantined: number | null
  readonly held: number | null
}

interface WarehouseStatus {
  readonly last_load: LastLoad | null
  readonly sources: readonly FeedStatus[]
  readonly held_files: readonly HeldFile[]
  readonly closings: readonly Closing[]
}

async function readWarehouse(warehouse: string, today: string): Promise<WarehouseStatus> {
  const nothing = { last_load: null, sources: [], held_files: [], closings: [] }
  if (!existsSync(warehouse)) return nothing
  const database = await openReader(warehouse)
  try {
    const tables = await database.rows(
      `select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'loads'`,
    )
    if (tables.length === 0) return nothing
    return {
      last_load: await lastLoad(database),
      sources: await readFeeds(database, today),
      held_files: await readHeldFiles(database),
      closings: (await listClosings(database)).slice(0, shown),
    }
  } finally {
    database.close()
  }
}

async function lastLoad(database: Database): Promise<LastLoad | null> {
  const [last] = await database.rows<LastLoad>(
    `select load_id as load, strftime(started_at, '%Y-%m-%dT%H:%M:%SZ') as started,
      strftime(finished_at, '%Y-%m-%dT%H:%M:%SZ') as finished, files,
      rows_accepted as accepted, rows_quarantined as quarantined, files_held as held
    from ops.loads order by load_id desc limit 1`,
  )
  return last ?? null
}
