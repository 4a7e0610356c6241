import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, describe, expect, it } from 'vitest'
import {
  quarantineDiscard,
  quarantineExport,
  quarantineList,
  quarantineReplay,
  quarantineShow,
} from '../../cli/commands/quarantine.ts'
import type { Context } from '../../cli/context.ts'
import { fixedClock } from '../../core/clock.ts'
import { readEnvironment } from '../../core/environment.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const contacts =
  'contact_id,channel,direction,started_at,requested_agent,outcome,department_id,customer_id\n'
const contact = (id: string, channel: string, department = '', at = '2026-09-01 08:00:00') =>
  `${id},${channel},inbound,${at},1,answered,${department},CU7391846250\n`
const complaints =
  'complaint_id,channel,source_body,received_at,limit_days,outcome,customer_id,narrative\n'
const departments = 'department_id,name_zh\nD1,电子银行部\nD2,信用卡中心\n'

let bank: Bank
let said: string[]
let results: unknown[]
afterEach(() => bank?.remove())

/** A bank whose commands tell what they say instead of printing it. */
function context(): Context {
  said = []
  results = []
  return {
    workspace: bank.workspace,
    environment: { ...readEnvironment(), secret: 'a secret for tests' },
    clock: fixedClock('2026-11-02T17:00:00Z'), // 3 November in Shanghai
    output: {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
    programVersion: 'test',
  }
}

async function openBank(files: Readonly<Record<string, string>>, config = '') {
  bank = makeBank({ 'departments/a.csv': departments, ...files })
  bank.configure(config)
  await bank.loadWith({ clock: fixedClock('2026-10-31T16:30:00Z') }) // 1 November in Shanghai
}

/** Every cell of a workbook as text, by sheet and row. */
async function readBook(path: string): Promise<Record<string, string[][]>> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  return Object.fromEntries(
    book.worksheets.map((sheet) => [
      sheet.name,
      Array.from({ length: sheet.rowCount }, (_, row) =>
        Array.from({ length: sheet.columnCount }, (_, column) =>
          String(sheet.getCell(row + 1, column + 1).value ?? ''),
        ),
      ),
    ]),
  )
}

describe('csq quarantine', () => {
  it('lists what is held back with its local days, and says when nothing is', async () => {
    await openBank({ 'contacts/a.csv': contacts + contact('A', 'fax') + contact('B', 'fax') })
    await quarantineList(context(), {})
    expect(said.join('\n')).toMatch(
      /contacts +channel +unknown_code +2 +contacts\/a\.csv record 1 +2026-11-01 +2026-11-01/,
    )
    await quarantineList(context(), { column: 'direction' })
    expect(said).toEqual(['nothing is held back'])
    await quarantineShow(context(), { limit: '1' })
    expect(said[1]).toBe('the first 1; --limit shows more')
    await quarantineShow(context(), { record: '2' })
    expect(said.join('\n')).toMatch(
      /contacts\/a\.csv +2 +channel +unknown_code +fax +B +open +2026-11-01/,
    )
  })

  it('answers a name that does not exist with the nearest one', async () => {
    await openBank({ 'contacts/a.csv': contacts + contact('A', 'fax') })
    await expect(quarantineList(context(), { reason: 'unkown_code' })).rejects.toMatchObject({
      hint: 'Did you mean: unknown_code?',
    })
    await expect(quarantineShow(context(), { source: 'contact' })).rejects.toMatchObject({
      hint: 'Did you mean: contacts?',
    })
    await expect(quarantineShow(context(), { record: '0' })).rejects.toThrow('--record 0')
  })

  it('says that nothing was loaded yet', async () => {
    bank = makeBank()
    await expect(quarantineList(context(), {})).rejects.toThrow('Nothing was loaded yet.')
  })

  it('replays records after their code became known, and says what could not be read', async () => {
    await openBank({
      'contacts/a.csv': contacts + contact('A', 'FX'),
      'contacts/b.csv': contacts + contact('B', 'FX'),
    })
    bank.put('channel_codes/a.csv', 'source_code,channel\nFX,phone\n')
    await bank.load('channel_codes')
    rmSync(join(bank.workspace.inbox, 'contacts/b.csv'))
    expect(await quarantineReplay(context(), {})).toBe(false)
    expect(results).toMatchObject([
      [
        { file: 'contacts/a.csv', accepted: 1, message: null },
        { file: 'contacts/b.csv', accepted: 0 },
      ],
    ])
    expect(said.at(-2)).toContain('not read: contacts/b.csv no longer lies in the inbox')
    expect(said.at(-1)).toBe('csq build takes them into the figures')
    expect(await bank.rows('select contact_id, channel from landing.contacts')).toEqual([
      { contact_id: 'A', channel: 'phone' },
    ])
    expect(await quarantineReplay(context(), { file: 'contacts/a.csv' })).toBe(true)
    expect(said).toEqual(['no such record is held back'])
  })

  it('gives records up with a name, a note and a selection only', async () => {
    await openBank({ 'contacts/a.csv': contacts + contact('A', 'fax') + contact('B', 'phone') })
    await expect(quarantineDiscard(context(), { reason: 'unknown_code' })).rejects.toThrow(
      'only with a name and a reason',
    )
    await expect(
      quarantineDiscard(context(), { reason: 'unknown_code', by: '张经理', note: ' ' }),
    ).rejects.toThrow('only with a name and a reason')
    await expect(quarantineDiscard(context(), { by: '张经理', note: '测试' })).rejects.toThrow(
      'Say which records are given up.',
    )
    await quarantineDiscard(context(), { record: '1', by: '张经理', note: '测试' })
    expect(results).toEqual([{ records: 1 }])
    expect(
      await bank.rows(`select rows_read, rows_accepted, rows_quarantined from ops.files
        where file = 'contacts/a.csv'`),
    ).toEqual([{ rows_read: 2, rows_accepted: 1, rows_quarantined: 1 }])
    await quarantineShow(context(), { all: true })
    expect(said.join('\n')).toMatch(/discarded +2026-11-01 +张经理: 测试/)
  })
})

