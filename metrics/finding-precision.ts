import type { Database } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'

/** The columns of `findings.precision`. */
export const precisionColumns: Readonly<Record<string, string>> = {
  kind: 'kind of finding; findings.definitions says what it means',
  confirmed: 'findings whose newest verdict is confirmed, of all builds',
  rejected: 'findings whose newest verdict is rejected, of all builds',
  proposed: 'findings of the last build that nobody has decided',
  decided: 'confirmed + rejected',
  precision: 'confirmed / decided; null while nothing is decided',
  precision_low: 'lower end of its 95 % interval (Wilson)',
  precision_high: 'upper end',
}

/** One row of `findings.precision`. */
export interface FindingPrecision {
  readonly [column: string]: unknown
  readonly kind: string
  readonly confirmed: number
  readonly rejected: number
  readonly proposed: number
  readonly decided: number
  readonly precision: number | null
  readonly precision_low: number | null
  readonly precision_high: number | null
}

/** Makes the view `findings.precision`: how often people confirm what each kind proposes. */
export async function createPrecision(database: Database): Promise<void> {
  await database.run(`create or replace view findings.precision as
    with newest as (
      select kind, decision from ops.finding_decisions
      qualify row_number() over (
        partition by finding_id order by decided_at desc, decision desc, decided_by
      ) = 1
    ),
    verdicts as (
      select kind, count(*) filter (where decision = 'confirmed') as confirmed,
        count(*) filter (where decision = 'rejected') as rejected,
      from newest group by kind
    ),
    open as (
      select kind, count(*) as proposed from findings."all" where status = 'proposed' group by kind
    ),
    counted as (
      select kind, coalesce(confirmed, 0) as confirmed, coalesce(rejected, 0) as rejected,
        coalesce(proposed, 0) as proposed,
        coalesce(confirmed, 0) + coalesce(rejected, 0) as decided,
      from (select kind from findings.definitions)
      left join verdicts using (kind)
      left join open using (kind)
    )
    select *, confirmed / nullif(decided, 0) as precision,
      wilson_low(confirmed, decided) as precision_low,
      wilson_high(confirmed, decided) as precision_high,
    from counted`)
  const comments = Object.entries(precisionColumns).map(
    ([name, meaning]) =>
      `comment on column findings.precision.${identifier(name)} is ${literal(meaning)}`,
  )
  await database.run(comments.join(';'))
}
