import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { zoneOf } from '../../core/zone.ts'
import { compileContract } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import {
  columnsNamed,
  dependentsOf,
  type Lineage,
  readLineage,
  rootsOf,
} from '../../transforms/lineage.ts'
import { expressionSql } from '../../transforms/lineage-tree.ts'
import { type Model, readModels } from '../../transforms/model.ts'

const tables = new Map([
  ['reference.a', ['k', 'x', 'y']],
  ['reference.b', ['k', 'z', 'list']],
])

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

function model(name: string, sql: string, reads: readonly string[]): Model {
  const [layer = '', table = ''] = name.split('.')
  return { name, layer, table, sql, reads, description: '', grain: ['k'], columns: [] }
}

/** Of each column of a query over the two tables its sources, without the schema; and of its rows. */
async function sources(sql: string): Promise<Record<string, string>> {
  const lineage = await readLineage(database, [model('marts.m', sql, [...tables.keys()])], tables)
  const short = (names: readonly string[] = []) =>
    names.map((name) => name.replace('reference.', '')).join(' ')
  const columns = [...lineage.columns.values()].map(
    ({ column, from }) => [column.replace('marts.m.', ''), short(from)] as const,
  )
  return { ...Object.fromEntries(columns), rows: short(lineage.rows.get('marts.m')) }
}

