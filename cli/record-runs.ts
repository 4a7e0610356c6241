import type { Database } from '../core/database.ts'
import { type Run, readRuns } from '../core/runs.ts'
import { literal } from '../core/sql.ts'

/** The columns of `ops.runs`, as readers may rely on them. */
export const runColumns: Readonly<Record<keyof Run & string, string>> = {
  slot: 'day, month, quarter or year: which chain',
  due: 'when the chain was due, UTC',
  period: '2026-09-01, 2026-09, 2026-Q3 or 2026',
  step: 'load, build, publish or send; `before first start` for what was due before the schedule began',
  attempt: 'counts from 1; 0 for `before first start`',
  started: 'UTC',
  finished: 'UTC',
  ok: 'whether the attempt succeeded',
  message: 'why it did not',
}

/** Writes the ledger of the schedule into `ops.runs`, as it stands when a build ends. */
export async function recordRuns(database: Database, home: string): Promise<void> {
  await database.run(`create schema if not exists ops;
    create or replace table ops.runs (slot varchar, due timestamp, period varchar, step varchar,
      attempt integer, started timestamp, finished timestamp, ok boolean, message varchar)`)
  for (const [column, text] of Object.entries(runColumns)) {
    await database.run(`comment on column ops.runs."${column}" is ${literal(text)}`)
  }
  const rows = readRuns(home)
  if (rows.length === 0) return
  await database.run(
    `insert into ops.runs by name
    select unnest(from_json($1, '[{"slot":"VARCHAR","due":"TIMESTAMP","period":"VARCHAR",
      "step":"VARCHAR","attempt":"INTEGER","started":"TIMESTAMP","finished":"TIMESTAMP",
      "ok":"BOOLEAN","message":"VARCHAR"}]'), recursive := true)`,
    [JSON.stringify(rows)],
  )
}
