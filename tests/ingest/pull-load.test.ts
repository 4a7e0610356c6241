import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { tryOnWarehouse, writeWarehouse } from '../../core/warehouse.ts'
import { defineSource, type Source } from '../../ingest/define-source.ts'
import { load } from '../../ingest/load.ts'
import type { LoadOptions } from '../../ingest/load-file.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { loadOptions, loadSources } from '../support/load-sources.ts'
import { askMariadb, startMariadb } from '../support/mariadb.ts'
import { askPostgres, startPostgres } from '../support/postgres.ts'

const postgres = await startPostgres()
const mariadb = await startMariadb()
afterAll(async () => {
  await postgres?.stop()
  await mariadb?.stop()
})
let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

const contacts = `contact_id,channel,direction,started_at,requested_agent,outcome
C1,phone,inbound,2026-09-01 08:00:00,1,answered\n`
const url = postgres?.url ?? ''
const variables = { COMPLAINTS_DATABASE_URL: url }
const closedPort = 'postgres://reader:secret-word@127.0.0.1:1/complaints'

/** Loads at an hour of 1 November, so that each pull has a file of its own. */
const loadAt = (hour: number, options: Partial<LoadOptions> = {}) =>
  writeWarehouse(bank.workspace, (database) =>
    load(database, loadOptions(bank, { variables, clock: at(hour), ...options })),
  )
const at = (hour: number) => fixedClock(new Date(Date.UTC(2026, 10, 1, hour)))

const counts = (files: Awaited<ReturnType<typeof load>>['files'], source = 'complaint-system') =>
  files
    .filter((file) => file.source === source)
    .map((file) => [
      file.status,
      file.rows_read,
      file.rows_accepted,
      file.rows_duplicate,
      file.rows_quarantined,
    ])

const complaints = () =>
  bank.rows('select complaint_id, outcome from landing.complaints order by complaint_id')

const inbox = (source: string) => {
  const folder = join(bank.workspace.inbox, source)
  return existsSync(folder) ? readdirSync(folder) : []
}

