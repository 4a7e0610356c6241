import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readContracts } from '../../ingest/contracts.ts'
import { defineSource, type Mapping, type Source } from '../../ingest/define-source.ts'
import { allSources, readSources } from '../../ingest/sources.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { loadSources } from '../support/load-sources.ts'
import { writeWorkbook } from '../support/xlsx.ts'

const contracts = await readContracts()
let bank: Bank
afterEach(() => bank?.remove())

const source = (given: Partial<Parameters<typeof defineSource>[0]> = {}): Source =>
  defineSource({
    name: 'pbx',
    title: { zh: '交换机', en: 'Switch' },
    contract: 'contacts',
    ...given,
  })

/** Columns that a file of the tests below need not have. */
const constants: Record<string, Mapping> = {
  channel: { value: 'phone' },
  direction: { value: 'inbound' },
  requested_agent: { value: 'true' },
  outcome: { value: 'answered' },
}

async function landed(given: Source, files: Readonly<Record<string, string>>, columns: string) {
  bank = makeBank(files)
  const entries = await loadSources(bank, [given])
  expect(entries.map((entry) => entry.message)).toEqual(entries.map(() => null))
  return bank.rows(`select ${columns} from landing.contacts order by _row`)
}

const refused = () =>
  bank.rows('select record, column_name, reason, value_masked from ops.rejected_rows order by all')

describe('the sources of the program', () => {
  it('do nothing where their folder or connection is not there', async () => {
    bank = makeBank()
    const { files, drift } = await bank.load()
    const own = (await readSources(contracts)).filter((each) => each.name !== each.contract)
    const names = own.map((each) => each.name)
    expect(names).toContain('complaint-system')
    expect(files.filter((file) => names.includes(file.source))).toEqual([])
    expect(drift).toEqual([])
    for (const name of names) expect(existsSync(join(bank.workspace.inbox, name))).toBe(false)
    expect(await bank.rows('select * from ops.arrivals')).toEqual([])
  })
})

describe('a definition is refused before anything is read', () => {
  it.each([
    [{ contract: 'contact' }, 'Did you mean: contacts?'],
    [{ map: { outcom: 'x' } }, 'Did you mean: outcome?'],
    [{ codes: { outcome: { A: 'answred' } } }, 'Did you mean: answered?'],
    [{ read: { encoding: 'gb-18030' } }, 'unknown encoding: gb-18030'],
    [{ read: { folder: 'contacts' } }, 'pbx and contacts read the same folder'],
    [{ read: { folder: 'contacts/pbx' } }, 'contacts and pbx read the same folder'],
    [{ read: { folder: '../pbx' } }, 'not below the inbox'],
    [{ name: 'contacts' }, 'Two sources are named "contacts"'],
  ])('%j', (given, message) => {
    const told = () => {
      try {
        allSources(contracts, [source(given)])
        return 'nothing'
      } catch (error) {
        expect(error).toMatchObject({ name: 'UserError' })
        return `${error} ${error instanceof Error && 'hint' in error ? error.hint : ''}`
      }
    }
    expect(told()).toContain(message)
  })

  it('but a folder within another name is its own', () => {
    const given = source({ read: { folder: 'contacts-pbx' } })
    expect(allSources(contracts, [given])).toContainEqual(given)
  })
})

