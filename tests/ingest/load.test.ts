import { createHmac } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { hmacSql, keyStatements } from '../../ingest/mask.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,talk_seconds,customer_id,updated_at'
let bank: Bank
afterEach(() => bank?.remove())

const accounting = (summary: Awaited<ReturnType<Bank['load']>>, contract = 'contacts') =>
  summary.files
    .filter((entry) => entry.contract === contract)
    .map((entry) => [
      entry.file,
      entry.status,
      entry.rows_read,
      entry.rows_accepted,
      entry.rows_duplicate,
      entry.rows_quarantined,
    ])

describe('a delivery', () => {
  it('may use identifiers and Chinese labels, in any order, with unknown columns', async () => {
    bank = makeBank({
      'contacts/a.csv': `结果,渠道,呼叫方向,外部备注,进入时间,是否转人工,接触编号\n接通,电话银行,呼入,x,2026年9月1日 08:00,是,007\n`,
    })
    await bank.load()
    expect(
      await bank.rows('select contact_id, channel, outcome, started_at from landing.contacts'),
    ).toEqual([
      {
        contact_id: '007',
        channel: 'phone',
        outcome: 'answered',
        started_at: '2026-09-01T00:00:00',
      },
    ])
    expect(await bank.rows('select column_name from ops.drift')).toEqual([
      { column_name: '外部备注' },
    ])
  })

  it('may be GB18030, UTF-16 or have a byte order mark, and says which it was', async () => {
    const line = 'C1,phone,inbound,2026-09-01 08:00:00,1,answered,12,,'
    const gb = Buffer.concat([
      Buffer.from(
        'contact_id,channel,direction,started_at,requested_agent,outcome,reason_code\nC2,',
      ),
      Buffer.from([0xb5, 0xe7, 0xbb, 0xb0, 0xd2, 0xf8, 0xd0, 0xd0]), // 电话银行
      Buffer.from(',inbound,2026-09-01 08:00:00,1,answered,R1\n'),
    ])
    bank = makeBank({
      'contacts/1.csv': `\ufeff${header}\n${line}\n`,
      'contacts/2.csv': gb,
      'contacts/3.csv': Buffer.from(`\ufeff${header}\n${line.replace('C1', 'C3')}\n`, 'utf16le'),
      'contacts/4.csv.gz': gzipSync(`${header}\n${line.replace('C1', 'C4')}\n`),
    })
    await bank.load()
    expect(
      await bank.rows(
        `select file, encoding from ops.files where contract = 'contacts' order by file`,
      ),
    ).toEqual([
      { file: 'contacts/1.csv', encoding: 'utf-8' },
      { file: 'contacts/2.csv', encoding: 'gb18030' },
      { file: 'contacts/3.csv', encoding: 'utf-16le' },
      { file: 'contacts/4.csv.gz', encoding: 'utf-8' },
    ])
    expect(
      await bank.rows('select contact_id, channel from landing.contacts order by 1'),
    ).toHaveLength(4)
  })

  it('whose bytes are no text is held whole and changes nothing', async () => {
    bank = makeBank({ 'contacts/a.csv': Buffer.from([0x61, 0x2c, 0xff, 0xff, 0xff, 0x0a, 0x81]) })
    expect(accounting(await bank.load())).toEqual([['contacts/a.csv', 'held', 0, 0, 0, 0]])
    expect(await bank.rows('select * from landing.contacts')).toEqual([])
  })

  it('without a required column is held whole, with the column named', async () => {
    bank = makeBank({ 'contacts/a.csv': 'contact_id,channel\nC1,phone\n' })
    const [entry] = (await bank.load()).files.filter((each) => each.contract === 'contacts')
    expect(entry).toMatchObject({ status: 'held', rows_read: 0 })
    expect(entry?.message).toContain('"started_at" (进入时间)')
  })

  it('loaded a second time, under any name, changes nothing', async () => {
    const content = `${header}\nC1,phone,inbound,2026-09-01 08:00:00,1,answered,12,,\nC2,fax,inbound,2026-09-01 08:00:00,1,answered,12,,\n`
    bank = makeBank({ 'contacts/a.csv': content })
    await bank.load()
    bank.put('contacts/other/name.csv', content)
    expect(accounting(await bank.load())).toEqual([
      ['contacts/a.csv', 'duplicate', 2, 0, 2, 0],
      ['contacts/other/name.csv', 'duplicate', 2, 0, 2, 0],
    ])
    expect(await bank.rows('select count(*) as n from ops.rejected_rows')).toEqual([{ n: 1 }])
  })
})

