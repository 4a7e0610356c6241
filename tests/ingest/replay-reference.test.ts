import { afterEach, describe, expect, it } from 'vitest'
import { writeWarehouse } from '../../core/warehouse.ts'
import { readContracts } from '../../ingest/contracts.ts'
import { type ReplayedFile, replayWith } from '../../ingest/replay.ts'
import { readSources } from '../../ingest/sources.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
afterEach(() => bank?.remove())

const header = 'department_id,name_zh,kind\n'

/** Replays with the words of `kind` that departments use known to their source. */
async function replay(): Promise<readonly ReplayedFile[]> {
  const contracts = await readContracts()
  const sources = (await readSources(contracts)).map((source) =>
    source.name === 'departments' ? { ...source, codes: { kind: { 前台: 'business' } } } : source,
  )
  return writeWarehouse(bank.workspace, (database) =>
    replayWith(database, bank.options(), {}, { contracts, sources }),
  )
}

const departments = () =>
  bank.rows('select department_id as id, name_zh as name from reference.departments order by 1')

const accounts = () =>
  bank.rows(`select file, rows_read as read, rows_accepted as accepted, rows_duplicate as duplicate,
    rows_quarantined as quarantined from ops.files
    where contract = 'departments' and status = 'loaded' order by file_id`)

describe('a replay of a reference table', () => {
  it('adds the rows that are good now', async () => {
    bank = makeBank({ 'departments/a.csv': `${header}X1,甲,business\nX2,乙,前台\nX3,丙,后台\n` })
    await bank.load()
    expect(await departments()).toEqual([{ id: 'X1', name: '甲' }])
    expect(await replay()).toEqual([
      { file: 'departments/a.csv', accepted: 1, superseded: 0, still_refused: 1, message: null },
    ])
    expect(await departments()).toEqual([
      { id: 'X1', name: '甲' },
      { id: 'X2', name: '乙' },
    ])
    expect(await accounts()).toEqual([
      { file: 'departments/a.csv', read: 3, accepted: 2, duplicate: 0, quarantined: 1 },
    ])
    expect(await bank.rows('select record, status from ops.rejected_rows order by 1')).toEqual([
      { record: 2, status: 'replayed' },
      { record: 3, status: 'open' },
    ])
    // the next load finds the table as it is, and leaves it so
    await bank.load()
    expect(await departments()).toHaveLength(2)
  })

  it('keeps one row per key: the last one of its file', async () => {
    bank = makeBank({
      'departments/a.csv': `${header}X1,旧,business\nX1,新,前台\nX2,旧,前台\nX2,新,business\nX3,旧,前台\nX3,新,前台\n`,
    })
    await bank.load()
    expect(await accounts()).toMatchObject([{ read: 6, accepted: 2, duplicate: 0, quarantined: 4 }])
    expect(await replay()).toMatchObject([{ accepted: 4, superseded: 2, still_refused: 0 }])
    expect(await departments()).toEqual([
      { id: 'X1', name: '新' },
      { id: 'X2', name: '新' },
      { id: 'X3', name: '新' },
    ])
    expect(await accounts()).toMatchObject([{ read: 6, accepted: 3, duplicate: 3, quarantined: 0 }])
  })

  it('leaves a row that a later file of the table brought', async () => {
    bank = makeBank({
      'departments/a.csv': `${header}X1,旧,前台\nX2,独,前台\n`,
      'departments/b.csv': `${header}X1,新,business\n`,
    })
    await bank.load()
    await replay()
    expect(await departments()).toEqual([
      { id: 'X1', name: '新' },
      { id: 'X2', name: '独' },
    ])
    expect(await accounts()).toMatchObject([
      { read: 2, accepted: 1, duplicate: 1, quarantined: 0 },
      { read: 1, accepted: 1, duplicate: 0, quarantined: 0 },
    ])
  })

  it('comes before the facts that wait for it', async () => {
    bank = makeBank({
      'channel_codes/a.csv': 'source_code,channel\nFX,\n',
      'contacts/a.csv':
        'contact_id,channel,direction,started_at,requested_agent,outcome\nA,FX,inbound,2026-09-01 08:00,1,answered\n',
    })
    await bank.load()
    const contracts = await readContracts()
    const sources = (await readSources(contracts)).map((source) =>
      source.name === 'channel_codes'
        ? { ...source, map: { channel: { value: 'phone' } } }
        : source,
    )
    const results = await writeWarehouse(bank.workspace, (database) =>
      replayWith(database, bank.options(), {}, { contracts, sources }),
    )
    expect(results.map((each) => [each.file, each.accepted])).toEqual([
      ['channel_codes/a.csv', 1],
      ['contacts/a.csv', 1],
    ])
    expect(await bank.rows('select channel from landing.contacts')).toEqual([{ channel: 'phone' }])
  })
})
