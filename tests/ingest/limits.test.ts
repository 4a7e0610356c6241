import { afterEach, describe, expect, it } from 'vitest'
import type { Limits } from '../../ingest/define-source.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { type Landing, openLanding } from '../support/landing.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome\n'
const contact = (id: number, channel = 'phone', outcome = 'answered') =>
  `${id},${channel},inbound,2026-09-01 08:00:00,1,${outcome}\n`

/** 20 records, four of them refused: 2, 3 and 4 by their channel, 4 by its outcome, 5 by its cells. */
const file =
  header +
  Array.from({ length: 20 }, (_, index) => {
    const id = index + 1
    if (id === 5) return `${id},phone\n`
    return contact(id, id > 1 && id < 5 ? 'fax' : 'phone', id === 4 ? 'gone' : 'answered')
  }).join('')

let landing: Landing
let bank: Bank | undefined
afterEach(() => {
  landing?.remove()
  bank?.remove()
  bank = undefined
})

const nothingStands = async () =>
  expect(
    await landing.rows(`select (select count(*) from landing.contacts) as landed,
      (select count(*) from ops.rejected_rows) as refused,
      (select count(*) from ops.source_columns) as columns,
      (select count(*) from ops.drift) as changes`),
  ).toEqual([{ landed: 0, refused: 0, columns: 0, changes: 0 }])

describe('a file with more refused records than its source allows', () => {
  it.each<[Limits, string]>([
    [{ rows: 3 }, '(20.0 %), more than contacts allows (3 rows).'],
    [{ percent: 19.9 }, '(20.0 %), more than contacts allows (19.9 %).'],
    [{ rows: 3, percent: 50 }, 'more than contacts allows (3 rows, 50 %).'],
    [{ rows: 0 }, 'more than contacts allows (0 rows).'],
  ])(
    'is held, with its most frequent reasons, and nothing of it stands: %o',
    async (limits, allowed) => {
      landing = await openLanding('contacts', { 'contacts/a.csv': file })
      const [entry] = await landing.load({ limits })
      expect(entry).toMatchObject({ status: 'held', rows_read: 0, rows_quarantined: 0 })
      expect(entry?.message).toContain('contacts/a.csv: 4 of 20 records are refused')
      expect(entry?.message).toContain(allowed)
      expect(entry?.message).toContain(
        'unknown_code in channel: 3 (first: record 2); unknown_code in outcome: 1 (first: record 4); wrong_column_count in the whole record: 1 (first: record 5).',
      )
      await nothingStands()
    },
  )

  it.each<Limits>([{ rows: 4 }, { percent: 20 }, { rows: 4, percent: 20 }, {}])(
    'is one above the limit, not at it: %o',
    async (limits) => {
      landing = await openLanding('contacts', { 'contacts/a.csv': file })
      expect(await landing.load({ limits })).toMatchObject([
        { status: 'loaded', rows_read: 20, rows_accepted: 16, rows_quarantined: 4 },
      ])
    },
  )

  it('does not hold the others, and is taken once the limit is raised', async () => {
    landing = await openLanding('contacts', {
      'contacts/a.csv': file,
      'contacts/b.csv': header + contact(99),
    })
    const limits = { percent: 10 }
    expect((await landing.load({ limits })).map((each) => each.status)).toEqual(['held', 'loaded'])
    expect((await landing.load({ limits })).map((each) => each.status)).toEqual([
      'held',
      'duplicate',
    ])
    expect((await landing.load({ limits: { percent: 25 } })).map((each) => each.status)).toEqual([
      'loaded',
      'duplicate',
    ])
    expect(await landing.rows('select count(*) as n from landing.contacts')).toEqual([{ n: 17 }])
    expect(await landing.rows('select count(*) as n from ops.rejected_rows')).toEqual([{ n: 5 }])
  })
})

describe('limits in csq.config.yaml', () => {
  it('hold a file, and let it in after they were raised', async () => {
    bank = makeBank({ 'contacts/a.csv': file })
    bank.configure('sources: { contacts: { limits: { rows: 3 } } }')
    const statuses = async () =>
      (await bank?.load('contacts'))?.files
        .filter((each) => each.contract === 'contacts')
        .map((each) => each.status)
    expect(await statuses()).toEqual(['held'])
    bank.configure('sources: { contacts: { limits: { rows: 4 } } }')
    expect(await statuses()).toEqual(['loaded'])
  })
})
