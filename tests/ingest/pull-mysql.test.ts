import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readMysql } from '../../ingest/pull/mysql.ts'
import type { DatabaseQuery } from '../../ingest/pull/query.ts'
import { pullRows } from '../../ingest/pull/read.ts'
import { spoolRows } from '../../ingest/pull/spool.ts'
import { askMariadb, startMariadb } from '../support/mariadb.ts'

const database = await startMariadb()
const url = database?.url ?? ''
const folder = mkdtempSync(join(tmpdir(), 'csq-pull-'))
afterAll(async () => {
  await database?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const read = (query: string, watermark?: DatabaseQuery['watermark']) => ({
  mysql: { connection: 'CHAT_URL', query, ...(watermark === undefined ? {} : { watermark }) },
})

const pull = (what: ReturnType<typeof read>, { at = url, watermark = '' } = {}) =>
  pullRows(what, { variables: { CHAT_URL: at }, watermark: watermark || undefined })

async function collect<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

const rowsOf = (...what: Parameters<typeof pull>) => collect(pull(...what))

/** The error of a pull as a person sees it. */
async function errorOf(what: ReturnType<typeof read>, at = url): Promise<string> {
  const error = await rowsOf(what, { at }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ name: 'UserError', hint: expect.any(String) })
  return String(error)
}

const kill = `select concat('kill ', id) into @kill from information_schema.processlist
  where info like '%seq_1_to_3000000%' and info not like '%processlist%';
  execute immediate @kill`

describe.skipIf(database === undefined)('rows of MariaDB', () => {
  it('are text that loses nothing, whatever the zone of server and process', async () => {
    await askMariadb(
      url,
      `set time_zone = '+08:00';
       create table kinds (big bigint unsigned, small tinyint, exact decimal(38, 18), d double, f float,
         yes boolean, flag bit(1), mask bit(12), nothing int, day date, local datetime, micro datetime(6),
         milli datetime(3), moment timestamp(6) null, whole timestamp null, hour time(1), y year,
         doc json, kind enum('投诉', '咨询'), words text) character set utf8mb4;
       insert into kinds values (18446744073709551615, -128, 0.100000000000000005, 0.1, 0.1,
         true, b'1', b'100000000001', null, '2026-09-01', '2026-09-01 00:00:00', '2026-09-01 08:00:00.000001',
         '2026-09-01 08:00:00.12', '2026-09-01 08:00:00.123456', '2026-09-01 08:00:00', '-26:30:00.5', 2026,
         '{"n": 12345678901234567890}', '投诉', '客户 "引号" 𠮷\n行')`,
    )
    expect(await rowsOf(read('select * from kinds'))).toEqual([
      {
        big: '18446744073709551615',
        small: '-128',
        exact: '0.100000000000000005',
        d: '0.1',
        f: '0.1',
        yes: '1',
        flag: '1',
        mask: '2049',
        nothing: null,
        day: '2026-09-01',
        local: '2026-09-01 00:00:00',
        micro: '2026-09-01 08:00:00.000001',
        milli: '2026-09-01 08:00:00.120',
        moment: '2026-09-01T00:00:00.123456Z',
        whole: '2026-09-01T00:00:00Z',
        hour: '-26:30:00.5',
        y: '2026',
        doc: '{"n": 12345678901234567890}',
        kind: '投诉',
        words: '客户 "引号" 𠮷\n行',
      },
    ])
  })

  it('are refused when a column is bytes, has a name twice, or is the missing watermark', async () => {
    await askMariadb(
      url,
      "create table photos (id int, photo blob); insert into photos values (1, 'x')",
    )
    expect(await errorOf(read('select id, photo from photos'))).toMatch(/"photo" is binary/)
    expect(await errorOf(read("select 1 as id, cast('a' as binary(2)) as two"))).toMatch(/"two"/)
    expect(await errorOf(read('select 1 as id, 2 as id'))).toMatch(/two columns named "id"/)
    const error = await errorOf(
      read('select now() as update_at from dual where now() >= $watermark and 1 = 0', {
        column: 'updated_at',
        first: '2026-01-01',
      }),
    )
    expect(error).toMatch(/watermark column "updated_at" is not among/)
  })

  it('cannot be changed by the query, nor by a second statement behind it', async () => {
    await askMariadb(
      url,
      `create table kept (id int); insert into kept values (1);
       create function gone() returns int begin delete from kept; return 1; end`,
    )
    for (const attempt of [
      'select gone() as id',
      'select 1 as id; delete from kept',
      'delete from kept',
    ]) {
      await errorOf(read(attempt))
    }
    expect(await rowsOf(read('select count(*) as n from kept'))).toEqual([{ n: '1' }])
  })
})

describe.skipIf(database === undefined)('a MariaDB that cannot be read', () => {
  it('is told by place and reason, never with the password', async () => {
    const none = collect(pullRows(read('select 1'), { variables: {}, watermark: undefined }))
    await expect(none).rejects.toThrow('CHAT_URL is not set')
    expect(await errorOf(read('select 1'), 'postgres://a:geheim@h/x')).toMatch(/no mysql:\/\/ URL/)
    await askMariadb(url, "create user guarded@'127.0.0.1' identified by 'richtig'")
    const guarded = url.replace('root@', 'guarded:geheim@').replace(/bank$/, '')
    const refused = await errorOf(read('select 1 as id'), guarded)
    expect(refused).toMatch(/127\.0\.0\.1:\d+\/ refused the user or password: Access denied/)
    const closed = await errorOf(read('select 1 as id'), 'mysql://a:geheim@127.0.0.1:1/x')
    expect(closed).toMatch(/Cannot connect to MySQL at 127\.0\.0\.1:1\/x: .*ECONNREFUSED/)
    const absent = await errorOf(read('select 1 as id'), url.replace(/bank$/, 'nowhere'))
    expect(absent).toMatch(/Cannot connect .*Unknown database 'nowhere'/)
    expect(refused + closed).not.toContain('geheim')
    expect(
      await rowsOf(read('select 1 as id'), { at: guarded.replace('geheim', 'richtig') }),
    ).toEqual([{ id: '1' }])
  })

  it('is told by the words of the database when the query fails or lasts too long', async () => {
    expect(await errorOf(read('select x from nowhere'))).toMatch(/'bank\.nowhere' doesn't exist/)
    const slow = readMysql(
      read('select sum(a.seq * b.seq) as x from seq_1_to_100000 a, seq_1_to_100000 b').mysql,
      {
        variables: { CHAT_URL: url },
        watermark: undefined,
        limits: { statementMs: 100 },
      },
    )
    await expect(slow.next()).rejects.toThrow(/max_statement_time exceeded/)
  })

  it('leaves no file when it dies in the middle', async () => {
    let count = 0
    async function* withKill() {
      for await (const row of pull(read('select seq as id from seq_1_to_3000000'))) {
        if (++count === 20_000) await askMariadb(url, kill)
        yield row
      }
    }
    const target = join(folder, 'dies.ndjson.gz')
    await expect(spoolRows(withKill(), target, 'id')).rejects.toThrow(
      /The query on MySQL .* failed/,
    )
    expect(count).toBeGreaterThan(19_999)
    expect(count).toBeLessThan(3_000_000)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.skipIf(database === undefined)('a pull by watermark from MariaDB', () => {
  const target = join(folder, 'chats.ndjson.gz')

  it('goes on at the greatest microsecond seen, of a timestamp and of a local time', async () => {
    for (const [table, type] of [
      ['moments', 'timestamp(6) null'],
      ['locals', 'datetime(6)'],
    ]) {
      await askMariadb(
        url,
        `set time_zone = '+00:00'; create table ${table} (id varchar(9), at ${type});
         insert into ${table} values ('old', '2026-08-31 23:59:59.999999'), ('a', '2026-09-01 10:00:00'),
           ('b', '2026-09-01 10:00:00.500000'), ('c', '2026-09-01 10:00:00.500001'), ('null', null)`,
      )
      const what = read(`select id, at from ${table} where at >= $watermark order by id`, {
        column: 'at',
        first: '2026-09-01',
      })
      const first = await spoolRows(pull(what), target, 'at')
      const seen =
        table === 'moments' ? '2026-09-01T10:00:00.500001Z' : '2026-09-01 10:00:00.500001'
      expect(first).toEqual({ rows: 3, watermark: seen })
      await askMariadb(
        url,
        `set time_zone = '+00:00'; insert into ${table} values ('d', '2026-09-01 10:00:00.500002'),
          ('late', '2026-09-01 09:55:00')`,
      )
      const ids = async (read: typeof what) =>
        (await rowsOf(read, { watermark: seen })).map((row) => row.id)
      expect(await ids(what)).toEqual(['c', 'd'])
      const overlapping = {
        ...what.mysql,
        watermark: { ...what.mysql.watermark, overlap: '10 minutes' },
      }
      expect(await ids({ mysql: overlapping } as typeof what)).toEqual(['a', 'b', 'c', 'd', 'late'])
    }
  })

  it('may begin at an instant of another zone', async () => {
    await askMariadb(
      url,
      `set time_zone = '+00:00'; create table zoned (id varchar(9), at timestamp);
       insert into zoned values ('before', '2026-09-01 09:59:59'), ('at', '2026-09-01 10:00:00')`,
    )
    const what = read('select id, at from zoned where at >= $watermark', {
      column: 'at',
      first: '2026-09-01T18:00:00+08:00',
    })
    expect(await rowsOf(what)).toEqual([{ id: 'at', at: '2026-09-01T10:00:00Z' }])
  })

  it('binds its value wherever it stands, and text that looks like SQL is a value', async () => {
    const first = "x' or 1 = 1; --"
    const what = read("select $watermark as at, '?' as sign where $watermark = $watermark", {
      column: 'at',
      first,
    })
    expect(await rowsOf(what)).toEqual([{ at: first, sign: '?' }])
  })
})

describe.skipIf(database === undefined)('200,000 rows of MariaDB', () => {
  it('stream through with bounded memory to a reader that is slower', async () => {
    const query = 'select seq as id, repeat(md5(seq), 32) as words from seq_1_to_200000'
    let peak = 0
    let count = 0
    const before = process.memoryUsage().rss
    const started = performance.now()
    for await (const row of pull(read(query))) {
      if (++count % 1000 !== 0) continue
      expect(row.id).toBe(String(count))
      peak = Math.max(peak, process.memoryUsage().rss)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const grownMb = (peak - before) / 1e6
    console.log(`${Math.round(performance.now() - started)} ms, ${Math.round(grownMb)} MB more`)
    expect(count).toBe(200_000)
    expect(grownMb).toBeLessThan(150)
  })
})
