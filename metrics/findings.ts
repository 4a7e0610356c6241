import type { Database } from '../core/database.ts'
import { readDefinitions } from '../core/definitions.ts'
import { identifier, literal } from '../core/sql.ts'
import { type Finding, findingColumns, toldColumns } from './define-finding.ts'
import { nameSlices } from './finding-names.ts'
import { createFindingPeriods, periodNameZh } from './finding-periods.ts'
import { createPrecision } from './finding-precision.ts'
import { createFindingComplaints, createFindingContacts } from './finding-rows.ts'
import { askFindingPeriods, keepFindingPeriods, takeAllPeriods } from './finding-scope.ts'
import type { Scope } from './scope.ts'

/** Every kind of finding of `metrics/findings/`, in name order. */
export function readFindings(): Promise<readonly Finding[]> {
  return readDefinitions('metrics/findings', isFinding)
}

function isFinding(value: unknown): value is Finding {
  return typeof value === 'object' && value !== null && 'tells' in value && 'compute' in value
}

/**
 * Computes every finding for months, quarters and years with data: a table `findings.<name>` for
 * each kind, `findings.definitions`, and the view `findings.all` with what people decided. The
 * connection must have been prepared by the build, and must have its interval functions. Where the
 * scope is not full, kinds that say what they are made of are computed for touched periods alone.
 */
export async function findFindings(
  database: Database,
  findings?: readonly Finding[],
  scope: Scope = { isFull: true },
): Promise<{ readonly findings: number }> {
  const kinds = findings ?? (await readFindings())
  await database.run(`create schema if not exists findings; create schema if not exists ops;
    create table if not exists ops.finding_decisions (
      finding_id varchar not null, kind varchar not null,
      decision varchar not null check (decision in ('proposed', 'confirmed', 'rejected')),
      decided_by varchar not null, decided_at timestamp not null, note varchar)`)
  await createFindingPeriods(database)
  await createFindingContacts(database, scope)
  await computeByPeriod(
    database,
    kinds.filter((each) => each.madeOf !== undefined),
    scope,
  )
  for (const finding of kinds) {
    if (finding.madeOf === undefined) await computeFinding(database, finding, scope)
  }
  await keepFindingPeriods(database)
  await createFound(database)
  for (const finding of kinds) await tellFinding(database, finding)
  await describeFindings(database, kinds)
  await createAll(database)
  await createPrecision(database)
  return database.row<{ findings: number }>('select count(*) as findings from findings.found')
}

async function createFound(database: Database): Promise<void> {
  const told = Object.entries(toldColumns).map(([name, type]) => `${name} ${type}`)
  await database.run(`create or replace table findings.found (finding_id varchar not null,
    kind varchar not null, ${told.join(', ')}, slice_zh varchar, slice_en varchar,
    rank bigint, as_of timestamp)`)
}

/** Kinds whose rows hang on the days of changed rows: for the periods that are asked for. */
async function computeByPeriod(database: Database, kinds: readonly Finding[], scope: Scope) {
  if (!scope.isFull) await askFindingPeriods(database, kinds)
  await createFindingComplaints(database)
  for (const finding of kinds) await computeFinding(database, finding, scope)
  if (!scope.isFull) await takeAllPeriods(database)
}

async function computeFinding(database: Database, finding: Finding, scope: Scope) {
  const { name, columns, compute, madeOf } = finding
  const select = typeof compute === 'string' ? compute : await compute(database, scope)
  const table = `findings.${identifier(name)}`
  if (!scope.isFull && madeOf !== undefined) {
    await database.run(`create or replace temp table found_again as ${select};
      delete from ${table} where (period_type, period_id) not in (
        select (period_type, period_id) from all_finding_periods
        anti join finding_periods using (period_type, period_id));
      insert into ${table} by name from found_again;
      drop table found_again`)
    return
  }
  await database.run(`create or replace table ${table} as ${select}`)
  const made = await database.rows<{ name: string }>(
    `select name from pragma_table_info('findings.${name}') order by cid`,
  )
  const [has, says] = [made.map((each) => each.name).join(', '), Object.keys(columns).join(', ')]
  if (has !== says)
    throw new Error(`finding ${name}: its table has ${has}; its columns are ${says}`)
  await comment(database, table, columns)
}

