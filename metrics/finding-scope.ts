import type { Database } from '../core/database.ts'
import { identifier } from '../core/sql.ts'
import type { Finding, MadeOf } from './define-finding.ts'
import { createFindingWindows } from './finding-periods.ts'
import { changedTable } from './scope.ts'

/** Columns of `ops.finding_periods` beside those of `finding_periods`. */
const firstDay = '(select min(received_on) from marts.complaints) as first_complaint_on'

/** Keeps the periods that findings were computed for, by which a build of changes tells new ones. */
export async function keepFindingPeriods(database: Database): Promise<void> {
  await database.run(`create or replace table ops.finding_periods as
    select *, ${firstDay}, getvariable('as_of') as as_of from finding_periods`)
}

/**
 * Leaves in `finding_periods` and `finding_windows` the periods whose findings must be computed
 * again: those with a row that came or went in what a kind is made of, new ones, and those that the
 * cut-off changes as it moves. All of them are kept as `all_finding_periods`.
 */
export async function askFindingPeriods(
  database: Database,
  kinds: readonly Finding[],
): Promise<void> {
  const touched = [...new Set(kinds.flatMap((each) => each.madeOf ?? []).map(touchedSql))]
  const youngest = Math.max(0, ...kinds.map((each) => each.matures ?? 0)) + 1
  await database.run(`create or replace temp table all_finding_periods as from finding_periods;
    create or replace temp table finding_periods as
    select periods.* from all_finding_periods periods
    where exists (
        from (${touched.join(' union ')}) touched
        where last_day >= previous_start and first_day <= period_end
      )
      or (period_type, period_id) in (select (period_type, period_id) from (
        select *, ${firstDay} from all_finding_periods
        except select * exclude (as_of) from ops.finding_periods
      ))
      or exists (
        from (select max(as_of) as former from ops.finding_periods)
        where former <> getvariable('as_of')
          and period_end >= local_day(least(former, getvariable('as_of'))) - ${youngest}
      )`)
  await createFindingWindows(database)
}

/** The days that a changed row reaches. */
function touchedSql({ from, on, before = 0, after = 0 }: MadeOf): string {
  const day = identifier(on)
  return `select ${day} - ${after} as first_day, ${day} + ${before} as last_day
    from ${changedTable(from)} where ${day} is not null`
}

/** All periods again, for kinds that are computed for all of them, and for what is told. */
export async function takeAllPeriods(database: Database): Promise<void> {
  await database.run('create or replace temp table finding_periods as from all_finding_periods')
  await createFindingWindows(database)
}