describe('dates', () => {
  const dated = (dates: readonly string[]) =>
    source({ map: { ...constants, contact_id: 'id', started_at: { from: 'at', dates } } })
  const read = async (dates: readonly string[], cells: readonly string[]) => {
    const lines = cells.map((cell, index) => `${index + 1},"${cell}"\n`)
    const rows = await landed(
      dated(dates),
      { 'pbx/a.csv': `id,at\n${lines.join('')}` },
      'started_at',
    )
    return rows.map((row) => row.started_at)
  }

  it('are read by the first format that fits, and a two-digit year is no year of %Y', async () => {
    const formats = ['%d/%m/%Y %H:%M', '%d/%m/%Y', '%d/%m/%y', '%m-%d-%Y %I:%M %p', '%d-%b-%y']
    expect(
      await read(formats, [
        '3/9/2026 08:05',
        '03/09/2026',
        '3/9/26',
        '09-03-2026 8:05 pm',
        '3-SEP-26',
        '2026-09-03 08:05:00',
      ]),
    ).toEqual([
      '2026-09-03T00:05:00',
      '2026-09-02T16:00:00',
      '2026-09-02T16:00:00',
      '2026-09-03T12:05:00',
      '2026-09-02T16:00:00',
      '2026-09-03T00:05:00',
    ])
  })

  it('that fit no format are refused as they were written', async () => {
    expect(await read(['%d/%m/%Y'], ['13/13/2026', '3/9/26', 'soon', '01/02/2026'])).toEqual([
      '2026-01-31T16:00:00',
    ])
    expect(await refused()).toEqual(
      ['13/13/2026', '3/9/26', 'soon'].map((value_masked, index) => ({
        record: index + 1,
        column_name: 'started_at',
        reason: 'not_a_timestamp',
        value_masked,
      })),
    )
  })

  it('with an offset, of Unix time or with 上午 and 下午 are the instants that are meant', async () => {
    expect(
      await read(
        ['%d/%m/%Y %H:%M %z', 'epoch_ms', '%Y/%m/%d %p %I:%M', '%d.%m.%Y %H:%M:%S.%f'],
        [
          '01/09/2026 08:00 +0000',
          '01/09/2026 08:00 -0530',
          '1788220800250',
          '2026/9/1 下午 3:05',
          '01.09.2026 08:00:00.5',
        ],
      ),
    ).toEqual([
      '2026-09-01T08:00:00',
      '2026-09-01T13:30:00',
      '2026-09-01T00:00:00.25',
      '2026-09-01T07:05:00',
      '2026-09-01T00:00:00.5',
    ])
  })
})

describe('a computed column', () => {
  it('that fails on a cell refuses its record alone, and never lets the bare cell through', async () => {
    const given = source({
      map: {
        ...constants,
        contact_id: 'id',
        started_at: 'at',
        talk_seconds: { sql: `"ms"::bigint / 1000` },
      },
    })
    const at = '2026-09-01 08:00:00'
    const text = `id,at,ms\nC1,${at},1500\nC2,${at},"1,200"\nC3,${at},\nC4,${at},?\n`
    expect(await landed(given, { 'pbx/a.csv': text }, 'contact_id, talk_seconds')).toEqual([
      { contact_id: 'C1', talk_seconds: 1.5 },
      { contact_id: 'C3', talk_seconds: null },
    ])
    expect(await refused()).toMatchObject([
      { record: 2, column_name: 'talk_seconds', value_masked: '? 1,200' },
      { record: 4, column_name: 'talk_seconds', value_masked: '? ?' },
    ])
  })

  it('takes what stands in single quotes as text, and finds headers as every mapping does', async () => {
    const given = source({
      map: {
        ...constants,
        contact_id: { sql: `'"id"' || "ID  No." || 'it''s'` },
        started_at: 'at',
      },
    })
    const text = 'Id No.,at\n7,2026-09-01 08:00:00\n'
    expect(await landed(given, { 'pbx/a.csv': text }, 'contact_id')).toEqual([
      { contact_id: `"id"7it's` },
    ])
  })

  it('that no file can be read by holds the file, with the source named', async () => {
    const given = source({
      map: { ...constants, contact_id: 'id', started_at: { sql: `no_function("at")` } },
    })
    bank = makeBank({ 'pbx/a.csv': 'id,at\n1,2\n' })
    const [entry] = await loadSources(bank, [given])
    expect(entry).toMatchObject({ status: 'held', rows_read: 0 })
    expect(entry?.message).toContain('a computed column of the source pbx')
  })
})

