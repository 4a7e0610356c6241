import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'

/** How an edition was read by readers of one role. */
export interface EditionUsage extends Record<string, unknown> {
  readonly edition: string
  /** The audiences of the readers, `*` for who may see everything. */
  readonly role: string
  /** Visits; a reader who comes back after half an hour visits again. */
  readonly opens: number
  readonly readers: number
  readonly pages: number
  readonly first_opened: string
  readonly last_opened: string
}

/** Which readers, by their names in the access log, opened an edition of a period and audience. */
export type Opened = ReadonlyMap<string, ReadonlySet<string>>

/** Opens per edition and role from the server's access logs; `period` narrows that to its editions. */
export async function readUsage(
  logs: string,
  period: string | undefined,
): Promise<readonly EditionUsage[]> {
  const wanted = period === undefined ? '' : `where edition like ${literal(`${period}/%`)}`
  return askLogs<EditionUsage>(
    logs,
    `with paused as (
      select *, time - lag(time) over (partition by edition, recipient order by time) as pause
      from pages
    )
    select edition, role, count(*) filter (where pause is null or pause > interval 30 minute)::int as opens,
      count(distinct recipient)::int as readers, count(*)::int as pages,
      strftime(min(time), '%Y-%m-%dT%H:%M:%SZ') as first_opened,
      strftime(max(time), '%Y-%m-%dT%H:%M:%SZ') as last_opened
    from paused ${wanted}
    group by edition, role order by edition desc, role`,
  )
}

/** Who opened what: the names of readers by `2026-Q3/bank`, whatever the revision. */
export async function readOpened(logs: string): Promise<Opened> {
  const rows = await askLogs<{ edition: string; recipient: string }>(
    logs,
    `select distinct regexp_replace(edition, '/r[0-9]+$', '') as edition, recipient
    from pages where recipient is not null`,
  )
  const opened = new Map<string, Set<string>>()
  for (const { edition, recipient } of rows) {
    opened.set(edition, (opened.get(edition) ?? new Set()).add(recipient))
  }
  return opened
}

/** Asks the relation `pages` of the logs: a row per page of an edition that somebody got to see. */
async function askLogs<T extends Record<string, unknown>>(
  logs: string,
  sql: string,
): Promise<readonly T[]> {
  if (!readdirSync(logs).some((name) => /^access-.*\.ndjson$/.test(name))) return []
  const database = await openDatabase()
  try {
    await database.run(`create temp view pages as
      select time, recipient, coalesce(role, '') as role,
        url_decode(regexp_extract(path, '^/editions/(.+?/r[0-9]+)/', 1)) as edition
      from read_ndjson(${literal(join(logs, 'access-*.ndjson'))}, ignore_errors = true, columns = {
        time: 'timestamp', method: 'varchar', path: 'varchar', status: 'int', role: 'varchar',
        recipient: 'varchar'
      })
      where status in (200, 304) and coalesce(method, 'GET') = 'GET'
        and regexp_matches(path, '^/editions/.+?/r[0-9]+/(.*/)?$')`)
    return await database.rows<T>(sql)
  } finally {
    database.close()
  }
}
