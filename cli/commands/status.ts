import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import { readStatus } from '../read-status.ts'
import { localText } from '../status-sections.ts'

/** `csq status`: last load, how systems deliver, newest editions, runs, what is due, mails in doubt. */
export async function statusCommand(context: Context): Promise<void> {
  const status = await readStatus(context)
  const { output } = context
  const local = (instant: string | null) => localText(context.workspace.zone, instant)
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
    'last chains',
    status.chains.map(({ slot, period, started, seconds, step, ok }) => ({
      ...{
        slot,
        period,
        started: local(started ?? null),
        minutes: (seconds / 60).toFixed(1),
        step,
      },
      result: ok === true ? 'ok' : 'failed',
    })),
    'nothing ran yet: csq schedule',
  )
  section(
    'next due',
    status.next.map((each) => ({ ...each, due: local(each.due) })),
    'every chain is switched off in csq.config.yaml',
  )
  const attention = {
    'failed for good: what to do': status.failures.map(({ message, finished, ...each }) => ({
      ...each,
      at: local(finished),
      message: message.split('\n')[0],
    })),
    late: status.late.map((each) => ({ ...each, due: local(each.due) })),
    'mails in doubt': status.in_doubt,
    'bounced mails': status.bounced,
    'editions that wait for their release': status.held_editions.map((edition) => ({ edition })),
    'reports with missed targets that were not opened': status.unread,
    'closed periods': status.closings.map((each) => ({
      ...{ period: each.period_id, revision: each.revision, reason: each.reason },
      closed: local(`${each.closed_at}Z`),
    })),
  }
  for (const [title, rows] of Object.entries(attention))
    if (rows.length > 0) section(title, rows, '')
  output.result(status)
}

/** Local days as `09-03 09-04`. */
function shortDays(days: readonly string[]): string {
  return days.map((day) => day.slice(5)).join(' ')
}
