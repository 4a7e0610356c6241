import { existsSync } from 'node:fs'
import { type Database, openReader } from '../../core/database.ts'
import { readRuns } from '../../core/runs.ts'
import { localDay, offsetMinutes } from '../../core/zone.ts'
import { listEditions } from '../../reports/edition.ts'
import { openMailLedger } from '../../reports/mail/ledger.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import { readDueTimes } from '../schedule/due-times.ts'
import { type FeedStatus, type HeldFile, readFeeds, readHeldFiles } from '../source-status.ts'

const shown = 10

/** `csq status`: last load, how systems deliver, newest editions, runs, what is due, mails in doubt. */
export async function statusCommand(context: Context): Promise<void> {
  const status = await readStatus(context)
  const { output } = context
  const local = (instant: string | null) => (instant === null ? '' : localText(context, instant))
  const section = (title: string, rows: readonly Record<string, unknown>[], none: string) =>
    output.say(`${title}\n${rows.length === 0 ? none : textTable(rows)}\n`)
  const load = status.last_load
  section(
    'last load',
    load === null
      ? []
      : [{ ...load, started: local(load.started), finished: local(load.finished) }],
    'nothing was loaded yet: csq load',
  )
  section(
    'sources (days of the last 14)',
    status.sources.map((each) => ({
      ...each,
      missing_days: shortDays(each.missing_days),
      short_days: shortDays(each.short_days),
    })),
    'nothing is known by day yet: csq load',
  )
  if (status.held_files.length > 0) section('held files of the last load', status.held_files, '')
  section(
    'newest editions',
    status.editions.map((edition) => ({ edition })),
    'nothing was published yet: csq publish --period 2026-Q3',
  )
  section(
    'last runs of the schedule',
    status.runs.map(({ slot, period, step, attempt, started, ok, message }) => ({
      ...{ slot, period, step, attempt, started: local(started) },
      ok: ok ? 'ok' : 'failed',
      message: message.split('\n')[0],
    })),
    'nothing ran yet: csq schedule',
  )
  section(
    'next due',
    status.next.map((each) => ({ ...each, due: local(each.due) })),
    'every chain is switched off in csq.config.yaml',
  )
  if (status.in_doubt.length > 0) section('mails in doubt', status.in_doubt, '')
  output.result(status)
}

async function readStatus({ workspace, clock }: Context) {
  const now = clock.now()
  const today = localDay(workspace.zone, now)
  return {
    home: workspace.home,
    today,
    ...(await readWarehouse(workspace.warehouse, today)),
    editions: listEditions(workspace.editions)
      .slice(0, shown)
      .map((each) => each.id),
    runs: readRuns(workspace.home).slice(-shown).reverse(),
    next: readDueTimes(workspace).map((each) => {
      const slot = each.next(now)
      return {
        slot: each.type,
        due: slot?.due.toISOString() ?? null,
        period: slot?.period.id ?? null,
      }
    }),
    in_doubt: openMailLedger(workspace.home)
      .inDoubt()
      .map((row) => ({ edition: row.edition, recipient: row.recipient, since: row.at })),
  }
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
}

async function readWarehouse(warehouse: string, today: string): Promise<WarehouseStatus> {
  const nothing = { last_load: null, sources: [], held_files: [] }
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

/** Local days as `09-03 09-04`. */
function shortDays(days: readonly string[]): string {
  return days.map((day) => day.slice(5)).join(' ')
}

/** An instant as `2026-10-08 09:00` in the bank's zone. */
function localText(context: Context, instant: string): string {
  const { zone } = context.workspace
  const at = new Date(instant)
  const minutes = zone.fixedMinutes ?? offsetMinutes(zone.name, at)
  return new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}
