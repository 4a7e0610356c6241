import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import { localDay, toLocalSql } from '../core/zone.ts'
import type { Contract } from './define-contract.ts'
import type { Source } from './define-source.ts'
import { growTable } from './grow-table.ts'
import type { Load } from './load-file.ts'
import { usualSteps } from './usual-rows.ts'

/** A day is short below this share of its usual rows; public holidays swing more than others. */
const defaultShare = 0.5
const defaultHolidayShare = 0.3

/** … if it also lacks at least so many rows, and so many times the spread of comparable days. */
const defaultRows = 20
const defaultSpreads = 3

/**
 * A source without a stated rhythm is expected on days that usually bring at least so many rows;
 * days without any are judged together: two of a few rows each are no chance any more.
 */
const fewestUsual = 10
const daysKept = 800

const columns = {
  source: 'varchar not null',
  feed: 'varchar not null',
  contract: 'varchar not null',
  day: 'date not null',
  is_expected: 'boolean not null',
  rows: 'bigint not null',
  usual_rows: 'double',
  status: 'varchar not null',
}

/**
 * Writes `ops.arrivals`: per feed (a system's folder) and local day how many rows there are, how
 * many there usually are, and whether the day is complete, short, missing or late. Usual is the
 * median of the last eight days with rows of the same weekday and kind (working day, the first one
 * after days off, weekend, public holiday with the weekend beside it); holidays are compared
 * whatever their weekday.
 */
export async function recordArrivals(
  database: Database,
  contracts: readonly Contract[],
  sources: readonly Source[],
  load: Load,
): Promise<void> {
  await growTable(database, 'ops.arrivals', columns)
  const today = localDay(load.workspace.zone, load.clock.now())
  for (const contract of contracts) {
    if (contract.at === undefined) continue
    const feeding = sources.filter((source) => source.contract === contract.name)
    await database.run(`delete from ops.arrivals where contract = ${literal(contract.name)};
      insert into ops.arrivals (${Object.keys(columns).join(', ')})
      ${arrivalsSql(contract, feeding, load, today)}`)
  }
}

function arrivalsSql(
  contract: Contract,
  sources: readonly Source[],
  { workspace, clock }: Load,
  today: string,
): string {
  const day = `${toLocalSql(workspace.zone, identifier(contract.at ?? ''))}::date`
  const rhythms = sources.map(({ name, fresh }) => {
    const until = fresh === undefined ? null : lastDueDay(fresh.by, workspace.zone, clock.now())
    const every = fresh?.every ?? null
    const bounds = [fresh?.share ?? null, fresh?.rows ?? null]
    return `(${[name, every, until, ...bounds].map(literal).join(', ')})`
  })
  return `with rhythms(source, every, until, share, fewest) as (values ${rhythms.join(', ')}),
    delivered as (
      select files.source, coalesce(files.feed, files.source) as feed, ${day} as day, count(*) as rows
      from ${identifier('landing', contract.name)} landed join ops.files on file_id = _file_id
      where ${identifier(contract.at ?? '')} is not null group by all
    ),
    spans as (
      select source, feed, min(day) as first, max(day) as last from delivered
      where day < date ${literal(today)} group by source, feed
    ),
    days as (
      select source, feed, last, unnest(generate_series(
          greatest(first, last - ${daysKept}), greatest(last, until::date), interval 1 day))::date as day
      from spans join rhythms using (source)
    ),
    counted as (
      select source, feed, day, last, coalesce(rows, 0) as rows,
        coalesce(is_workday, isodow(day) < 6) as is_workday
      from days left join delivered using (source, feed, day) left join reference.calendar using (day)
    ),
    ${usualSteps},
    judged as (
      select *,
        case every when 'day' then true when 'workday' then is_workday
          else is_frequent and run_usual >= ${fewestUsual}
            and run_usual > ${defaultSpreads} * run_spread end as is_expected,
        coalesce(share, if(kind = 'holiday', ${defaultHolidayShare}, ${defaultShare})) as least_share,
        coalesce(fewest, greatest(${defaultRows}, ${defaultSpreads} * spread)) as least_lack
      from compared join rhythms using (source)
    )
    select source, feed, ${literal(contract.name)}, day, is_expected, rows, usual_rows,
      case when rows = 0 and is_expected then if(day > last, 'late', 'missing')
        when is_expected and day <= coalesce(until::date, day) and rows < least_share * usual_rows
          and usual_rows - rows >= least_lack then 'low'
        when rows = 0 then 'none' else 'ok' end
    from judged`
}

/** The last local day whose rows must be there at `now`: the day before, from `by` on. */
function lastDueDay(by: string, zone: Load['workspace']['zone'], now: Date): string {
  const today = localDay(zone, now)
  const [hours = 0, minutes = 0] = by.split(':').map(Number)
  const dayOfTimeBefore = localDay(zone, new Date(now.getTime() - (hours * 60 + minutes) * 60_000))
  const daysBack = dayOfTimeBefore === today ? 1 : 2
  return new Date(Date.parse(`${today}T00:00:00Z`) - daysBack * 86_400_000)
    .toISOString()
    .slice(0, 10)
}