describe('the Excel lists of csq quarantine export', () => {
  const personal = [
    'CU7391846250',
    '13900001234',
    '6222020000000000000',
    '11010519491231002X',
    'li.si@mail.example',
  ]
  const narrative =
    '手机13900001234，卡号6222020000000000000，证件11010519491231002X，邮箱li.si@mail.example'

  it('are one per department: the sender of the source, else the record’s own, else none', async () => {
    await openBank(
      {
        'contacts/a.csv':
          contacts + contact('A', 'fax', 'D1') + contact('B', 'fax') + contact('C', 'fax', 'D9'),
        'complaints/a.csv': `${complaints}P1,phone,self,2026-01-05 09:00:00,99,open,CU7391846250,"${narrative}"\n`,
      },
      'sources: { complaints: { sender: D2 } }',
    )
    await quarantineExport(context(), {})
    const folder = join(bank.workspace.home, 'quarantine')
    expect(readdirSync(folder).sort()).toEqual([
      '2026-11-03-D1.xlsx',
      '2026-11-03-D2.xlsx',
      '2026-11-03-unassigned.xlsx',
    ])
    expect(results).toMatchObject([
      [
        { department: 'D2 信用卡中心', records: 1 },
        { department: 'D1 电子银行部', records: 1 },
        { department: 'unassigned', records: 2 },
      ],
    ])
    const own = await readBook(join(folder, '2026-11-03-D1.xlsx'))
    expect(own['待更正记录 Records']?.slice(1)).toEqual([
      [
        '服务接触',
        'contacts/a.csv',
        '',
        '1',
        'A',
        '渠道 channel',
        'fax',
        '代码不在清单内',
        '2026-11-01',
        '2026-11-01',
      ],
    ])
    expect(own['说明 Reasons']?.slice(1).map((row) => row[0])).toEqual(['unknown_code'])
    const sent = await readBook(join(folder, '2026-11-03-D2.xlsx'))
    expect(sent['待更正记录 Records']?.[1]?.slice(4, 8)).toEqual([
      'P1',
      '办理时限 limit_days',
      '99',
      '数值超出范围',
    ])
    const rest = await readBook(join(folder, '2026-11-03-unassigned.xlsx'))
    expect(rest['待更正记录 Records']?.slice(1).map((row) => row[4])).toEqual(['B', 'C'])
  })

  it('hold no personal value, whichever cell it slipped into', async () => {
    const slipped = personal.map((value, index) => {
      // a customer number looks like the number of a record
      const id = value.startsWith('CU') ? `K${index}` : value
      return `${id},${value},${value},${value},${value},${value},,${value}\n`
    })
    await openBank({
      'contacts/a.csv': contacts + slipped.join(''),
      'complaints/a.csv': `${complaints}P1,${personal.join(' ')},self,13900001234,99,open,CU7391846250,"${narrative}"\n`,
    })
    const out = join(bank.workspace.home, 'lists')
    await quarantineExport(context(), { out })
    const [name = ''] = readdirSync(out)
    const book = await readBook(join(out, name))
    expect(book['待更正记录 Records']?.length).toBeGreaterThan(20)
    const text = JSON.stringify(book)
    for (const value of personal) expect(text, value).not.toContain(value)
    await quarantineShow(context(), { limit: '1000' })
    for (const value of personal) expect(said.join('\n'), value).not.toContain(value)
  })

  it('keep the numbers by which a system finds its records', async () => {
    const numbers = ['20260901000012', 'T20260901-000001', '123456', '6222020000000000004']
    await openBank({
      'contacts/a.csv': contacts + numbers.map((id) => contact(id, 'fax')).join(''),
    })
    const out = join(bank.workspace.home, 'lists')
    await quarantineExport(context(), { out })
    const book = await readBook(join(out, '2026-11-03-unassigned.xlsx'))
    expect(book['待更正记录 Records']?.slice(1).map((row) => row[4])).toEqual(numbers)
  })
})
