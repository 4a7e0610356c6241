import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { zoneOf } from '../../core/zone.ts'
import { defineFinding, type Finding, findingColumns } from '../../metrics/define-finding.ts'
import { findFindings } from '../../metrics/findings.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'
import { prepareConnection } from '../../transforms/build.ts'

const text = { zh: '测试', en: 'test' }
const definition: Finding = defineFinding({
  name: 'counted',
  title: text,
  question: text,
  article: '14',
  method: text,
  version: 3,
  columns: { period_id: 'month', before: 'month before', cause: 'cause', n: 'complaints' },
  compute: `select period_id, any_value(compared_with) as before, cause, count(*) as n
    from finding_complaints where is_now and period_type = 'month' group by period_id, cause`,
  tells: `select 'complaints' as metric, 'month' as period_type, period_id, before as compared_with,
      'cause=' || cause as slice, n, n as effect, 'complaints' as effect_unit, n as weight,
      '{period}（{before}）{slice}' || n as sentence_zh,
      '{period} ({before}) {slice} ' || n as sentence_en,
    from findings.counted`,
  example: { given: {}, asOf: '', where: '', expect: [], because: text },
})

let database: Database
beforeEach(async () => {
  database = await openDatabase()
  await prepareConnection(database, {
    zone: zoneOf('Asia/Shanghai'),
    asOf: new Date('2026-03-20T00:00:00+08:00'),
    complaintDays: 'natural',
  })
  await createIntervalFunctions(database)
  await database.run(`create schema reference;
    create table reference.complaint_causes as
      select 'C07' as cause_code, '因定价收费引起的投诉' as name_zh, 'Fees' as name_en;
    create table marts.contacts as select date '2026-02-01' as started_on, 'phone' as channel,
      'D01' as department_id, 'B01' as product_code, true as is_inbound, true as is_answered,
      false as is_test;
    create table marts.complaints as
      select 'P' || i as complaint_id, date '2026-03-02' as received_on,
        date '2026-03-17' as due_on, 'B01' as product_code, 'billing' as process_step,
        case when i < 3 then 'C07' end as cause_code, null::varchar as sub_cause_code,
        null::varchar as root_cause_code, 'D01' as department_id, 'phone' as channel,
        true as is_received, true as is_valid, false as is_escalated, 0.0 as redress_amount,
        3 as open_days
      from range(4) t(i)`)
})
afterEach(() => database.close())

describe('findings.all', () => {
  it('says who decided what of a finding; the newest decision counts, also after a build', async () => {
    await findFindings(database, [definition])
    const ids = await idsBySlice()
    await decide(ids['cause=C07'], 'confirmed', '2026-03-21')
    await decide(ids['cause=C07'], 'rejected', '2026-03-22')
    await findFindings(database, [definition])
    expect(await idsBySlice()).toEqual(ids)
    const rows = await database.rows(
      'select slice, status, decided_by, note from findings.all order by slice',
    )
    expect(rows).toEqual([
      { slice: 'cause=C07', status: 'rejected', decided_by: 'Li', note: 'on 2026-03-22' },
      { slice: 'cause=unknown', status: 'proposed', decided_by: null, note: null },
    ])
  })

  it('keeps the id of a finding whose numbers change, and gives another kind another id', async () => {
    await findFindings(database, [definition])
    const before = await idsBySlice()
    await database.run(`update marts.complaints set cause_code = 'C07'
      where complaint_id = (select min(complaint_id) from marts.complaints where cause_code is null)
        or complaint_id = 'P0'`)
    await findFindings(database, [definition])
    expect((await idsBySlice())['cause=C07']).toBe(before['cause=C07'])
    const other = {
      ...definition,
      name: 'others',
      tells: definition.tells.replace('counted', 'others'),
    }
    await findFindings(database, [other])
    expect((await idsBySlice())['cause=C07']).not.toBe(before['cause=C07'])
  })

  it('names slices and periods; an open period is compared with the same days', async () => {
    await findFindings(database, [definition])
    const rows = await database.rows(
      'select slice_zh, sentence_zh, sentence_en, rank from findings.all order by rank',
    )
    expect(rows).toEqual([
      {
        slice_zh: '定价收费',
        sentence_zh: '2026年3月（2026年2月同期）定价收费3',
        sentence_en: '2026-03 (the same days of 2026-02) Fees 3',
        rank: 1,
      },
      {
        slice_zh: '原因未知',
        sentence_zh: '2026年3月（2026年2月同期）原因未知1',
        sentence_en: '2026-03 (the same days of 2026-02) unknown cause 1',
        rank: 2,
      },
    ])
  })

  it('explains every column, as do the tables of the kinds', async () => {
    await findFindings(database, [definition])
    const rows = await database.rows<{ name: string; comment: string | null }>(
      `select column_name as name, comment from duckdb_columns()
      where schema_name = 'findings' and table_name in ('all', 'counted')`,
    )
    const names = [...Object.keys(findingColumns), ...Object.keys(definition.columns)]
    expect(rows.map(({ name }) => name).sort()).toEqual(names.sort())
    expect(rows.filter(({ comment }) => comment === null)).toEqual([])
  })

  it('holds what a definition says of itself', async () => {
    await findFindings(database, [definition])
    expect(await database.rows('select kind, version, title_zh from findings.definitions')).toEqual(
      [{ kind: 'counted', version: 3, title_zh: '测试' }],
    )
    const rows = await database.rows('select distinct definition_version, method from findings.all')
    expect(rows).toEqual([{ definition_version: 3, method: '测试 · test' }])
  })
})

describe('a definition', () => {
  it('whose table has other columns than it says is refused', async () => {
    const other = { ...definition, columns: { ...definition.columns, more: 'not there' } }
    await expect(findFindings(database, [other])).rejects.toThrow(/its columns are.*more/)
  })

  it('that tells the same slice of a period twice is refused', async () => {
    const other = { ...definition, tells: definition.tells.replace(' || cause as', ' as') }
    await expect(findFindings(database, [other])).rejects.toThrow(/told twice/)
  })

  it('that has no numbers for some of its rows tells the others, and stops no build', async () => {
    const told = async (tells: string) => {
      await findFindings(database, [{ ...definition, tells }])
      return database.rows('select finding_id from findings.all order by 1')
    }
    const all = await told(definition.tells)
    const some = await told(`select * replace (case when slice = (select min(slice)
      from (${definition.tells})) then null else weight end as weight) from (${definition.tells})`)
    expect(some.length).toBeGreaterThan(0)
    expect(some.length).toBeLessThan(all.length)
    expect(all).toEqual(expect.arrayContaining(some))
  })
})

async function idsBySlice(): Promise<Readonly<Record<string, string>>> {
  const rows = await database.rows<{ slice: string; finding_id: string }>(
    'select slice, finding_id from findings.all',
  )
  return Object.fromEntries(rows.map(({ slice, finding_id }) => [slice, finding_id]))
}

async function decide(id: string | undefined, decision: string, day: string): Promise<void> {
  await database.run(
    `insert into ops.finding_decisions values ($1, 'counted', $2, 'Li', $3::timestamp, 'on ' || $3)`,
    [id ?? '', decision, day],
  )
}
