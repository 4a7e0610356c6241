import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type Landing, openLanding } from '../support/landing.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,talk_seconds'
const file = `${header}
A,phone,inbound,2026-09-01 08:00:00,1,answered,100.25
B,phone,inbound,2026-09-01 08:00:00,1,answered,"1,200"
C,fax,inbound,2026-09-01 08:00:00,1,answered,50
D,phone,inbound,2026-09-01 08:00:00,1,answered,
`
const sha256 = createHash('sha256').update(file).digest('hex')
const bytes = Buffer.byteLength(file)

let landing: Landing
afterEach(() => landing?.remove())

/** What becomes of the file with control totals beside it: its status, or why it is held. */
async function outcome(control: string, ending = '.control', content: string | Buffer = file) {
  landing = await openLanding('contacts', {
    'contacts/a.csv': content,
    [`contacts/a.csv${ending}`]: control,
  })
  const entries = await landing.load()
  expect(entries.map((each) => each.file)).toEqual(['contacts/a.csv'])
  const [{ rows } = { rows: -1 }] = await landing.rows<{ rows: number }>(
    `select (select count(*) from landing.contacts) + (select count(*) from ops.rejected_rows)
      + (select count(*) from ops.source_columns where last_file_id = 1) as rows`,
  )
  const [entry] = entries
  if (entry?.status !== 'held') return entry?.status
  expect(rows).toBe(0)
  expect(entry).toMatchObject({ rows_read: 0, rows_accepted: 0, rows_quarantined: 0 })
  return entry.message
}

describe('control totals that fit', () => {
  it.each([
    ['records, refused ones too', 'rows=4', '.control'],
    ['bytes and hash', `bytes=${bytes}\nsha256=${sha256.toUpperCase()}`, '.ctl'],
    ['the sum of a column, refused records too', 'sum(talk_seconds)=1350.25', '.control'],
    ['all of them', `# of 1 September\r\n\r\nROWS: 4\r\nbytes: ${bytes}\r\n`, '.control'],
    ['thousands with a comma', 'sum(talk_seconds) = 1,350.25', '.control'],
    [
      'JSON',
      JSON.stringify({ rows: 4, sha256, 'sum(talk_seconds)': 1350.25, bytes: `${bytes}` }),
      '.control.json',
    ],
    ['JSON with a mark', `\ufeff{"sum.talk_seconds": "1350.25"}`, '.control'],
  ])('let a file be loaded: %s', async (_, control, ending) => {
    expect(await outcome(control, ending)).toBe('loaded')
    expect(await landing.rows('select count(*) as n from landing.contacts')).toEqual([{ n: 3 }])
  })

  it('count the records of lines that cannot be cut into cells', async () => {
    expect(await outcome('rows=5', '.control', `${file}E,phone\n`)).toBe('loaded')
  })

  it('read full-width digits as the contract does', async () => {
    const wide = file.replace('100.25', '１００.２５')
    expect(await outcome('sum(talk_seconds)=1350.25', '.control', wide)).toBe('loaded')
  })

  it('sum decimals exactly', async () => {
    const lines = Array.from(
      { length: 1000 },
      (_, index) => `${index},phone,inbound,2026-09-01 08:00:00,1,answered,1000000.1\n`,
    )
    const many = `${header}\n${lines.join('')}`
    expect(await outcome('sum(talk_seconds)=1000000100', '.control', many)).toBe('loaded')
    landing.remove()
    expect(await outcome('sum(talk_seconds)=1000000100.1', '.control', many)).toContain(
      'the sum of talk_seconds = 1000000100.1, the file has 1000000100.',
    )
  })
})

describe('control totals that do not fit', () => {
  it.each([
    ['rows=5', 'records = 5, the file has 4.'],
    [`bytes=${bytes + 1}`, `bytes = ${bytes + 1}, the file has ${bytes}.`],
    [`sha256=${'0'.repeat(64)}`, `SHA-256 = ${'0'.repeat(64)}, the file has ${sha256}.`],
    ['sum(talk_seconds)=1350.24', 'the sum of talk_seconds = 1350.24, the file has 1350.25.'],
    ['rows=4\nsum(hold_seconds)=1', 'the sum of hold_seconds = 1, the file has 0.'],
  ])('hold the file, with what was wanted and what was found: %s', async (control, message) => {
    expect(await outcome(control)).toContain(
      `contacts/a.csv: the control totals say ${message} Try: `,
    )
  })

  it.each([
    ['rows=four', 'a.csv.control has a line that is no control total: rows=four'],
    ['records=4', 'no control total: records'],
    ['rows=', 'no control total: rows='],
    ['sum(started)=4', 'no control total: sum(started)'],
    ['{"rows": {"of": 4}}', 'no control total: rows=[object Object]'],
    ['{"rows": 4', 'no control total: {"rows": 4'],
    ['', 'a.csv.control has a line that is no control total: .'],
  ])('and cannot be understood hold the file: %s', async (control, message) => {
    expect(await outcome(control)).toContain(message)
  })

  it('let the file be loaded once they are corrected', async () => {
    expect(await outcome('rows=5')).toContain('records = 5')
    landing.put('contacts/a.csv.control', 'rows=4')
    expect((await landing.load()).map((each) => each.status)).toEqual(['loaded'])
  })
})

describe('a source that requires control totals', () => {
  it('holds a file until they are there', async () => {
    landing = await openLanding('contacts', { 'contacts/a.csv': file })
    const read = { control: 'required' } as const
    const [held] = await landing.load({ read })
    expect(held?.status).toBe('held')
    expect(held?.message).toContain('put contacts/a.csv.control beside it')
    landing.put('contacts/a.csv.control', 'rows=4')
    expect((await landing.load({ read })).map((each) => each.status)).toEqual(['loaded'])
    landing.take('contacts/a.csv.control')
    expect((await landing.load({ read })).map((each) => each.status)).toEqual(['duplicate'])
  })
})