describe('of a record delivered again', () => {
  it('the greatest updated_at wins, a missing one ranks lowest, the last loaded breaks a tie', async () => {
    bank = makeBank({
      'contacts/1.csv': `${header}\nA,phone,inbound,2026-09-01 08:00:00,1,answered,1,,2026-09-03 00:00:00\nB,phone,inbound,2026-09-01 08:00:00,1,answered,1,,2026-09-03 00:00:00\nC,phone,inbound,2026-09-01 08:00:00,1,answered,1,,\n`,
      'contacts/2.csv': `${header}\nA,phone,inbound,2026-09-01 08:00:00,1,answered,2,,2026-09-02 00:00:00\nB,phone,inbound,2026-09-01 08:00:00,1,answered,2,,2026-09-03 00:00:00\nC,phone,inbound,2026-09-01 08:00:00,1,answered,2,,2026-01-01 00:00:00\n`,
    })
    expect(accounting(await bank.load())).toEqual([
      ['contacts/1.csv', 'loaded', 3, 1, 2, 0],
      ['contacts/2.csv', 'loaded', 3, 2, 1, 0],
    ])
    expect(
      await bank.rows('select contact_id, talk_seconds from landing.contacts order by 1'),
    ).toEqual([
      { contact_id: 'A', talk_seconds: 1 },
      { contact_id: 'B', talk_seconds: 2 },
      { contact_id: 'C', talk_seconds: 2 },
    ])
    bank.put(
      'contacts/3.csv',
      `${header}\nA,phone,inbound,2026-09-01 08:00:00,1,answered,3,,2026-08-01 00:00:00\n`,
    )
    expect(accounting(await bank.load()).at(-1)).toEqual(['contacts/3.csv', 'loaded', 1, 0, 1, 0])
    expect(
      await bank.rows(`select talk_seconds from landing.contacts where contact_id = 'A'`),
    ).toEqual([{ talk_seconds: 1 }])
  })

  it('a quarantined version never takes part', async () => {
    bank = makeBank({
      'contacts/1.csv': `${header}\nA,phone,inbound,2026-09-01 08:00:00,1,answered,1,,2026-09-01 00:00:00\nA,phone,inbound,2026-09-01 08:00:00,1,answered,-1,,2026-09-09 00:00:00\n`,
    })
    expect(accounting(await bank.load())).toEqual([['contacts/1.csv', 'loaded', 2, 1, 0, 1]])
    expect(await bank.rows('select talk_seconds from landing.contacts')).toEqual([
      { talk_seconds: 1 },
    ])
  })
})

