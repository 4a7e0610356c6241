import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPostgres } from '../../ingest/pull/postgres.ts'
import type { DatabaseQuery } from '../../ingest/pull/query.ts'
import { pullRows } from '../../ingest/pull/read.ts'
import { spoolRows } from '../../ingest/pull/spool.ts'
import { askPostgres, startPostgres } from '../support/postgres.ts'

const database = await startPostgres()
const url = database?.url ?? ''
const folder = mkdtempSync(join(tmpdir(), 'csq-pull-'))
afterAll(async () => {
  await database?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const read = (query: string, rest: Partial<DatabaseQuery> = {}) => ({
  postgres: { connection: 'CORE_URL', query, ...rest },
})

async function rowsOf(
  what: ReturnType<typeof read>,
  { at = url, watermark }: { at?: string; watermark?: string } = {},
) {
  return collect(pullRows(what, { variables: { CORE_URL: at }, watermark }))
}

async function collect<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** The error of a pull as a person sees it. */
async function errorOf(what: ReturnType<typeof read>, at = url): Promise<string> {
  const rows = rowsOf(what, { at })
  const error = await rows.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ name: 'UserError', hint: expect.any(String) })
  return String(error)
}

describe.skipIf(database === undefined)('rows of PostgreSQL', () => {
  it('are text that loses nothing, whatever the zone and date style of server and process', async () => {
    const rows = await rowsOf(
      read(`select 9223372036854775807::bigint as big, 0.1000000000000000055511151231257827::numeric as exact,
        '-1.50'::numeric(10, 2) as money, 0.1::float8 as double, 0.1::float4 as single, true as yes, false as no,
        null::text as nothing, '' as empty, '2026-09-01'::date as day, '2026-09-01 08:00:00'::timestamp as local,
        '2026-09-01 08:00:00.000001'::timestamp as local_micro,
        '2026-09-01 08:00:00.123456+08'::timestamptz as instant, '2026-09-01 08:00+08'::timestamptz as whole,
        'infinity'::timestamptz as forever, '08:00:00.5'::time as hour, '1 day 02:00'::interval as span,
        '{"n": 12345678901234567890, "客": "张"}'::json as doc, array['a','b c'] as list, '客户 "引号" \\ 
行' as words`),
    )
    expect(rows).toEqual([
      {
        big: '9223372036854775807',
        exact: '0.1000000000000000055511151231257827',
        money: '-1.50',
        double: '0.1',
        single: '0.1',
        yes: 'true',
        no: 'false',
        nothing: null,
        empty: '',
        day: '2026-09-01',
        local: '2026-09-01 08:00:00',
        local_micro: '2026-09-01 08:00:00.000001',
        instant: '2026-09-01T00:00:00.123456Z',
        whole: '2026-09-01T00:00:00Z',
        forever: 'infinity',
        hour: '08:00:00.5',
        span: 'P1DT2H',
        doc: '{"n": 12345678901234567890, "客": "张"}',
        list: '{a,"b c"}',
        words: '客户 "引号" \\ \n行',
      },
    ])
  })

  it('are refused when a column is bytes, has a name twice, or is the missing watermark', async () => {
    expect(await errorOf(read(`select 1 as id, '\\x00'::bytea as photo`))).toMatch(/"photo".*bytea/)
    expect(await errorOf(read('select 1 as id, 2 as id'))).toMatch(/two columns named "id"/)
    const watermark = { column: 'updated_at', first: '2026-01-01' }
    const error = errorOf(
      read('select now() as update_at where now() >= $watermark and false', { watermark }),
    )
    expect(await error).toMatch(/watermark column "updated_at" is not among/)
  })

  it('cannot be changed by the query, nor by a second statement behind it', async () => {
    await askPostgres(
      url,
      `create table kept (id int); insert into kept values (1);
       create function gone() returns int language sql as 'delete from kept returning id'`,
    )
    const attempts = [
      'select gone() as id',
      'with gone as (delete from kept returning id) select id from gone',
      'select 1 as id; delete from kept',
      'select 1 as id; commit; delete from kept',
      'delete from kept',
    ]
    for (const attempt of attempts) await errorOf(read(attempt))
    expect(await rowsOf(read('select count(*) as n from kept'))).toEqual([{ n: '1' }])
  })

  it('may be asked for by a query with comments and a semicolon at its end', async () => {
    const query = '-- open chats\n/* all */ with one as (select 1 as id)\nselect id from one;\n'
    expect(await rowsOf(read(query))).toEqual([{ id: '1' }])
  })

  it('come from one snapshot: what others commit meanwhile is for the next pull', async () => {
    await askPostgres(url, 'create table snap as select g as id from generate_series(1, 1200) g')
    const seen: unknown[] = []
    for await (const row of pullRows(read('select id from snap'), {
      variables: { CORE_URL: url },
      watermark: undefined,
    })) {
      if (seen.length === 0) await askPostgres(url, 'delete from snap where id > 600')
      seen.push(row)
    }
    expect(seen).toHaveLength(1200)
  })

  it('leave no session behind, read to the end or not', async () => {
    for await (const row of pullRows(read('select generate_series(1, 5000) as id'), {
      variables: { CORE_URL: url },
      watermark: undefined,
    })) {
      if (row.id === '3') break
    }
    await errorOf(read('select 1 / (g - 700) as x from generate_series(1, 5000) g'))
    const left = "select count(*) as n from pg_stat_activity where application_name = 'csq'"
    await expect
      .poll(async () => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        const { rows } = await client.query(left)
        await client.end()
        return rows
      })
      .toEqual([{ n: '0' }])
  })
})