describe.skipIf(postgres === undefined)('complaints from PostgreSQL', () => {
  beforeEach(() =>
    askPostgres(
      url,
      `drop table if exists complaints;
      create table complaints (complaint_no text, customer_no text, channel text, origin text,
        received_at timestamptz, limit_days int, closed_at timestamptz, state text, upheld boolean,
        cause text, department text, narrative text, updated_at timestamptz);
      insert into complaints select 'P' || n, 'CU' || n, 'PBX', 'BANK', '2026-09-01 09:00+08', 15,
        null, 'NEW', null, 'C0101', 'D01', '请致电13900001234', timestamptz '2026-09-01 09:00+08' + n * interval '1 hour'
        from generate_series(1, 5) n`,
    ),
  )

  it('come whole at first, then only new and boundary rows; an update supersedes', async () => {
    expect(counts((await loadAt(1)).files)).toEqual([['loaded', 5, 5, 0, 0]])
    await askPostgres(
      url,
      `update complaints set state = 'DONE', updated_at = '2026-09-01 15:00+08' where complaint_no = 'P2';
      insert into complaints (complaint_no, channel, origin, received_at, limit_days, state, updated_at)
        values ('P6', 'WX', 'PBC', '2026-09-01 15:00+08', 15, 'WORK', '2026-09-01 16:00+08'),
          ('P7', 'FAX', 'PBC', '2026-09-01 15:00+08', 15, 'WORK', '2026-09-01 16:00+08')`,
    )
    // P5 is on the boundary, P2 a newer version, P6 new, P7 refused for its channel
    expect(counts((await loadAt(2)).files)).toEqual([
      ['duplicate', 5, 0, 5, 0],
      ['loaded', 4, 3, 0, 1],
    ])
    expect(await complaints()).toEqual([
      { complaint_id: 'P1', outcome: 'open' },
      { complaint_id: 'P2', outcome: 'resolved' },
      { complaint_id: 'P3', outcome: 'open' },
      { complaint_id: 'P4', outcome: 'open' },
      { complaint_id: 'P5', outcome: 'open' },
      { complaint_id: 'P6', outcome: 'open' },
    ])
    expect(
      await bank.rows('select record, column_name, value_masked from ops.rejected_rows'),
    ).toEqual([{ record: 4, column_name: 'channel', value_masked: 'FAX' }])
    expect(await bank.rows('select watermark from ops.watermarks order by load_id')).toEqual([
      { watermark: '2026-09-01T06:00:00Z' },
      { watermark: '2026-09-01T08:00:00Z' },
    ])
    expect(
      await bank.rows(
        `select received_at, narrative from landing.complaints where complaint_id = 'P1'`,
      ),
    ).toEqual([{ received_at: '2026-09-01T01:00:00', narrative: '请致电[电话]' }])
  })

  it('are neither lost nor doubled when the load dies between spooling and publishing', async () => {
    await loadAt(1)
    await askPostgres(
      url,
      `insert into complaints (complaint_no, channel, origin, received_at, limit_days, state, updated_at)
        values ('P6', 'WX', 'PBC', '2026-09-01 15:00+08', 15, 'WORK', '2026-09-01 16:00+08')`,
    )
    const crash = writeWarehouse(bank.workspace, async (database) => {
      await load(database, loadOptions(bank, { variables, clock: at(2) }))
      throw new Error('power is gone')
    })
    await expect(crash).rejects.toThrow('power is gone')
    expect(inbox('complaint-system')).toHaveLength(2)
    await askPostgres(
      url,
      `update complaints set state = 'DONE', updated_at = '2026-09-01 17:00+08' where complaint_no = 'P6';
      delete from complaints where complaint_no = 'P5'`,
    )
    const { files } = await loadAt(3)
    // the spool of the dead load has P5 and P6, the new one P6 as it is now
    expect(counts(files)).toEqual([
      ['duplicate', 5, 0, 5, 0],
      ['loaded', 2, 1, 1, 0],
      ['loaded', 1, 1, 0, 0],
    ])
    expect(await complaints()).toHaveLength(6)
    expect((await complaints()).at(-1)).toEqual({ complaint_id: 'P6', outcome: 'resolved' })
  })

  it('that are the same as before bring no further file', async () => {
    await loadAt(1)
    await loadAt(2)
    const two = inbox('complaint-system')
    expect(two).toHaveLength(2)
    expect(counts((await loadAt(3)).files)).toEqual([
      ['duplicate', 5, 0, 5, 0],
      ['duplicate', 1, 0, 1, 0],
    ])
    expect(inbox('complaint-system')).toEqual(two)
    expect(await complaints()).toHaveLength(5)
    expect(await bank.rows('select distinct watermark from ops.watermarks')).toEqual([
      { watermark: '2026-09-01T06:00:00Z' },
    ])
  })

  it('leave no trace in a dry run, which counts them all the same', async () => {
    const summary = await tryOnWarehouse(bank.workspace, (database) =>
      load(database, loadOptions(bank, { variables, isDryRun: true })),
    )
    expect(counts(summary.files)).toEqual([['loaded', 5, 5, 0, 0]])
    expect(existsSync(join(bank.workspace.inbox, 'complaint-system'))).toBe(false)
    expect(existsSync(bank.workspace.warehouse)).toBe(false)
    expect(counts((await loadAt(1)).files)).toEqual([['loaded', 5, 5, 0, 0]])
  })

  it('are held with the reason when the table is not what the query expects', async () => {
    await askPostgres(url, 'alter table complaints rename column state to status')
    const { files } = await loadAt(1)
    expect(counts(files)).toEqual([['held', 0, 0, 0, 0]])
    expect(files.find((file) => file.source === 'complaint-system')?.message).toContain('state')
    expect(inbox('complaint-system')).toEqual([])
  })
})

describe('a system that cannot be reached', () => {
  it('holds its own source while every other source loads', async () => {
    bank.put('contacts/a.csv', contacts)
    const { files } = await loadAt(1, { variables: { COMPLAINTS_DATABASE_URL: closedPort } })
    expect(counts(files)).toEqual([['held', 0, 0, 0, 0]])
    expect(counts(files, 'contacts')).toEqual([['loaded', 1, 1, 0, 0]])
    const message = files.find((file) => file.source === 'complaint-system')?.message
    expect(message).toContain('Cannot connect to PostgreSQL at 127.0.0.1:1')
    expect(message).not.toContain('secret-word')
    expect(inbox('complaint-system')).toEqual([])
  })

  it('is not asked where no connection is set up, unless it is named', async () => {
    const quiet = await loadAt(1, { variables: { COMPLAINTS_DATABASE_URL: ' ' } })
    expect(counts(quiet.files)).toEqual([])
    const named = await loadAt(2, { variables: {}, only: ['complaint-system'] })
    expect(counts(named.files)).toEqual([['held', 0, 0, 0, 0]])
    expect(named.files.find((file) => file.status === 'held')?.message).toContain(
      'COMPLAINTS_DATABASE_URL',
    )
  })
})