describe('quarantine', () => {
  it('names file, record, column, reason and a masked value, once per broken rule', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}\nC1,phone,inbound,2026-09-01 08:00:00,1,answered,12,CU0000000001,\nC2,phone\nC3,fax,inbound,2026-13-01 08:00:00,maybe,answered,-3,CU0000000001,\n\n,phone,inbound,"2026-09-01 08:00:00",1,answered,CU0000000001,CU0000000001,\n`,
      'complaints/a.ndjson':
        '{"complaint_id":"P1","channel":"phone"\n{"complaint_id":"P2","channel":"phone","source_body":"self","received_at":"2026-01-05 10:00","limit_days":20,"closed_at":"2026-01-04 10:00","outcome":"open"}\n',
      'surveys/a.csv':
        'survey_id,channel,method,invited_at,delivered,scale,rating\nS1,phone,ivr,2026-01-01 08:00:00,1,3,4\nS2,phone,ivr,2026-01-01 08:00:00,1,5,0\nS3,phone,ivr,2026-01-01 08:00:00,1,5,5\n',
    })
    const summary = await bank.load()
    expect(
      await bank.rows(
        'select contract, record, column_name, reason, value_masked from ops.rejected_rows order by contract, record, column_name',
      ),
    ).toEqual([
      {
        contract: 'complaints',
        record: 1,
        column_name: '',
        reason: 'bad_json',
        value_masked: null,
      },
      {
        contract: 'complaints',
        record: 2,
        column_name: 'closed_at',
        reason: 'closed_before_received',
        value_masked: '2026-01-04 10:00',
      },
      {
        contract: 'complaints',
        record: 2,
        column_name: 'limit_days',
        reason: 'out_of_range',
        value_masked: '20',
      },
      {
        contract: 'contacts',
        record: 2,
        column_name: '',
        reason: 'wrong_column_count',
        value_masked: null,
      },
      {
        contract: 'contacts',
        record: 3,
        column_name: 'channel',
        reason: 'unknown_code',
        value_masked: 'fax',
      },
      {
        contract: 'contacts',
        record: 3,
        column_name: 'requested_agent',
        reason: 'not_a_boolean',
        value_masked: 'maybe',
      },
      {
        contract: 'contacts',
        record: 3,
        column_name: 'started_at',
        reason: 'not_a_timestamp',
        value_masked: '2026-13-01 08:00:00',
      },
      {
        contract: 'contacts',
        record: 3,
        column_name: 'talk_seconds',
        reason: 'out_of_range',
        value_masked: '-3',
      },
      {
        contract: 'contacts',
        record: 4,
        column_name: 'contact_id',
        reason: 'missing_required',
        value_masked: null,
      },
      {
        contract: 'contacts',
        record: 4,
        column_name: 'talk_seconds',
        reason: 'not_a_number',
        value_masked: '[客户号]',
      },
      {
        contract: 'surveys',
        record: 1,
        column_name: 'rating',
        reason: 'rating_above_scale',
        value_masked: '4',
      },
      {
        contract: 'surveys',
        record: 2,
        column_name: 'rating',
        reason: 'out_of_range',
        value_masked: '0',
      },
    ])
    expect(accounting(summary)).toEqual([['contacts/a.csv', 'loaded', 4, 1, 0, 3]])
  })

  it('numbers records beyond one row group as the file does', async () => {
    const rows = Array.from({ length: 300_000 }, (_, index) => {
      const record = index + 1
      if (record === 100_001) return `K${record},phone`
      const channel = record % 50_000 === 0 ? 'fax' : 'phone'
      return `K${record},${channel},inbound,2026-09-01 08:00:00,1,answered,12,CU1,`
    })
    bank = makeBank({ 'contacts/big.csv': `${header}\n${rows.join('\n')}\n` })
    await bank.load()
    expect(
      await bank.rows(
        `select count(*) as wrong from landing.contacts where contact_id <> 'K' || _row`,
      ),
    ).toEqual([{ wrong: 0 }])
    expect(
      (await bank.rows('select record from ops.rejected_rows order by 1')).map((row) => row.record),
    ).toEqual([50_000, 100_000, 100_001, 150_000, 200_000, 250_000, 300_000])
  })
})

describe('personal data', () => {
  it('customer numbers become HMAC-SHA256 keys', async () => {
    const database = await openDatabase()
    for (const [secret, message] of [
      [Buffer.alloc(20, 0x0b), 'Hi There'],
      [Buffer.from('Jefe'), 'what do ya want for nothing?'],
      [Buffer.alloc(131, 0xaa), 'Test Using Larger Than Block-Size Key - Hash Key First'],
    ] as const) {
      for (const statement of keyStatements(secret)) await database.run(statement)
      const { key } = await database.row<{ key: string }>(
        `select ${hmacSql(`'${message}'`)} as key`,
      )
      expect(key).toBe(createHmac('sha256', secret).update(message).digest('hex'))
    }
    database.close()
  })

  it('of the input stands nowhere in the warehouse file', async () => {
    const personal = [
      'CU7391846250',
      '13900001234',
      '6222020000000000003',
      '11010519491231002X',
      'li.si@mail.example',
    ]
    const narrative = `我的手机13900001234，卡号6222 0200 0000 0000 003，证件１１０１０５19491231002X，邮箱li.si@mail.example，客户号CU7391846250`
    bank = makeBank({
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|outcome|customer_id |narrative
        P1          |phone  |self       |2026-01-05 09:00:00|15        |open   |CU7391846250|"${narrative}"
        P2          |phone  |self       |2026-01-05 09:00:00|99        |open   |CU7391846250|"${narrative}"
        P3          |fax    |self       |13900001234        |15        |open   |CU7391846250|"${narrative}"`,
    })
    await bank.load()
    await bank.build('2026-02-01T00:00:00+08:00')
    const bytes = readFileSync(bank.workspace.warehouse)
    for (const datum of personal) {
      expect(bytes.includes(datum), datum).toBe(false)
      expect(bytes.includes(Buffer.from(datum, 'utf16le')), datum).toBe(false)
    }
    expect(await bank.rows(`select narrative from staging.complaints`)).toEqual([
      { narrative: '我的手机[电话]，卡号[卡号]，证件[证件号]，邮箱[邮箱]，客户号[客户号]' },
    ])
  })
})