describe.skipIf(database === undefined)('a PostgreSQL that cannot be read', () => {
  it('is told by a missing or wrong variable, without its value', async () => {
    const options = { variables: {}, watermark: undefined }
    await expect(collect(pullRows(read('select 1 as id'), options))).rejects.toThrow(
      'CORE_URL is not set',
    )
    for (const value of ['geheim', 'mysql://a:geheim@host/x', 'postgres://a:geheim@ho st/x']) {
      const error = await errorOf(read('select 1 as id'), value)
      expect(error).toMatch(/CORE_URL holds no postgres:\/\/ URL/)
      expect(error).not.toContain('geheim')
    }
  })

  it('is told by place and reason, never with the password', async () => {
    await askPostgres(url, "create role guarded login password 'richtig'")
    const wrong = url.replace('postgres@', 'guarded:geheim@')
    const refused = await errorOf(read('select 1 as id'), wrong)
    expect(refused).toMatch(/127\.0\.0\.1:\d+\/postgres refused the user or password/)
    const closed = await errorOf(read('select 1 as id'), 'postgres://a:geheim@127.0.0.1:1/x')
    expect(closed).toMatch(/Cannot connect to PostgreSQL at 127\.0\.0\.1:1\/x: .*ECONNREFUSED/)
    const absent = await errorOf(read('select 1 as id'), url.replace(/postgres$/, 'nowhere'))
    expect(absent).toMatch(/Cannot connect .*database "nowhere" does not exist/)
    expect(refused + closed).not.toContain('geheim')
    expect(
      await rowsOf(read('select 1 as id'), { at: wrong.replace('geheim', 'richtig') }),
    ).toEqual([{ id: '1' }])
  })

  it('is told by the words of the database when the query fails or lasts too long', async () => {
    expect(await errorOf(read('select x from nowhere'))).toMatch(
      /relation "nowhere" does not exist/,
    )
    const slow = readPostgres(read('select pg_sleep(5) as x').postgres, {
      variables: { CORE_URL: url },
      watermark: undefined,
      limits: { statementMs: 100 },
    })
    await expect(slow.next()).rejects.toThrow(/statement timeout/)
  })

  it('leaves no file when it dies in the middle', async () => {
    const target = join(folder, 'dies.ndjson.gz')
    const rows = pullRows(
      read('select g as id, 1 / (g - 30000) as x from generate_series(1, 50000) g'),
      {
        variables: { CORE_URL: url },
        watermark: undefined,
      },
    )
    await expect(spoolRows(rows, target, undefined)).rejects.toThrow(/division by zero/)
    const killed = pullRows(read('select generate_series(1, 2000000) as id'), {
      variables: { CORE_URL: url },
      watermark: undefined,
    })
    let count = 0
    async function* withKill() {
      for await (const row of killed) {
        if (++count === 20_000) {
          await askPostgres(
            url,
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'csq'",
          )
        }
        yield row
      }
    }
    await expect(spoolRows(withKill(), target, undefined)).rejects.toThrow(
      /terminating connection|Connection terminated|not queryable/,
    )
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.skipIf(database === undefined)('a pull by watermark', () => {
  const chats = (overlap?: string) =>
    read('select id, updated_at from chats where updated_at >= $watermark order by id', {
      watermark: {
        column: 'updated_at',
        first: '2026-09-01',
        ...(overlap === undefined ? {} : { overlap }),
      },
    })
  const pull = async (what: ReturnType<typeof chats>, watermark: string | undefined) => {
    const target = join(folder, 'chats.ndjson.gz')
    const options = { variables: { CORE_URL: url }, watermark }
    const done = await spoolRows(pullRows(what, options), target, 'updated_at')
    if (done === undefined) return { ids: [], watermark }
    const text = gunzipSync(readFileSync(target)).toString()
    const rows = text.trimEnd().split('\n')
    rmSync(target)
    expect(rows).toHaveLength(done.rows)
    return { ids: rows.map((row) => JSON.parse(row).id), watermark: done.watermark }
  }

  beforeAll(() => askPostgres(url, 'create table chats (id text, updated_at timestamptz)'))

  it('begins at the first value and goes on at the greatest one seen, boundary included', async () => {
    await askPostgres(
      url,
      `insert into chats values ('old', '2026-08-31 23:59:59.999999Z'), ('a', '2026-09-01 10:00:00Z'),
        ('b', '2026-09-01 10:00:00.5Z'), ('c', '2026-09-01 10:00:00.500001Z'), ('null', null), ('ever', 'infinity')`,
    )
    const first = await pull(chats(), undefined)
    expect(first).toEqual({
      ids: ['a', 'b', 'c', 'ever'],
      watermark: '2026-09-01T10:00:00.500001Z',
    })
    await askPostgres(
      url,
      `delete from chats where id = 'ever';
       insert into chats values ('d', '2026-09-01 10:00:00.500002Z'), ('e', '2026-09-01 10:00:00.500001Z')`,
    )
    const second = await pull(chats(), first.watermark)
    expect(second).toEqual({ ids: ['c', 'd', 'e'], watermark: '2026-09-01T10:00:00.500002Z' })
    expect(await pull(chats(), second.watermark)).toEqual({ ...second, ids: ['d'] })
    expect(await pull(chats(), '2027-01-01T00:00:00Z')).toMatchObject({ ids: [] })
    expect(readdirSync(folder)).toEqual([])
  })

  it('finds with an overlap what was stamped before and committed after the last pull', async () => {
    await askPostgres(url, 'truncate chats')
    const late = new pg.Client({ connectionString: url })
    await late.connect()
    await late.query('begin')
    await late.query("insert into chats values ('late', '2026-09-02 09:55:00Z')")
    await askPostgres(url, "insert into chats values ('early', '2026-09-02 10:00:00.000007Z')")
    const { watermark } = await pull(chats(), undefined)
    await late.query('commit')
    await late.end()
    expect(watermark).toBe('2026-09-02T10:00:00.000007Z')
    expect((await pull(chats(), watermark)).ids).toEqual(['early'])
    expect((await pull(chats('10 minutes'), watermark)).ids).toEqual(['early', 'late'])
    expect((await pull(chats('4 minutes'), watermark)).ids).toEqual(['early'])
  })

  it('binds its value: text that looks like SQL is a value', async () => {
    const what = read('select $watermark::text as updated_at', {
      watermark: { column: 'updated_at', first: "x'; drop table chats; --" },
    })
    expect(await rowsOf(what)).toEqual([{ updated_at: "x'; drop table chats; --" }])
  })

  it('counts numbers as numbers, and by text without a zone as it stands', async () => {
    await askPostgres(
      url,
      `create table steps as select g as id, timestamp '2026-09-01' + g * interval '1 second' as at
       from generate_series(98, 101) g`,
    )
    const byId = read('select id from steps where id >= $watermark order by id', {
      watermark: { column: 'id', first: '0', overlap: '1' },
    })
    const target = join(folder, 'steps.ndjson.gz')
    const variables = { CORE_URL: url }
    const first = await spoolRows(pullRows(byId, { variables, watermark: undefined }), target, 'id')
    expect(first).toEqual({ rows: 4, watermark: '101' })
    expect(await rowsOf(byId, { watermark: '101' })).toEqual([{ id: '100' }, { id: '101' }])
    const byAt = read('select at from steps where at >= $watermark', {
      watermark: { column: 'at', first: '2026-09-01 00:01:41' },
    })
    expect(await rowsOf(byAt)).toEqual([{ at: '2026-09-01 00:01:41' }])
    rmSync(target)
  })

  it('needs both the column and its place in the query', async () => {
    expect(await errorOf(read('select 1 as id where 1 >= $watermark'))).toMatch(/no watermark/)
    const watermark = { column: 'id', first: '0' }
    expect(await errorOf(read('select 1 as id', { watermark }))).toMatch(/never uses \$watermark/)
  })
})

describe.skipIf(database === undefined)('200,000 rows', () => {
  it('stream through with bounded memory', async () => {
    // 200 MB of text, were it kept
    const query = `select g as id, repeat(md5(g::text), 32) as words from generate_series(1, 200000) g`
    const target = join(folder, 'many.ndjson.gz')
    let peak = 0
    async function* measured() {
      let count = 0
      const options = { variables: { CORE_URL: url }, watermark: undefined }
      for await (const row of pullRows(read(query), options)) {
        if (++count % 1000 === 0) peak = Math.max(peak, process.memoryUsage().rss)
        yield row
      }
    }
    const before = process.memoryUsage().rss
    const started = performance.now()
    expect(await spoolRows(measured(), target, 'id')).toEqual({
      rows: 200_000,
      watermark: '200000',
    })
    const grownMb = (peak - before) / 1e6
    console.log(`${Math.round(performance.now() - started)} ms, ${Math.round(grownMb)} MB more`)
    expect(grownMb).toBeLessThan(150)
    rmSync(target)
  })
})