const tickets: Source = defineSource({
  name: 'ticket-system',
  title: { zh: '工单系统', en: 'Ticket system' },
  contract: 'tickets',
  read: {
    mysql: {
      connection: 'TICKETS_URL',
      query: 'select * from tickets where seq >= $watermark order by seq',
      watermark: { column: 'seq', first: '0' },
    },
  },
  map: {
    ticket_id: 'seq',
    channel: { value: 'phone' },
    opened_at: 'opened',
    status: { sql: `if("done" = '1', 'closed', 'open')` },
  },
})

describe.skipIf(mariadb === undefined)('tickets from MariaDB', () => {
  it('go on after the greatest number, and local times are of the bank', async () => {
    const mysql = mariadb?.url ?? ''
    const pulled = { variables: { TICKETS_URL: mysql } }
    await askMariadb(
      mysql,
      `create table tickets (seq int primary key, opened datetime, done bit(1), priority varchar(9) character set utf8mb4);
      insert into tickets values (9, '2026-09-01 08:00:00', b'0', 'high'), (10, '2026-09-01 08:30:00', b'1', '加急')`,
    )
    expect(counts(await loadSources(bank, [tickets], pulled), 'ticket-system')).toEqual([
      ['loaded', 2, 1, 0, 1],
    ])
    await askMariadb(mysql, `insert into tickets values (11, '2026-09-02 08:00:00', b'1', 'low')`)
    expect(
      counts(await loadSources(bank, [tickets], { ...pulled, clock: at(2) }), 'ticket-system'),
    ).toEqual([
      ['duplicate', 2, 0, 2, 0],
      ['loaded', 2, 1, 0, 1],
    ])
    expect(
      await bank.rows(
        'select ticket_id, opened_at, status, priority from landing.tickets order by 2',
      ),
    ).toEqual([
      { ticket_id: '9', opened_at: '2026-09-01T00:00:00', status: 'open', priority: 'high' },
      { ticket_id: '11', opened_at: '2026-09-02T00:00:00', status: 'closed', priority: 'low' },
    ])
  })
})

const surveys: Source = defineSource({
  name: 'survey-service',
  title: { zh: '调查平台', en: 'Survey service' },
  contract: 'surveys',
  read: {
    http: {
      url: 'SURVEYS_URL',
      path: '/answers',
      items: 'data',
      page: { kind: 'page', parameter: 'page' },
      watermark: { column: 'changed', parameter: 'since', first: '2026-01-01T00:00:00Z' },
    },
  },
  map: {
    survey_id: 'id',
    channel: { value: 'app_chat' },
    method: { value: 'online' },
    invited_at: 'sent',
    delivered: { value: 'true' },
    scale: { value: '5' },
    rating: { sql: `"answer"->>'stars'` },
    updated_at: 'changed',
  },
})

describe('surveys from pages over HTTP', () => {
  it('are asked page by page from the last instant on', async () => {
    const asked: string[] = []
    const answer = (id: string, stars: number, changed: string) => ({
      id,
      sent: '2026-09-01T00:00:00Z',
      answer: { stars },
      changed,
    })
    const all = [
      answer('S1', 5, '2026-09-01T01:00:00Z'),
      answer('S2', 9, '2026-09-01T02:00:00Z'),
      answer('S3', 3, '2026-09-01T03:00:00Z'),
    ]
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const url = new URL(request.url ?? '', 'http://localhost')
      const since = url.searchParams.get('since') ?? ''
      const page = Number(url.searchParams.get('page'))
      const found = all.filter((each) => each.changed >= since)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: found.slice(page * 2 - 2, page * 2) }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // of a server that listens on TCP
    const pulled = { variables: { SURVEYS_URL: `http://127.0.0.1:${port}` } }
    try {
      expect(counts(await loadSources(bank, [surveys], pulled), 'survey-service')).toEqual([
        ['loaded', 3, 2, 0, 1],
      ])
      all.push(answer('S1', 4, '2026-09-02T00:00:00Z'))
      const later = { ...pulled, clock: at(2) }
      expect(counts(await loadSources(bank, [surveys], later), 'survey-service')).toEqual([
        ['duplicate', 3, 0, 3, 0],
        ['loaded', 2, 2, 0, 0],
      ])
    } finally {
      server.close()
    }
    expect(asked.map((each) => new URL(each, 'http://localhost').search)).toEqual([
      '?since=2026-01-01T00%3A00%3A00Z&page=1',
      '?since=2026-01-01T00%3A00%3A00Z&page=2',
      '?since=2026-01-01T00%3A00%3A00Z&page=3',
      '?since=2026-09-01T03%3A00%3A00Z&page=1',
      '?since=2026-09-01T03%3A00%3A00Z&page=2',
    ])
    expect(await bank.rows('select survey_id, rating from landing.surveys order by 1')).toEqual([
      { survey_id: 'S1', rating: 4 },
      { survey_id: 'S3', rating: 3 },
    ])
  })
})