describe('the key of a refused record', () => {
  it('is not kept where it is the customer’s own number', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}\nCU7391846250,fax,inbound,2026-09-01 08:00:00,1,answered,1,CU7391846250,\nC2,fax,inbound,2026-09-01 08:00:00,1,answered,1,CU7391846250,\n`,
    })
    await bank.load()
    expect(
      (await bank.rows('select record_key from ops.rejected_rows order by record')).map(
        (row) => row.record_key,
      ),
    ).toEqual([null, 'C2'])
  })
})

describe('a quote that never ends', () => {
  const line = (id: string, channel = 'phone') =>
    `${id},${channel},inbound,2026-09-01 08:00:00,1,answered,12,,`
  it('holds the file where it swallows records, and says which one it is in', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => line(`C${index + 1}`))
    rows[11] = line('C12', '"12 inch')
    bank = makeBank({
      'contacts/a.csv': [header, ...rows, ''].join('\n'),
      'contacts/b.csv': [
        header,
        line('D1'),
        line('D2', '"12 inch'),
        line('D3'),
        line('D4'),
        '',
      ].join('\n'),
    })
    const entries = (await bank.load()).files.filter((each) => each.contract === 'contacts')
    expect(entries.map((each) => [each.status, each.rows_read])).toEqual([
      ['held', 0],
      ['held', 0],
    ])
    expect(entries[0]?.message).toContain('a quote in record 12 never ends and swallows many')
    expect(entries[1]?.message).toContain('a quote in record 2 never ends and swallows 2 record(s)')
    expect(await bank.rows('select 1 from landing.contacts')).toEqual([])
  })

  it('is not seen in a record without quotes, wherever it breaks', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => line(`C${index + 1}`))
    bank = makeBank({ 'contacts/a.csv': [header, ...rows, `${line('C301')},x`, ''].join('\n') })
    expect(accounting(await bank.load())).toEqual([['contacts/a.csv', 'loaded', 301, 300, 0, 1]])
  })

  it('costs its own record only where it ends in it', async () => {
    bank = makeBank({
      'contacts/a.csv': [header, line('C1'), line('C2', '"12" inch'), line('C3'), ''].join('\n'),
    })
    expect(accounting(await bank.load())).toEqual([['contacts/a.csv', 'loaded', 3, 2, 0, 1]])
    expect(await bank.rows('select record, reason from ops.rejected_rows')).toEqual([
      { record: 2, reason: 'broken_quotes' },
    ])
  })
})

describe('a full load', () => {
  it('is of every source: names beside it are refused', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}\nC1,phone,inbound,2026-09-01 08:00:00,1,answered,1,,\n`,
    })
    await bank.load()
    await expect(bank.loadWith({ isFull: true, only: ['tickets'] })).rejects.toThrow('every source')
    expect(await bank.rows('select contact_id from landing.contacts')).toHaveLength(1)
  })
})

