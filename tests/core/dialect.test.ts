import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { queryBuilder } from '../../core/dialect.ts'

interface Tables {
  calls: {
    id: number
    channel: string
    day: string | Date
    started_at: string | Date
    seconds: number | null
    cost: number
  }
}

describe('the dialect', () => {
  let database: Database
  let builder: Kysely<Tables>
  beforeEach(async () => {
    database = await openDatabase()
    await database.run(
      'create table calls (id bigint, channel varchar, day date, started_at timestamp, seconds double, cost decimal(9, 2))',
    )
    builder = queryBuilder<Tables>(database)
    const call = { day: '2026-09-01', started_at: '2026-09-01 09:30:00', seconds: 10, cost: 1.5 }
    const { numInsertedOrUpdatedRows } = await builder
      .insertInto('calls')
      .values([
        { id: 1, channel: 'phone', ...call },
        { id: 2, channel: 'phone', ...call, seconds: 30 },
        { id: 3, channel: 'chat', ...call, day: '2026-10-01', seconds: null },
      ])
      .executeTakeFirstOrThrow()
    expect(numInsertedOrUpdatedRows).toBe(3n)
  })
  afterEach(() => database.close())

  it('gives days and instants as ISO text, whole numbers and decimals as numbers', async () => {
    const found = await builder.selectFrom('calls').selectAll().where('id', '=', 1).execute()
    expect(found).toEqual([
      {
        id: 1,
        channel: 'phone',
        day: '2026-09-01',
        started_at: '2026-09-01T09:30:00',
        seconds: 10,
        cost: 1.5,
      },
    ])
  })

  it('binds a Date as its instant in UTC, in any time zone of the process', async () => {
    const instant = new Date('2026-08-31T23:30:00Z')
    await builder.updateTable('calls').set({ started_at: instant }).where('id', '=', 1).execute()
    expect(
      await builder
        .selectFrom('calls')
        .select('started_at')
        .where('started_at', '=', instant)
        .executeTakeFirst(),
    ).toEqual({ started_at: '2026-08-31T23:30:00' })
  })

  it('compares a day column with the text of a day', async () => {
    const query = builder.selectFrom('calls').select('id').where('day', '>=', '2026-09-15')
    expect(await query.execute()).toEqual([{ id: 3 }])
  })

  it('groups, and counts only the rows that a filter names', async () => {
    const rows = await builder
      .selectFrom('calls')
      .select(({ fn }) => [
        'channel',
        fn.countAll<number>().as('rows'),
        fn.sum<number>('seconds').filterWhere('seconds', '>', 10).as('long_seconds'),
      ])
      .groupBy('channel')
      .orderBy('channel')
      .execute()
    expect(rows).toEqual([
      { channel: 'chat', rows: 1, long_seconds: null },
      { channel: 'phone', rows: 2, long_seconds: 30 },
    ])
  })

  it('says how many rows a change met, and returns rows when asked to', async () => {
    const changed = await builder
      .updateTable('calls')
      .set({ cost: 2 })
      .where('channel', '=', 'phone')
      .executeTakeFirstOrThrow()
    expect(changed.numUpdatedRows).toBe(2n)
    const removed = await builder
      .deleteFrom('calls')
      .where('id', '=', 3)
      .returning(['id', 'day'])
      .execute()
    expect(removed).toEqual([{ id: 3, day: '2026-10-01' }])
  })

  it('keeps a transaction whole and takes it back when it fails', async () => {
    const broken = builder.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('calls').execute()
      throw new Error('stop')
    })
    await expect(broken).rejects.toThrow('stop')
    await builder
      .transaction()
      .execute((transaction) => transaction.deleteFrom('calls').where('id', '=', 1).execute())
    expect(await builder.selectFrom('calls').select('id').orderBy('id').execute()).toEqual([
      { id: 2 },
      { id: 3 },
    ])
  })

  it('lets queries that are asked at once take turns, also beside a transaction', async () => {
    const slow = builder.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('calls').where('id', '=', 1).execute()
      await new Promise((resolve) => setTimeout(resolve, 20))
      await transaction.deleteFrom('calls').where('id', '=', 2).execute()
    })
    const counts = [1, 2, 3].map(() =>
      builder
        .selectFrom('calls')
        .select((all) => all.fn.countAll<number>().as('n'))
        .executeTakeFirst(),
    )
    await slow
    expect(await Promise.all(counts)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }])
  })

  it('streams rows without holding them all', async () => {
    const numbers = builder
      .selectFrom(sql<{ i: number }>`range(5000)`.as<'numbers'>(sql`numbers(i)`))
      .select(sql<number>`i`.as('i'))
    let total = 0
    for await (const { i } of numbers.stream()) total += i
    expect(total).toBe((4999 * 5000) / 2)
  })

  it('lists tables and columns', async () => {
    await database.run('create schema marts; create view marts.phone as select id from calls')
    const tables = await builder.introspection.getTables()
    expect(tables.map((each) => [each.schema, each.name, each.isView])).toEqual([
      ['main', 'calls', false],
      ['marts', 'phone', true],
    ])
    expect(tables[0]?.columns.map((each) => each.dataType)).toContain('DECIMAL(9,2)')
  })
})