describe('a column comes from', () => {
  it.each<readonly [string, string, Record<string, string>]>([
    [
      'the columns that it names',
      'select x + y as s, k, 1 as one from reference.a',
      { s: 'a.x a.y', k: 'a.k', one: '', rows: '' },
    ],
    [
      'the column behind a step of with, under its new name',
      'with s as (select x as p from reference.a), t(q) as (select p from s) select q as r from t',
      { r: 'a.x', rows: '' },
    ],
    [
      'the table of its alias, also where names agree',
      'select l.k as left_k, r.k as right_k, z from reference.a as l join reference.b as r on l.x = r.z',
      { left_k: 'a.k', right_k: 'b.k', z: 'b.z', rows: 'a.x b.z' },
    ],
    [
      'the left side of using; a left join decides values, and keeps its rows',
      'select k, z from reference.a left join reference.b using (k)',
      { k: 'a.k', z: 'a.k b.k b.z', rows: '' },
    ],
    [
      'the right side of a right join, and both of a full one',
      `select k, (select k from reference.a full join reference.b using (k)) as f
       from reference.a right join reference.b using (k)`,
      { k: 'b.k', f: 'a.k b.k', rows: '' },
    ],
    [
      'an inner join by its keys, which decide the rows',
      'select k, z from reference.a join reference.b using (k)',
      { k: 'a.k', z: 'b.z', rows: 'a.k b.k' },
    ],
    [
      'a natural join as from using',
      'select k, z from reference.a natural join reference.b',
      { k: 'a.k', z: 'b.z', rows: 'a.k b.k' },
    ],
    [
      'the left side alone of a semi join',
      'select * from reference.a semi join reference.b using (k)',
      { k: 'a.k', x: 'a.x', y: 'a.y', rows: 'a.k b.k' },
    ],
    [
      'an asof join by its condition',
      'select x, z from reference.a asof join reference.b on a.k = b.k and a.x >= b.z',
      { x: 'a.x', z: 'b.z', rows: 'a.k a.x b.k b.z' },
    ],
    [
      'both branches of a union, by place',
      'select k, x from reference.a union all select z, k from reference.b',
      { k: 'a.k b.z', x: 'a.x b.k', rows: '' },
    ],
    [
      'both branches of a union by name, where they have it',
      'select k, x from reference.a union all by name select z, k from reference.b',
      { k: 'a.k b.k', x: 'a.x', z: 'b.z', rows: '' },
    ],
    [
      'the left branch of except; the right one decides the rows',
      'select k from reference.a except select z from reference.b',
      { k: 'a.k', rows: 'a.k b.z' },
    ],
    [
      'a star, less what is excluded, with what is replaced and renamed',
      'select * exclude (y) replace (x + k as x) rename (k as id) from reference.a',
      { id: 'a.k', x: 'a.k a.x', rows: '' },
    ],
    [
      'a star over using, which shows the common column once',
      'select * exclude (list), 1 as one from reference.a join reference.b using (k)',
      { k: 'a.k', x: 'a.x', y: 'a.y', z: 'b.z', one: '', rows: 'a.k b.k' },
    ],
    [
      'the star of one table',
      'select b.* exclude (list) from reference.a cross join reference.b',
      { k: 'b.k', z: 'b.z', rows: '' },
    ],
    [
      'a subquery in from',
      'select s.p from (select x as p from reference.a where y > 1) as s',
      { p: 'a.x', rows: 'a.y' },
    ],
    [
      'a scalar subquery, with what chooses its row',
      'select (select max(z) from reference.b where b.k = a.k) as m from reference.a',
      { m: 'a.k b.k b.z', rows: '' },
    ],
    [
      'exists by its condition alone',
      'select exists (from reference.b where b.k = a.k) as e from reference.a',
      { e: 'a.k b.k', rows: '' },
    ],
    [
      'in (select …) by both sides',
      'select k from reference.a where x in (select z from reference.b)',
      { k: 'a.k', rows: 'a.x b.z' },
    ],
    [
      'a window by its partition, order, frame and filter',
      `select sum(x) filter (where y > 0) over w as s, row_number() over (order by y) as n
       from reference.a window w as (partition by k order by y)`,
      { s: 'a.k a.x a.y', n: 'a.y', rows: '' },
    ],
    [
      'an aggregate by its filter and order, while group and having decide the rows',
      'select k, list(x order by y) filter (where x > 0) as l from reference.a group by k having min(y) > 1',
      { k: 'a.k', l: 'a.x a.y', rows: 'a.k a.y' },
    ],
    [
      'a case by its conditions too',
      'select case when x > 1 then y else k end as c from reference.a',
      { c: 'a.k a.x a.y', rows: '' },
    ],
    [
      'a lambda by the columns in it, not by its parameter',
      'select list_filter(list, lambda k: k > z) as l, list_transform(list, lambda x, i: x + i) as m from reference.b',
      { l: 'b.list b.z', m: 'b.list', rows: '' },
    ],
    [
      'a list comprehension',
      'select [x * z for x in list if x > 1] as l from reference.b',
      { l: 'b.list b.z', rows: '' },
    ],
    [
      'an earlier column of the same select',
      'select x + 1 as p, p * y as q from reference.a where q > 0',
      { p: 'a.x', q: 'a.x a.y', rows: 'a.x a.y' },
    ],
    [
      'values and functions as tables',
      `select c, j, i from (values (1, 2)) v(c, d), range(3) r(i), reference.b, unnest(b.list) u(j)`,
      { c: '', j: 'b.list', i: '', rows: 'b.list' },
    ],
    [
      'a lateral subquery',
      'select l.p from reference.a, lateral (select a.x + 1 as p) l',
      { p: 'a.x', rows: '' },
    ],
    [
      'distinct on and qualify decide the rows',
      'select distinct on (x) k from reference.a qualify row_number() over (order by y) = 1',
      { k: 'a.k', rows: 'a.x a.y' },
    ],
    [
      'group by all is by what it shows',
      'select x, count(*) as n from reference.a group by all',
      { x: 'a.x', n: '', rows: 'a.x' },
    ],
    [
      'a recursive step',
      `with recursive r as (select k, x as p from reference.a union all
         select r.k, r.p + b.z from r join reference.b on r.k = b.k) select p from r`,
      { p: 'a.x b.z', rows: 'a.k b.k' },
    ],
    [
      'a full name, and a name in capitals',
      'select reference.a.x as p, A.Y as Q from reference.a',
      { p: 'a.x', q: 'a.y', rows: '' },
    ],
  ])('%s', async (_, sql, expected) => {
    expect(await sources(sql)).toEqual(expected)
  })

  it.each([
    ['select nothing from reference.a', 'no column nothing in a'],
    ['select k from reference.c', 'no table reference.c'],
    ["select columns('x.*') from reference.a", 'columns'],
    ['select v from reference.a unpivot (v for n in (x, y))', 'PIVOT is not understood'],
    ['select c.* from reference.a', 'no c.*'],
  ])('is refused, not guessed: %s', async (sql, message) => {
    await expect(sources(sql)).rejects.toThrow(message)
    await expect(sources(sql)).rejects.toThrow('transforms/marts/m.sql')
  })
})