describe('a reference table', () => {
  it('is replaced whole by its files, and has a default without any', async () => {
    bank = makeBank({})
    await bank.load()
    expect(
      Number((await bank.rows('select count(*) as n from reference.departments'))[0]?.n),
    ).toBeGreaterThan(5)
    bank.put('departments/a.csv', 'department_id,name_zh\nX1,甲\n')
    bank.put('departments/b.csv', 'department_id,name_zh\nX2,乙\n')
    await bank.load()
    expect(await bank.rows('select department_id from reference.departments order by 1')).toEqual([
      { department_id: 'X1' },
      { department_id: 'X2' },
    ])
  })

  it('that cannot be understood is held, and the former one stays', async () => {
    bank = makeBank({ 'departments/a.csv': 'department_id,name_zh\nX1,甲\n' })
    await bank.load()
    bank.put('departments/a.csv', 'name_zh\n甲\n')
    await bank.load()
    expect(await bank.rows('select department_id from reference.departments')).toEqual([
      { department_id: 'X1' },
    ])
  })
})

describe('a reference table of several files', () => {
  it('is held whole with any of them, and taken once the wrong one is gone', async () => {
    bank = makeBank({ 'departments/a.csv': 'department_id,name_zh\nX1,甲\n' })
    await bank.load()
    bank.put('departments/a.csv', 'department_id,name_zh\nX2,乙\n')
    bank.put('departments/b.csv', 'name_zh\n丙\n')
    const entries = (await bank.load()).files.filter((each) => each.contract === 'departments')
    expect(entries.map((each) => [each.status, each.rows_read])).toEqual([
      ['held', 0],
      ['held', 0],
    ])
    expect(await bank.rows('select department_id from reference.departments')).toEqual([
      { department_id: 'X1' },
    ])
    rmSync(join(bank.workspace.inbox, 'departments/b.csv'))
    await bank.load()
    expect(await bank.rows('select department_id from reference.departments')).toEqual([
      { department_id: 'X2' },
    ])
  })
})

describe('one source alone', () => {
  it('loads in an empty workspace, with the reference tables it needs, and can be built', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}\nC1,WX,inbound,2026-09-01 08:00:00,1,answered,12,,\n`,
      'tickets/a.csv': 'ticket_id\nT1\n',
    })
    const { files } = await bank.load('contacts')
    expect(files.map((each) => each.contract)).not.toContain('tickets')
    await bank.build('2026-10-01T00:00:00+08:00')
    expect(await bank.rows('select channel from marts.contacts')).toEqual([{ channel: 'wechat' }])
  })
})

describe('a file of another format', () => {
  it('is held with the formats that can be read, never passed over in silence', async () => {
    bank = makeBank({ 'contacts/a.docx': 'x', 'contacts/.hidden': 'x' })
    const [entry] = (await bank.load()).files.filter((each) => each.contract === 'contacts')
    expect(entry).toMatchObject({ file: 'contacts/a.docx', status: 'held' })
    expect(entry?.message).toContain('.csv')
  })
})
