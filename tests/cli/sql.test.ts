import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlCommand } from '../../cli/commands/sql.ts'
import type { Context } from '../../cli/context.ts'
import { exportRows, readFormat } from '../../cli/export-rows.ts'
import { openOutput } from '../../cli/output.ts'
import { systemClock } from '../../core/clock.ts'
import { openDatabase, openReader } from '../../core/database.ts'
import { readEnvironment } from '../../core/environment.ts'
import { initWorkspace, readWorkspace } from '../../core/workspace.ts'

const everyKind = `select i::bigint as id, i % 3 = 0 as is_third, date '2026-09-01' + i::integer as day,
    timestamp '2026-09-01 09:30:00.123456' as at,
    timestamptz '2026-09-01 09:30:00+08' as instant, 12.50::decimal(9, 2) as cost,
    case when i > 0 then i / 2 end as half, '客服, "' || i as word, [i, i + 1] as pair,
    sum(i) over () as total, time '10:00:00' as clock
  from range(3) t(i) order by i`

const firstRow = {
  id: 0,
  is_third: true,
  day: '2026-09-01',
  at: '2026-09-01T09:30:00.123456',
  instant: '2026-09-01T01:30:00.000Z',
  cost: 12.5,
  half: null,
  word: '客服, "0',
  pair: [0, 1],
  total: 3,
  clock: '10:00:00',
}

