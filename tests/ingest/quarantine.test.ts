import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Database } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import type { Contract } from '../../ingest/define-contract.ts'
import type { Source } from '../../ingest/define-source.ts'
import { code } from '../../ingest/fields.ts'
import {
  discardRefused,
  listRefused,
  type Selection,
  showRefused,
} from '../../ingest/quarantine.ts'
import { reasons } from '../../ingest/reasons.ts'
import { replayWith } from '../../ingest/replay.ts'
import { type Landing, openLanding } from '../support/landing.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,department_id,updated_at,reason_code\n'

/** A contact; a channel `fax` breaks the contract until a code is known for it. */
const contact = (
  id: string,
  channel: string,
  { version = '', direction = 'inbound', reason = 'R1', department = '' } = {},
) =>
  `${id},${channel},${direction},2026-09-01 08:00:00,1,answered,${department},${version},${reason}\n`

const version = (day: number) => `2026-09-${String(day).padStart(2, '0')} 00:00:00`

let landing: Landing
afterEach(() => landing?.remove())

const knowFax = (database: Database) =>
  database.run(`insert into reference.channel_codes values ('fax', 'email')`)

function replay(selection: Selection = {}, source: Partial<Source> = {}, contract?: Contract) {
  return replayWith(landing.database, landing.options('2026-11-05T00:00:00Z'), selection, {
    contracts: [contract ?? landing.contract],
    sources: [landing.source(source)],
  })
}

/** What a fresh load must lead to as well: rows with their places, and the accounts of the files. */
async function state(of: Landing) {
  const rows = await of.rows('select * exclude (_loaded_at) from landing.contacts order by all')
  const files = await of.rows(`select file_id, file, status, rows_read, rows_accepted,
    rows_duplicate, rows_quarantined from ops.files where status = 'loaded' order by file_id`)
  const arrivals = await of.rows('select day, rows, status from ops.arrivals order by day')
  return { rows, files, arrivals }
}

/** Everything that a load or replay may change. */
const everything = async () => ({
  ...(await state(landing)),
  refused: await landing.rows('select * from ops.rejected_rows order by all'),
})

async function accountsAddUp() {
  const wrong = await landing.rows(`select file from ops.files
    where rows_read <> rows_accepted + rows_duplicate + rows_quarantined
      or (status = 'loaded' and rows_quarantined <> (
        select count(distinct record) from ops.rejected_rows refused
        where refused.file_id = files.file_id and refused.status <> 'replayed'))`)
  expect(wrong).toEqual([])
  // rows of landing are those that the files say, but for versions that a later load superseded
  expect(
    await landing.rows(`select file from ops.files join (
        select _file_id, count(*) as rows from landing.contacts group by _file_id
      ) on file_id = _file_id where rows > rows_accepted`),
  ).toEqual([])
}

const open = async (files: Readonly<Record<string, string>>) => {
  landing = await openLanding(
    'contacts',
    Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, header + lines])),
  )
}

/** The same files, loaded once, with the fix from the start. */
async function freshState(source: Partial<Source> = {}) {
  const files = await landing.rows<{ file: string }>('select distinct file from ops.files')
  const fresh = await openLanding(
    'contacts',
    Object.fromEntries(
      files.map(({ file }) => [file, readFileSync(join(landing.workspace.inbox, file))]),
    ),
  )
  const known = await landing.rows('select * from reference.channel_codes')
  if (known.length > 0) await knowFax(fresh.database)
  await fresh.load(source)
  const found = await state(fresh)
  fresh.remove()
  return found
}

