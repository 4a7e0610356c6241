import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { openReader } from '../../core/database.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { discardRefused, showRefused } from '../../ingest/quarantine.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,customer_id,updated_at\n'
const contact = (id: string, channel: string, customer = 'CU1', version = '') =>
  `${id},${channel},inbound,2026-09-01 08:00:00,1,answered,${customer},${version}\n`

const otherSecret = Buffer.from('another secret for tests')

let bank: Bank
afterEach(() => bank?.remove())

/** Every file of a workspace with its bytes. */
function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path).toString('base64')])
      .sort(),
  )
}

const landed = () =>
  bank.rows('select contact_id, channel, _row, customer_key from landing.contacts order by 1')

describe('a load with another secret', () => {
  it('is refused, and changes nothing', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') })
    await bank.load()
    const before = snapshot(bank.workspace.home)
    bank.put('contacts/b.csv', header + contact('B', 'phone'))
    const added = snapshot(bank.workspace.home)
    await expect(bank.loadWith({ secret: otherSecret })).rejects.toThrow(
      'The secret is not the one that made the customer keys of this warehouse',
    )
    expect(snapshot(bank.workspace.home)).toEqual(added)
    expect(Object.keys(added)).toHaveLength(Object.keys(before).length + 1)
  })

  it('that reads every file anew ends in the same rows with other keys', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}${contact('A', 'phone')}${contact('B', 'fax')}${contact('C', 'phone', 'CU2')}`,
      'contacts/b.csv': header + contact('A', 'email') + contact('D', 'phone'),
      'departments/a.csv': 'department_id,name_zh\nX1,甲\n',
    })
    await bank.load()
    const before = await landed()
    await bank.loadWith({ secret: otherSecret, isFull: true })
    const after = await landed()
    const withoutKeys = (rows: typeof before) => rows.map((row) => ({ ...row, customer_key: null }))
    expect(withoutKeys(after)).toEqual(withoutKeys(before))
    expect(before.map((row) => row.contact_id)).toEqual(['A', 'C', 'D'])
    const key = (rows: typeof before, index: number) => rows[index]?.customer_key
    expect(key(after, 0)).not.toBe(key(before, 0))
    expect(key(after, 0)).toBe(key(after, 2)) // both are CU1
    expect(key(after, 0)).not.toBe(key(after, 1))
    expect(await bank.rows('select department_id from reference.departments')).toEqual([
      { department_id: 'X1' },
    ])
    expect(
      await bank.rows(`select file, status, rows_accepted, rows_duplicate, rows_quarantined
        from ops.files where contract = 'contacts' order by file_id`),
    ).toEqual([
      {
        file: 'contacts/a.csv',
        status: 'replaced',
        rows_accepted: 1,
        rows_duplicate: 1,
        rows_quarantined: 1,
      },
      {
        file: 'contacts/b.csv',
        status: 'replaced',
        rows_accepted: 2,
        rows_duplicate: 0,
        rows_quarantined: 0,
      },
      {
        file: 'contacts/a.csv',
        status: 'loaded',
        rows_accepted: 1,
        rows_duplicate: 1,
        rows_quarantined: 1,
      },
      {
        file: 'contacts/b.csv',
        status: 'loaded',
        rows_accepted: 2,
        rows_duplicate: 0,
        rows_quarantined: 0,
      },
    ])
    expect(
      await bank.rows('select record_key, status from ops.rejected_rows order by file_id'),
    ).toEqual([
      { record_key: 'B', status: 'replaced' },
      { record_key: 'B', status: 'open' },
    ])
    // from now on the new secret is the right one, and the old one is refused
    await bank.loadWith({ secret: otherSecret })
    await expect(bank.load()).rejects.toThrow('The secret is not the one')
  })
})

describe('a load of every file anew', () => {
  it('is refused while a file that was loaded is gone, and changes nothing', async () => {
    bank = makeBank({
      'contacts/a.csv': header + contact('A', 'phone'),
      'contacts/b.csv': header + contact('B', 'phone'),
    })
    await bank.load()
    rmSync(join(bank.workspace.inbox, 'contacts/a.csv'))
    const before = snapshot(bank.workspace.home)
    await expect(bank.loadWith({ isFull: true })).rejects.toThrow(
      '1 file(s) that were loaded no longer lie in the inbox as they were: contacts/a.csv.',
    )
    expect(snapshot(bank.workspace.home)).toEqual(before)
  })

  it('is refused while a file has other content, unless nothing of the old one stands', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') + contact('B', 'phone') })
    await bank.load()
    bank.put('contacts/a.csv', header + contact('A', 'email'))
    await bank.load()
    await expect(bank.loadWith({ isFull: true })).rejects.toThrow('contacts/a.csv')
    bank.put('contacts/a.csv', header + contact('A', 'email') + contact('B', 'email'))
    await bank.load()
    await bank.loadWith({ isFull: true })
    expect((await landed()).map((row) => [row.contact_id, row.channel])).toEqual([
      ['A', 'email'],
      ['B', 'email'],
    ])
  })

  it('takes a file that lies under another name it is known by', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') })
    await bank.load()
    const inbox = (name: string) => join(bank.workspace.inbox, name)
    renameSync(inbox('contacts/a.csv'), inbox('contacts/b.csv'))
    await bank.load()
    await bank.loadWith({ isFull: true })
    expect((await landed()).map((row) => row.contact_id)).toEqual(['A'])
  })

  it('works in an empty workspace', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') })
    await bank.loadWith({ isFull: true })
    expect(await landed()).toHaveLength(1)
  })

  it('keeps what people gave up, and since when a record is refused', async () => {
    bank = makeBank({
      'contacts/a.csv': `${header}${contact('A', 'fax')}B,phone\n${contact('C', 'fax')}`,
    })
    await bank.load()
    const by = { name: '张经理', note: '测试数据', at: new Date('2026-11-02T00:00:00Z') }
    await writeWarehouse(bank.workspace, (database) => discardRefused(database, { record: 1 }, by))
    await bank.loadWith({ isFull: true, clock: fixedClock('2026-11-10T00:00:00Z') })
    const database = await openReader(bank.workspace.warehouse)
    const rows = await showRefused(database, {})
    database.close()
    expect(rows.map((row) => [row.record, row.first_seen, row.last_seen])).toEqual([
      [2, '2026-11-01T00:00:00', '2026-11-10T00:00:00'], // a line without a key
      [3, '2026-11-01T00:00:00', '2026-11-10T00:00:00'],
    ])
    expect(
      await bank.rows(`select record, status, closed_by, note from ops.rejected_rows
        where file_id = (select max(file_id) from ops.files) order by record`),
    ).toEqual([
      { record: 1, status: 'discarded', closed_by: '张经理', note: '测试数据' },
      { record: 2, status: 'open', closed_by: null, note: null },
      { record: 3, status: 'open', closed_by: null, note: null },
    ])
  })
})

describe('a dry run', () => {
  it('says what would come and changes nothing at all', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') })
    await bank.load()
    bank.put('contacts/b.csv', header + contact('B', 'phone') + contact('C', 'fax'))
    const before = snapshot(bank.workspace.home)
    expect(Object.keys(before)).toContain(bank.workspace.warehouse)
    const { files } = await bank.loadWith({ isDryRun: true })
    expect(
      files
        .filter((each) => each.file === 'contacts/b.csv')
        .map((each) => [each.status, each.rows_accepted, each.rows_quarantined]),
    ).toEqual([['loaded', 1, 1]])
    expect(snapshot(bank.workspace.home)).toEqual(before)
    await bank.loadWith({ isDryRun: true, isFull: true, secret: otherSecret })
    expect(snapshot(bank.workspace.home)).toEqual(before)
  })

  it('of the first load leaves no warehouse', async () => {
    bank = makeBank({ 'contacts/a.csv': header + contact('A', 'phone') })
    await bank.loadWith({ isDryRun: true })
    expect(existsSync(bank.workspace.warehouse)).toBe(false)
  })
})