describe('csq sql', () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-sql-'))
  let context: Context
  beforeAll(async () => {
    const environment = { ...readEnvironment(), secret: 'a secret for tests' }
    initWorkspace(home, environment)
    context = {
      workspace: readWorkspace(home),
      environment,
      clock: systemClock,
      output: { ...openOutput(false), say: () => {} },
      programVersion: 'test',
    }
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  const write = async (query: string, format: string, name = `out.${format}`) => {
    const out = join(home, name)
    await sqlCommand(context, query, { format, out })
    return out
  }

  it('knows Excel by format and by the ending of the file', () => {
    for (const [format, file] of [
      ['xlsx', undefined],
      ['XLSX', 'a.csv'],
      [undefined, 'a/b.XLSX'],
    ] as const) {
      expect(readFormat(format, file, 'table')).toBe('xlsx')
    }
  })

  it('says what to do when there is no warehouse', async () => {
    await expect(sqlCommand(context, 'select 1', {})).rejects.toMatchObject({
      hint: 'run csq load, then csq build.',
    })
  })

  describe('over a warehouse', () => {
    beforeAll(async () => {
      const database = await openDatabase(context.workspace.warehouse)
      await database.run(`create schema marts; create schema staging;
        create table marts.contacts as select 1 as contact_id, 'phone' as channel;
        create table staging.contacts as select * from marts.contacts`)
      database.close()
    })

    it('writes json as one array of rows: dates as ISO text, numbers as numbers', async () => {
      const rows = JSON.parse(readFileSync(await write(everyKind, 'json'), 'utf8'))
      expect(rows).toHaveLength(3)
      expect(rows[0]).toEqual(firstRow)
      expect(readFileSync(await write('select 1 as a where false', 'json'), 'utf8')).toBe('[]\n')
    })

    it('writes ndjson and csv row by row', async () => {
      const lines = readFileSync(await write(everyKind, 'ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
      expect(lines.map((line) => JSON.parse(line))[0]).toEqual(firstRow)
      const csv = readFileSync(
        await write('select null as a, \'客,"x"\' as b, true as c', 'csv'),
        'utf8',
      )
      expect(csv).toBe('a,b,c\n,"客,""x""",true\n')
    })

    it('writes more rows than one chunk holds, whole and in order', async () => {
      const out = await write('select i as n from range(10000) t(i) order by i', 'json')
      const rows: { n: number }[] = JSON.parse(readFileSync(out, 'utf8'))
      expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
    })

    it('writes Parquet that DuckDB reads back, comment and semicolon at the end or not', async () => {
      const out = await write(`${everyKind} -- the end`, 'parquet')
      await write(`${everyKind};\n`, 'parquet')
      const database = await openDatabase()
      const rows = await database.rows(`select * from read_parquet('${out}')`)
      database.close()
      expect(rows[0]).toMatchObject({ day: '2026-09-01', cost: 12.5, total: 3 })
    })

    it('writes Arrow with the types of days, instants and whole numbers', async () => {
      const read = tableFromIPC(readFileSync(await write(everyKind, 'arrow')))
      expect(read.schema.fields.map((field) => `${field.name} ${field.type}`)).toEqual([
        'id Int64',
        'is_third Bool',
        'day Date32<DAY>',
        'at Timestamp<MICROSECOND>',
        'instant Timestamp<MICROSECOND, UTC>',
        'cost Float64',
        'half Float64',
        'word Utf8',
        'pair Utf8',
        'total Float64',
        'clock Utf8',
      ])
      expect(read.numRows).toBe(3)
      expect(read.getChild('id')?.toArray()).toEqual(new BigInt64Array([0n, 1n, 2n]))
      expect(read.getChild('half')?.toJSON()).toEqual([null, 0.5, 1])
      expect(read.getChild('is_third')?.toJSON()).toEqual([true, false, false])
      expect(read.getChild('word')?.get(2)).toBe('客服, "2')
      expect(new Date(Number(read.getChild('instant')?.get(0))).toISOString()).toBe(
        '2026-09-01T01:30:00.000Z',
      )
      expect(new Date(Number(read.getChild('day')?.get(2))).toISOString().slice(0, 10)).toBe(
        '2026-09-03',
      )
      const none = tableFromIPC(readFileSync(await write('select 1 as a where false', 'arrow')))
      expect([none.numRows, none.schema.names]).toEqual([0, ['a']])
    })

    it('leaves an older file as it is when the query fails half-way', async () => {
      const out = await write('select 1 as a', 'csv')
      const broken = `select case when i = 9000 then error('stop') else i end as a from range(9001) t(i)`
      await expect(write(broken, 'csv')).rejects.toThrow('stop')
      expect(readFileSync(out, 'utf8')).toBe('a\n1\n')
      expect(existsSync(`${out}.unfinished`)).toBe(false)
    })

    it('takes the format from the ending of the file', () => {
      expect(readFormat(undefined, 'a/b.parquet', 'table')).toBe('parquet')
      expect(readFormat('csv', 'b.json', 'table')).toBe('csv')
      expect(() => readFormat('jsn', undefined, 'table')).toThrow('no format "jsn"')
    })

    it('stops quietly when the reader of its output hangs up', async () => {
      const database = await openReader(context.workspace.warehouse)
      const reader = new PassThrough()
      reader.once('data', () => reader.destroy(Object.assign(new Error(), { code: 'EPIPE' })))
      await exportRows(database, 'select * from range(1000000)', 'csv', undefined, reader)
      database.close()
    })

    it.each([
      ['select * from contcts', 'Did you mean: marts.contacts?'],
      ['select * from mart.contacts', 'Did you mean: marts.contacts?'],
      ['select chanel from marts.contacts', 'Did you mean: channel?'],
      ['select c.chanel from marts.contacts c', 'Did you mean: channel?'],
      ['select strftme(current_date)', 'Did you mean: strftime?'],
    ])('answers a name that does not exist with the nearest one: %s', async (query, hint) => {
      await expect(sqlCommand(context, query, {})).rejects.toMatchObject({
        name: 'UserError',
        hint,
      })
    })

    it.each([
      'insert into marts.contacts values (2, null)',
      "copy marts.contacts to '/tmp/elsewhere.csv'",
      "attach '/tmp/other.duckdb'",
      'set enable_external_access = true',
      "select * from read_csv('/etc/passwd')",
      'selct 1',
    ])('refuses whatever is no reading of the warehouse: %s', async (query) => {
      await expect(sqlCommand(context, query, {})).rejects.toMatchObject({ name: 'UserError' })
    })
  })
})