describe('the way of a column', () => {
  const read = () =>
    readLineage(
      database,
      [
        model('staging.s', 'select id, v as w from landing.l', ['landing.l']),
        model(
          'marts.first',
          `with f as (select id, w > 1 as is_big from staging.s)
          select id, coalesce(is_big, false) as is_big from f`,
          ['staging.s'],
        ),
        model('marts.second', 'select count(*) as n, bool_or(is_big) as has_big from marts.first', [
          'marts.first',
        ]),
      ],
      new Map([['landing.l', ['id', 'v']]]),
    )

  it('leads through models to where it was delivered, and back', async () => {
    const lineage = await read()
    expect(rootsOf(lineage, 'marts.second.has_big')).toEqual(['landing.l.v'])
    expect(rootsOf(lineage, 'marts.second.n')).toEqual([])
    expect(dependentsOf(lineage, 'landing.l.v')).toEqual([
      'staging.s.w',
      'marts.first.is_big',
      'marts.second.has_big',
    ])
  })

  it('shows the expressions on it, and none where a column is only handed on', async () => {
    const lineage = await read()
    const steps = lineage.columns.get('marts.first.is_big')?.steps ?? []
    const shown = await Promise.all(
      steps.map(
        async ({ name, expression }) => `${name} = ${await expressionSql(database, expression)}`,
      ),
    )
    expect(shown).toEqual(['is_big = (w > 1)', 'is_big = COALESCE(is_big, false)'])
    expect(lineage.columns.get('staging.s.w')?.steps).toEqual([])
  })
})

it('names the columns of a condition, wherever they stand in it', async () => {
  const named = (sql: string) => columnsNamed(database, 'reference.b', ['k', 'z', 'list'], sql)
  expect(await named('case when K > 1 then len(list) end is null')).toEqual(['k', 'list'])
  expect(await named('true')).toEqual([])
  await expect(named('nothing > 1')).rejects.toThrow('no column nothing')
})

describe('the models of the warehouse', () => {
  let models: readonly Model[]
  let lineage: Lineage
  let milliseconds: number
  beforeAll(async () => {
    const delivered = new Map<string, string[]>()
    for (const contract of await readContracts()) {
      const { columns } = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
      const names = columns.map((column) => column.landing)
      if (contract.kind === 'reference') delivered.set(`reference.${contract.name}`, names)
      else delivered.set(`landing.${contract.name}`, [...names, '_file_id', '_row', '_loaded_at'])
    }
    const started = performance.now()
    models = await readModels(database)
    lineage = await readLineage(database, models, delivered)
    milliseconds = performance.now() - started
  })

  it('every column of every mart was delivered, or is one of the few made here', () => {
    const made: string[] = []
    for (const { name, columns } of models) {
      const header = columns.map((column) => `${name}.${column.name}`)
      const found = [...lineage.columns.keys()].filter((each) => each.startsWith(`${name}.`))
      expect(found.sort(), name).toEqual(header.sort())
      for (const column of header) {
        const roots = rootsOf(lineage, column)
        if (roots.length === 0) made.push(column)
        for (const root of roots) expect(lineage.base.has(root), root).toBe(true)
      }
    }
    // 1 from receipt, 2 from the reopening
    expect(made).toEqual(['marts.complaint_spells.spell'])
  })

  it('is_offered is what the rule of the connect rate says', () => {
    expect(rootsOf(lineage, 'marts.contacts.is_offered')).toEqual([
      'landing.contacts.channel',
      'landing.contacts.direction',
      'landing.contacts.ended_at',
      'landing.contacts.first_response_at',
      'landing.contacts.is_test',
      'landing.contacts.outcome',
      'landing.contacts.requested_agent',
      'landing.contacts.started_at',
      'reference.channels.channel',
      'reference.channels.is_text',
      'reference.channels.short_abandon_seconds',
    ])
  })

  it('are read in less than two seconds', () => {
    expect(milliseconds).toBeLessThan(2000)
  })
})