describe('refused records', () => {
  it('that come again in later deliveries are one group, seen first and last then', async () => {
    await open({ 'contacts/1.csv': contact('K', 'fax') + contact('L', 'phone') })
    await landing.load({}, '2026-09-02T00:00:00Z')
    landing.put('contacts/2.csv', header + contact('K', 'fax', { reason: 'R2' }))
    await landing.load({}, '2026-09-03T00:00:00Z')
    landing.put('contacts/3.csv', header + contact('M', 'fax') + contact('K', 'fax'))
    await landing.load({}, '2026-09-05T00:00:00Z')
    expect(await listRefused(landing.database, {})).toEqual([
      {
        source: 'contacts',
        column_name: 'channel',
        reason: 'unknown_code',
        reason_zh: '代码不在清单内',
        reason_en: 'a code that the contract does not list',
        todo: 'correct it, or map the source code in `channel_codes`',
        records: 4,
        files: 3,
        first_file: 'contacts/1.csv',
        first_record: 1,
        first_seen: '2026-09-02T00:00:00',
        last_seen: '2026-09-05T00:00:00',
      },
    ])
    const rows = await showRefused(landing.database, {})
    expect(
      rows.map((row) => [row.file, row.record, row.record_key, row.first_seen, row.last_seen]),
    ).toEqual([
      ['contacts/1.csv', 1, 'K', '2026-09-02T00:00:00', '2026-09-05T00:00:00'],
      ['contacts/2.csv', 1, 'K', '2026-09-02T00:00:00', '2026-09-05T00:00:00'],
      ['contacts/3.csv', 1, 'M', '2026-09-05T00:00:00', '2026-09-05T00:00:00'],
      ['contacts/3.csv', 2, 'K', '2026-09-02T00:00:00', '2026-09-05T00:00:00'],
    ])
  })

  it('are found by what is asked, most records first', async () => {
    await open({
      'contacts/1.csv': `${contact('A', 'fax')}${contact('B', 'fax', { direction: 'up' })}C,phone\n`,
      'contacts/2.csv': contact('D', 'fax', { department: 'D1' }),
    })
    await landing.database.run(`insert into reference.departments values ('D1', '甲')`)
    await landing.load()
    const groups = await listRefused(landing.database, {})
    expect(groups.map((each) => [each.column_name, each.reason, each.records])).toEqual([
      ['channel', 'unknown_code', 3],
      ['', 'wrong_column_count', 1],
      ['direction', 'unknown_code', 1],
    ])
    const found = async (selection: Selection) =>
      (await showRefused(landing.database, selection)).map(
        (row) => `${row.file.at(-5)}/${row.record} ${row.column_name}`,
      )
    expect(await found({ file: 'contacts/1.csv', column: 'channel' })).toEqual([
      '1/1 channel',
      '1/2 channel',
    ])
    expect(await found({ record: 2 })).toEqual(['1/2 channel', '1/2 direction'])
    expect(await found({ reason: 'wrong_column_count' })).toEqual(['1/3 '])
    expect(await found({ department: 'D1' })).toEqual(['2/1 channel'])
    expect(await found({ source: 'contacts', record: 1 })).toHaveLength(2)
    expect(await found({ source: 'tickets' })).toEqual([])
    expect(await showRefused(landing.database, {}, { limit: 2 })).toHaveLength(2)
  })

  it('are closed once their key is delivered well, in a later load too', async () => {
    await open({ 'contacts/1.csv': `${contact('K', 'fax')}${contact('L', 'fax')}M,phone\n` })
    await landing.load()
    landing.put('contacts/2.csv', header + contact('K', 'phone') + contact('M', 'phone'))
    await landing.load({}, '2026-11-02T00:00:00Z')
    const rows = await showRefused(landing.database, {}, { withClosed: true })
    expect(rows.map((row) => [row.record_key, row.status, row.closed_at, row.note])).toEqual([
      ['K', 'corrected', '2026-11-02T00:00:00', 'load 2'],
      ['L', 'open', null, null],
      [null, 'open', null, null], // nobody can tell whose line it was
    ])
    expect((await listRefused(landing.database, {})).map((each) => each.records)).toEqual([1, 1])
    await accountsAddUp()
  })

  it('are closed by a later record of their file, not by an earlier one', async () => {
    await open({
      'contacts/1.csv':
        contact('A', 'phone') + contact('A', 'fax') + contact('B', 'fax') + contact('B', 'phone'),
    })
    await landing.load()
    const rows = await showRefused(landing.database, {}, { withClosed: true })
    expect(rows.map((row) => [row.record_key, row.record, row.status])).toEqual([
      ['A', 2, 'open'],
      ['B', 3, 'corrected'],
    ])
  })

  it('are given up with a name and a note, stay counted, and are not read again', async () => {
    await open({ 'contacts/1.csv': contact('A', 'fax', { direction: 'up' }) + contact('B', 'fax') })
    await landing.load()
    const by = { name: '张经理', note: '测试数据', at: new Date('2026-11-02T03:00:00Z') }
    expect(await discardRefused(landing.database, { column: 'direction' }, by)).toBe(1)
    const rows = await showRefused(landing.database, { record: 1 }, { withClosed: true })
    expect(rows.map((row) => [row.column_name, row.status, row.closed_by, row.note])).toEqual([
      ['channel', 'discarded', '张经理', '测试数据'],
      ['direction', 'discarded', '张经理', '测试数据'],
    ])
    expect(rows[0]?.closed_at).toBe('2026-11-02T03:00:00')
    await accountsAddUp()
    expect(await discardRefused(landing.database, { column: 'direction' }, by)).toBe(0)
    await knowFax(landing.database)
    expect(await replay()).toMatchObject([{ accepted: 1, still_refused: 0 }])
    expect(await landing.rows('select contact_id from landing.contacts')).toEqual([
      { contact_id: 'B' },
    ])
    await accountsAddUp()
  })
})

