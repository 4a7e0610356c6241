import { existsSync } from 'node:fs'
import { type Database, openDatabase } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/** Something about an edition that is not as it was published, or not as it must be. */
export interface Mismatch {
  /**
   * `signature`: of the manifest. `file`: bytes. `figures`: all of them. `figure`: one.
   * `warehouse`: one, as the warehouse has it.
   */
  readonly what: 'signature' | 'file' | 'figures' | 'figure' | 'warehouse'
  readonly name: string
  readonly published: string
  readonly found: string
}

/** How figures follow from their numerators and denominators. */
export interface Arithmetic {
  readonly rules: readonly {
    readonly indicator: string
    readonly version: number
    readonly kind: 'rate' | 'mean' | 'per_exposure'
    readonly scale: number
  }[]
  /** Makes `wilson_low` and `wilson_high` on a connection. */
  readonly prepare: (database: Database) => Promise<void>
}

/** Every figure by its own arithmetic and by the warehouse, where there is one. */
export async function checkFigures(data: string, warehouse: string, arithmetic: Arithmetic) {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(data)} as edition (read_only)`)
    await arithmetic.prepare(database)
    const { count } = await database.row<{ count: number }>(
      'select count(*) as count from edition."values"',
    )
    const own = await database.rows<MismatchRow>(arithmeticSql(arithmetic))
    if (!existsSync(warehouse)) {
      return { count, asOf: null, own: own.map(asMismatch('figure')), warehouse: [] }
    }
    await database.run(`attach ${literal(warehouse)} as warehouse (read_only)`)
    const { as_of } = await database.row<{ as_of: string | null }>(
      'select max(as_of) as as_of from warehouse.indicators."values"',
    )
    const differing = await database.rows<MismatchRow>(warehouseSql)
    return {
      count,
      asOf: as_of === null ? null : `${as_of}Z`,
      own: own.map(asMismatch('figure')),
      warehouse: differing.map(asMismatch('warehouse')),
    }
  } finally {
    database.close()
  }
}

type MismatchRow = { name: string; published: string; found: string }
const asMismatch = (what: Mismatch['what']) => (row: MismatchRow) => ({ what, ...row })

const figureName = `concat_ws(' ', indicator, period_id,
  case when grouped_by <> 'all' then grouped_by || '=' || group_id end)`
const isApart = (one: string, other: string) =>
  `(${one} is distinct from ${other} and coalesce(abs(${one} - ${other})
    > 1e-9 * greatest(1, abs(${other})), true))`

/** Figures whose value or interval does not follow from their numerator and denominator. */
function arithmeticSql({ rules }: Arithmetic): string {
  const rows = rules.map(
    ({ indicator, version, kind, scale }) =>
      `(${[indicator, version, kind, scale].map(literal).join(', ')})`,
  )
  return `with rules(indicator, definition_version, kind, scale) as (values ${rows.join(', ')}),
    worked as (
      select figures.*, kind, numerator / nullif(denominator, 0) * scale as own_value,
        case when kind = 'rate' then wilson_low(numerator, denominator) end as own_low,
        case when kind = 'rate' then wilson_high(numerator, denominator) end as own_high,
      from edition."values" figures join rules using (indicator, definition_version)
      where not is_suppressed
    )
    select ${figureName} as name, value::varchar as published,
      printf('%s / %s gives %s', numerator::varchar, denominator::varchar, own_value::varchar) as found,
    from worked where ${isApart('value', 'own_value')}
    union all
    select ${figureName}, printf('%s to %s', ci_low::varchar, ci_high::varchar),
      printf('interval %s to %s', own_low::varchar, own_high::varchar),
    from worked where kind = 'rate' and (${isApart('ci_low', 'own_low')} or ${isApart('ci_high', 'own_high')})
    order by 1`
}

const told = (table: string) =>
  `concat_ws(' ', ${table}.value::varchar, '=', ${table}.numerator::varchar, '/',
    ${table}.denominator::varchar, ${table}.status, 'v' || ${table}.definition_version::integer)`

const warehouseSql = `
  select ${figureName} as name, ${told('figures')} as published,
    coalesce(${told('now')}, 'no such figure') as found,
  from edition."values" figures
  left join warehouse.indicators."values" now
    using (indicator, period_type, period_id, grouped_by, group_id)
  where not is_suppressed and (now.indicator is null
    or ${isApart('figures.numerator', 'now.numerator')}
    or ${isApart('figures.denominator', 'now.denominator')}
    or ${isApart('figures.value', 'now.value')}
    or figures.status is distinct from now.status
    or figures.definition_version is distinct from now.definition_version)
  order by 1`