async function tellFinding(database: Database, { name, tells }: Finding): Promise<void> {
  const types = Object.entries(toldColumns).map(([column, type]) => `null::${type} as ${column}`)
  await database.run(`insert into findings.found by name
    with told as (select ${types.join(', ')} where false union all by name select * from (${tells}))
    select ${literal(name)} as kind, getvariable('as_of') as as_of,
      left(md5(concat_ws('|', ${literal(name)}, metric, period_id,
        coalesce(compared_with, ''), slice)), 16) as finding_id,
      row_number() over (
        partition by metric, period_type, period_id order by weight desc, slice
      ) as rank,
      told.*,
    from told
    -- a row without its numbers, as of a period that nothing is compared with, has nothing to tell
    where n is not null and weight is not null
      and sentence_zh is not null and sentence_en is not null`)
  const { broken } = await database.row<{ broken: number }>(
    `select count(*) - count(distinct finding_id) + count(*) filter (
        where metric is null or slice is null or period_id is null) as broken
    from findings.found where kind = $1`,
    [name],
  )
  if (broken > 0)
    throw new Error(`finding ${name}: ${broken} rows are told twice, or do not say of what`)
}

/** `findings.definitions`: what the kinds mean, for pages and for people who write SQL. */
async function describeFindings(database: Database, kinds: readonly Finding[]): Promise<void> {
  const rows = kinds.map(({ name, title, question, article, method, version }) => {
    const texts = [title, question, method].flatMap(({ zh, en }) => [zh, en])
    return `(${[name, ...texts, article, version].map(literal).join(', ')})`
  })
  const values = rows.length === 0 ? `(${'null, '.repeat(8)}null)` : rows.join(',\n')
  await database.run(`create or replace table findings.definitions as
    select * from (values ${values}) definitions(kind, title_zh, title_en, question_zh, question_en,
      method_zh, method_en, article, version) where kind is not null`)
}

/** The view `findings.all`: names in the sentences, and the newest decision of a person. */
async function createAll(database: Database): Promise<void> {
  await nameSlices(database)
  await database.run(`update findings.found set slice_zh = names.slice_zh, slice_en = names.slice_en,
      sentence_zh = replace(replace(replace(sentence_zh, '{slice}', names.slice_zh),
        '{period}', ${periodNameZh('found.period_id')}),
        '{before}', coalesce(${periodNameZh('found.compared_with')} || if(is_open, '同期', ''), '')),
      sentence_en = replace(replace(replace(sentence_en, '{slice}', names.slice_en),
        '{period}', found.period_id),
        '{before}', coalesce(if(is_open, 'the same days of ', '') || found.compared_with, ''))
    from finding_slices names, finding_periods periods
    where names.slice = found.slice and periods.period_id = found.period_id`)
  await database.run(`create or replace view findings.all as
    with decisions as (
      select * from ops.finding_decisions
      qualify row_number() over (
        partition by finding_id order by decided_at desc, decision desc, decided_by
      ) = 1
    )
    select finding_id, kind, metric, period_type, period_id, compared_with, slice, slice_zh,
      slice_en, n, effect, effect_unit, ci_low, ci_high, p_value, q_value, rank,
      sentence_zh, sentence_en,
      definitions.method_zh || ' · ' || definitions.method_en as method,
      definitions.version as definition_version,
      coalesce(decisions.decision, 'proposed') as status,
      decisions.decided_by, decisions.decided_at, decisions.note, as_of,
    from findings.found
    left join findings.definitions using (kind)
    left join decisions using (finding_id, kind)`)
  await comment(database, 'findings."all"', findingColumns)
}

async function comment(
  database: Database,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const statements = Object.entries(columns).map(
    ([name, meaning]) => `comment on column ${table}.${identifier(name)} is ${literal(meaning)}`,
  )
  await database.run(statements.join(';'))
}