describe('a replay after a fix', () => {
  const files = {
    'contacts/1.csv': contact('A', 'fax') + contact('B', 'phone') + contact('C', 'fax'),
    'contacts/2.csv': contact('D', 'fax', { direction: 'up' }) + contact('E', 'phone'),
  }

  it('of reference data leads to what a fresh load leads to', async () => {
    await open(files)
    await landing.load()
    await knowFax(landing.database)
    expect(await replay()).toEqual([
      { file: 'contacts/1.csv', accepted: 2, superseded: 0, still_refused: 0, message: null },
      { file: 'contacts/2.csv', accepted: 0, superseded: 0, still_refused: 1, message: null },
    ])
    expect(await state(landing)).toEqual(await freshState())
    await accountsAddUp()
    const rows = await showRefused(landing.database, {}, { withClosed: true })
    expect(rows.map((row) => [row.record_key, row.column_name, row.status, row.note])).toEqual([
      ['A', 'channel', 'replayed', 'load 2'],
      ['C', 'channel', 'replayed', 'load 2'],
      ['D', 'direction', 'open', null], // its channel is good now
    ])
    expect(rows[0]?.closed_at).toBe('2026-11-05T00:00:00')
  })

  it('of the source leads to what a fresh load leads to', async () => {
    await open({ ...files, 'contacts/3.csv': 'F,phone,inbound,2026-09-02 08:00:00,1,answered\n' })
    await landing.load()
    const fixed = { codes: { channel: { fax: 'email' } }, read: { shortRows: 'pad' } } as const
    expect((await replay({}, fixed)).map((each) => each.accepted)).toEqual([2, 0, 1])
    expect(await state(landing)).toEqual(await freshState(fixed))
    await accountsAddUp()
  })

  it('of the contract moves what is good now', async () => {
    await open(files)
    await landing.load()
    const direction = code('呼叫方向', { inbound: ['呼入', 'up'], outbound: ['呼出'] })
    const contract = { ...landing.contract, row: landing.contract.row.extend({ direction }) }
    await knowFax(landing.database)
    await replay({ source: 'contacts' }, {}, contract)
    expect(
      await landing.rows('select contact_id, direction from landing.contacts order by 1'),
    ).toEqual(['A', 'B', 'C', 'D', 'E'].map((contact_id) => ({ contact_id, direction: 'inbound' })))
    await accountsAddUp()
  })

  it('leaves accepted records alone, even those that would be refused now', async () => {
    await open(files)
    await landing.load()
    const fixed = { codes: { channel: { fax: 'email', phone: 'nothing' } } }
    expect((await replay({}, fixed)).map((each) => each.accepted)).toEqual([2, 0])
    expect(
      await landing.rows('select contact_id, channel from landing.contacts order by 1'),
    ).toEqual([
      { contact_id: 'A', channel: 'email' },
      { contact_id: 'B', channel: 'phone' },
      { contact_id: 'C', channel: 'email' },
      { contact_id: 'E', channel: 'phone' },
    ])
    expect(
      await landing.rows(`select distinct record_key from ops.rejected_rows order by 1`),
    ).toEqual([{ record_key: 'A' }, { record_key: 'C' }, { record_key: 'D' }])
    await accountsAddUp()
  })

  it('moves what was asked for, by reason, file and record, and nothing else', async () => {
    await open({ ...files, 'contacts/3.csv': `G,phone\n${contact('H', 'fax')}` })
    await landing.load()
    await knowFax(landing.database)
    const landed = async () =>
      (await landing.rows('select contact_id as id from landing.contacts order by 1'))
        .map((row) => row.id)
        .join('')
    expect(await landed()).toBe('BE')
    await replay({ reason: 'wrong_column_count' })
    expect(await landed()).toBe('BE')
    await replay({ file: 'contacts/1.csv', record: 3 })
    expect(await landed()).toBe('BCE')
    await accountsAddUp()
    await replay({ file: 'contacts/1.csv' })
    expect(await landed()).toBe('ABCE')
    await replay({ reason: 'unknown_code' })
    expect(await landed()).toBe('ABCEH')
    await accountsAddUp()
    const rows = await showRefused(landing.database, {})
    expect(rows.map((row) => [row.file, row.record, row.reason])).toEqual([
      ['contacts/2.csv', 1, 'unknown_code'],
      ['contacts/3.csv', 1, 'wrong_column_count'],
    ])
  })

  it('a second time changes nothing', async () => {
    await open(files)
    await landing.load()
    await knowFax(landing.database)
    await replay()
    const before = await everything()
    expect(await replay()).toMatchObject([{ file: 'contacts/2.csv', still_refused: 1 }])
    const { refused, ...after } = await everything()
    expect({ ...after, refused: refused.map((row) => ({ ...row, load_id: 0 })) }).toEqual({
      ...before,
      refused: before.refused.map((row) => ({ ...row, load_id: 0 })),
    })
    expect(await replay({ file: 'contacts/1.csv' })).toEqual([])
  })

  it('without a fix changes nothing but the load that it names', async () => {
    await open(files)
    await landing.load()
    const before = await state(landing)
    expect((await replay()).map((each) => each.still_refused)).toEqual([2, 1])
    expect(await state(landing)).toEqual(before)
    expect((await showRefused(landing.database, {})).map((row) => row.status)).toEqual(
      Array(4).fill('open'),
    )
    await accountsAddUp()
  })

  it('closes earlier refused deliveries of the records that it moves', async () => {
    await open({ 'contacts/1.csv': contact('K', 'fax', { reason: 'R1' }) })
    await landing.load()
    landing.put('contacts/2.csv', header + contact('K', 'fax', { reason: 'R2' }))
    await landing.load()
    await knowFax(landing.database)
    await replay({ file: 'contacts/2.csv' })
    const rows = await showRefused(landing.database, {}, { withClosed: true })
    expect(rows.map((row) => row.status)).toEqual(['corrected', 'replayed'])
    await accountsAddUp()
  })
})