describe('words of a system', () => {
  it('become codes in any case, `*` is every other word, and unknown words are nothing', async () => {
    const given = source({
      map: { ...constants, contact_id: 'id', started_at: 'at', outcome: 'end', talk_seconds: 's' },
      codes: { outcome: { ANS: 'answered', '*': 'abandoned' } },
      unknown: ['N/A', '-'],
    })
    const at = '2026-09-01 08:00:00'
    const text = `id,at,end,s\n1,${at},ans,n/a\n2,${at},Lost,-\n3,${at},-,5\n4,${at},线路忙,6\n`
    expect(await landed(given, { 'pbx/a.csv': text }, 'outcome, talk_seconds')).toEqual([
      { outcome: 'answered', talk_seconds: null },
      { outcome: 'abandoned', talk_seconds: null },
      { outcome: 'blocked', talk_seconds: 6 }, // a label of the contract is no other word
    ])
    expect(await refused()).toMatchObject([{ record: 3, reason: 'missing_required' }])
  })
})

describe('columns', () => {
  it('may have the names that a reader gives, or one name several times', async () => {
    const given = source({
      map: {
        ...constants,
        contact_id: 'c1',
        started_at: 'c0',
        agent_id: 'Status',
        reason_code: 'Status_3',
        product_code: '_structure_2',
      },
    })
    const text = 'c1,c0,STATUS,status_2,Status,_structure,\n7,2026-09-01 08:00:00,a,b,c,d,\n'
    expect(
      await landed(
        given,
        { 'pbx/a.csv': text },
        'contact_id, started_at, agent_id, reason_code, product_code',
      ),
    ).toEqual([
      {
        contact_id: '7',
        started_at: '2026-09-01T00:00:00',
        agent_id: 'a',
        reason_code: 'c',
        product_code: 'd',
      },
    ])
  })
})

describe('a workbook', () => {
  const book = async (sheets: readonly string[]) => {
    bank = makeBank()
    const path = join(bank.workspace.home, 'a.xlsx')
    const line = ['C1', '2026-09-01 08:00:00']
    await writeWorkbook(path, {
      A: [['id', 'at'], line],
      B: [
        ['id', 'at'],
        ['C2', line[1] ?? ''],
      ],
    })
    bank.put('pbx/a.xlsx', readFileSync(path))
    const given = source({
      read: { sheets },
      map: { ...constants, contact_id: 'id', started_at: 'at' },
    })
    return loadSources(bank, [given])
  }

  it('is read by the sheets that its source names', async () => {
    expect(await book(['B'])).toMatchObject([{ status: 'loaded', rows_read: 1 }])
    expect(await bank.rows('select contact_id from landing.contacts')).toEqual([
      { contact_id: 'C2' },
    ])
  })

  it('without a sheet that its source names is held, with the sheet named', async () => {
    const [entry] = await book(['A', 'C'])
    expect(entry).toMatchObject({ status: 'held', rows_read: 0 })
    expect(entry?.message).toContain('sheet "C"')
    expect(await bank.rows('select contact_id from landing.contacts')).toEqual([])
  })
})

describe('JSON', () => {
  it('gives every key of every object, however late, deep or oddly named', async () => {
    const given = source({
      map: {
        ...constants,
        contact_id: 'a.b.c',
        started_at: 'at',
        agent_id: 'x.y',
        reason_code: 'say "why"',
        branch_id: 'back\\slash',
      },
    })
    const first = Array.from({ length: 1500 }, (_, index) =>
      JSON.stringify({ a: { b: { c: `C${index}` } }, at: '2026-09-01 08:00:00', 'x.y': null }),
    )
    const late = JSON.stringify({
      a: { b: { c: 'LATE' } },
      at: '2026-09-01 08:00:00',
      x: { y: 'A1' },
      'say "why"': 'R1',
      'back\\slash': 'B1',
    })
    const rows = await landed(
      given,
      { 'pbx/a.ndjson': [...first, late].join('\n') },
      'contact_id, agent_id, reason_code, branch_id',
    )
    expect(rows).toHaveLength(1501)
    expect(rows.at(-1)).toEqual({
      contact_id: 'LATE',
      agent_id: null, // a key "x.y" comes first; the inner one is "x.y_2"
      reason_code: 'R1',
      branch_id: 'B1',
    })
  })
})