describe('a replayed version', () => {
  it('that is old does not beat a newer one that was accepted', async () => {
    await open({
      'contacts/1.csv': contact('K', 'phone', { version: version(9), reason: 'new' }),
      'contacts/2.csv': contact('K', 'fax', { version: version(5), reason: 'old' }),
    })
    await landing.load()
    await knowFax(landing.database)
    expect(await replay()).toMatchObject([{ accepted: 1, superseded: 1 }])
    expect(await landing.rows('select reason_code from landing.contacts')).toEqual([
      { reason_code: 'new' },
    ])
    expect(await state(landing)).toEqual(await freshState())
    await accountsAddUp()
  })

  it('that is newer takes the place of an older one', async () => {
    await open({
      'contacts/1.csv': contact('K', 'phone', { version: version(5), reason: 'old' }),
      'contacts/2.csv': contact('K', 'fax', { version: version(9), reason: 'new' }),
    })
    await landing.load()
    await knowFax(landing.database)
    expect(await replay()).toMatchObject([{ accepted: 1, superseded: 0 }])
    expect(await landing.rows('select reason_code from landing.contacts')).toEqual([
      { reason_code: 'new' },
    ])
    expect(await state(landing)).toEqual(await freshState())
    await accountsAddUp()
  })

  it('of any file leads to what a fresh load leads to', async () => {
    const padded = { read: { shortRows: 'pad' } } as const
    const record = fc
      .tuple(
        fc.constantFrom('A', 'B', 'C'),
        fc.constantFrom('', version(1), version(2)),
        fc.boolean(),
      )
      // a short line is refused without its key, until short lines are padded
      .map(([id, at, isShort]) =>
        isShort
          ? contact(id, 'phone', { version: at }).replace(/,R1\n$/, '\n')
          : contact(id, 'phone', { version: at }),
      )
    const someFiles = fc.uniqueArray(
      fc.array(record, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('')),
      { minLength: 1, maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(someFiles, async (contents) => {
        landing?.remove()
        await open(Object.fromEntries(contents.map((lines, n) => [`contacts/${n}.csv`, lines])))
        await landing.load()
        await accountsAddUp()
        await replay({}, padded)
        expect(await state(landing)).toEqual(await freshState(padded))
        await accountsAddUp()
      }),
      { numRuns: 25 },
    )
  })

  it('of files that came one after another leads to the same rows', async () => {
    const padded = { read: { shortRows: 'pad' } } as const
    const short = (id: string, at: string) =>
      contact(id, 'phone', { version: at }).replace(/,R1\n$/, '\n')
    await open({ 'contacts/1.csv': short('A', version(9)) + contact('B', 'phone') })
    await landing.load()
    landing.put('contacts/2.csv', header + contact('A', 'phone', { version: version(5) }))
    await landing.load()
    landing.put('contacts/3.csv', header + short('B', '') + short('C', ''))
    await landing.load()
    await replay({}, padded)
    // files of former loads that are known are listed again, so that numbers of files differ
    const content = ({ rows }: Awaited<ReturnType<typeof state>>) =>
      rows.map((row) => ({ ...row, _file_id: 0 }))
    expect(content(await state(landing))).toEqual(content(await freshState(padded)))
    expect(
      await landing.rows('select file_id, rows_accepted, rows_duplicate from ops.files order by 1'),
    ).toMatchObject([
      { rows_accepted: 2, rows_duplicate: 0 }, // 1.csv; its B was superseded by a later load
      { rows_accepted: 0, rows_duplicate: 2 }, // 1.csv, known
      { rows_accepted: 0, rows_duplicate: 1 }, // 2.csv; its A would have been superseded at once
      { rows_accepted: 0, rows_duplicate: 2 },
      { rows_accepted: 0, rows_duplicate: 1 },
      { rows_accepted: 2, rows_duplicate: 0 },
    ])
    await accountsAddUp()
  })
})

describe('a file that cannot be replayed', () => {
  const bad = { 'contacts/1.csv': contact('A', 'fax') }

  it.each([
    ['gone', () => landing.take('contacts/1.csv')],
    [
      'changed',
      () => landing.put('contacts/1.csv', header + contact('A', 'fax') + contact('B', 'fax')),
    ],
  ])('because it is %s says so, and nothing changes', async (_, change) => {
    await open(bad)
    await landing.load()
    await knowFax(landing.database)
    const before = await everything()
    change()
    const [result] = await replay()
    expect(result).toMatchObject({ accepted: 0, still_refused: 0 })
    expect(result?.message).toContain(
      'contacts/1.csv no longer lies in the inbox as it was delivered. Try: put it back',
    )
    expect(await everything()).toEqual(before)
  })

  it('does not keep the others from it', async () => {
    await open({ ...bad, 'contacts/2.csv': contact('B', 'fax') })
    await landing.load()
    await knowFax(landing.database)
    landing.take('contacts/1.csv')
    expect((await replay()).map((each) => each.message === null)).toEqual([false, true])
    expect(await landing.rows('select contact_id from landing.contacts')).toEqual([
      { contact_id: 'B' },
    ])
    await accountsAddUp()
  })

  it('because it is cut into other records says so, and nothing changes', async () => {
    await open(bad)
    await landing.load()
    const before = await everything()
    const names = header.trim().split(',')
    const [result] = await replay({}, { read: { header: names } })
    expect(result?.message).toContain(
      'contacts/1.csv had 1 records when it was loaded and has 2 now',
    )
    expect(await everything()).toEqual(before)
  })

  it('is found again under another name that it was delivered by', async () => {
    await open(bad)
    await landing.load()
    landing.put('contacts/again.csv', header + contact('A', 'fax'))
    await landing.load()
    landing.take('contacts/1.csv')
    await knowFax(landing.database)
    expect(await replay()).toMatchObject([{ file: 'contacts/1.csv', accepted: 1 }])
    await accountsAddUp()
  })

  it('is not held because later files have other columns', async () => {
    await open(bad)
    await landing.load()
    landing.put(
      'contacts/2.csv',
      header.replace('reason_code', 'reason_code,extra') +
        contact('B', 'phone').replace('\n', ',x\n'),
    )
    await landing.load()
    await knowFax(landing.database)
    const hold = {
      newColumn: 'hold',
      missingColumn: 'hold',
      renamedColumn: 'hold',
      changedType: 'hold',
    } as const
    expect(await replay({}, { drift: hold })).toMatchObject([{ accepted: 1, message: null }])
  })

  it('is unknown to a source that is gone', async () => {
    await open(bad)
    await landing.load()
    const [result] = await replay({}, { name: 'others' })
    expect(result?.message).toBe('contacts/1.csv: there is no source contacts any more.')
  })
})

describe('a renamed column', () => {
  it('that was followed is followed by a replay', async () => {
    const drift = {
      newColumn: 'ignore',
      missingColumn: 'ignore',
      renamedColumn: 'evolve',
      changedType: 'ignore',
    } as const
    await open({ 'contacts/1.csv': contact('A', 'phone') })
    await landing.load({ drift })
    const renamed = header.replace('reason_code', 'reason_code_2')
    landing.put('contacts/2.csv', renamed + contact('B', 'fax', { reason: 'R7' }))
    await landing.load({ drift })
    await knowFax(landing.database)
    await replay({}, { drift })
    expect(
      await landing.rows('select contact_id, reason_code from landing.contacts order by 1'),
    ).toEqual([
      { contact_id: 'A', reason_code: 'R1' },
      { contact_id: 'B', reason_code: 'R7' },
    ])
  })
})

describe('the runbook of quarantine', () => {
  const runbooks = join(programRoot, 'docs/runbooks')
  const page = readFileSync(join(runbooks, 'quarantine.md'), 'utf8')
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

  it('has a section for every reason, in the words of the reason', () => {
    for (const [reason, { zh }] of Object.entries(reasons)) {
      expect(page).toContain(`### ${reason}\n\n${zh}. `)
    }
  })

  it('has every section that is linked', () => {
    const readme = readFileSync(join(runbooks, 'README.md'), 'utf8')
    const links = [...`${readme}${page}`.matchAll(/\((?:quarantine\.md)?#([^)]+)\)/g)]
    expect(links.length).toBeGreaterThan(8)
    for (const [, anchor] of links) expect(anchors).toContain(anchor)
  })
})
