import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { revokeLinks } from '../../../reports/serve/link-ledger.ts'
import { type Archive, cookieOf, openArchive, readingTime } from '../../support/archive.ts'

let archive: Archive
afterEach(() => archive.close())

const home = () => archive.bank.workspace.home
const now = new Date(readingTime)
const own = '/editions/2026-Q3/department/D02/r1/'
const foreign = '/editions/2026-Q3/department/D03/r1/'

describe('a link that is no link', () => {
  it('opens nothing when it is tampered with, expired, or signed elsewhere', async () => {
    archive = await openArchive()
    const good = archive.link(['department/D02'])
    const [body = '', sign = ''] = good.slice('/open?token='.length).split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
    const altered = (change: object) =>
      `/open?token=${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}.${sign}`
    for (const path of [
      altered({ audiences: ['*'] }),
      altered({ expires: 9_999_999_999 }),
      altered({ id: 'another' }),
      good.slice(0, -1),
      `${good}A`,
      archive.odd(['*'], '2026-10-08T08:59:59+08:00'),
      archive.odd(['*'], '2027-01-01', 'another secret'),
    ]) {
      const answer = await archive.send(path)
      expect(answer.status, path).toBe(403)
      expect(answer.headers['set-cookie'], path).toBeUndefined()
    }
    expect((await archive.send(good)).status).toBe(302)
  })

  it('a session is no link, and a link is no session', async () => {
    archive = await openArchive()
    const path = archive.link(['bank'])
    const token = path.slice('/open?token='.length)
    expect((await archive.send('/', { cookie: `csq=${token}` })).status).toBe(403)
    const { cookie } = cookieOf(await archive.send(path))
    expect(cookie).not.toContain(token)
    const again = await archive.send(`/open?token=${cookie.slice('csq='.length)}`)
    expect(again.status).toBe(403)
  })

  it.each([
    ['itself', (id: string) => ({ id })],
    ['all links of its reader', () => ({ recipient: 'wang@bank.example' })],
    ['all links of its edition', () => ({ edition: '2026-Q3/department/D02' })],
  ])('ends, with the sessions that it opened, when it revokes %s', async (_what, what) => {
    archive = await openArchive()
    const path = archive.link(['department/D02'], { edition: '2026-Q3/department/D02/r1' })
    const other = archive.link(['bank'], { recipient: 'li@bank.example' })
    const reader = cookieOf(await archive.send(path))
    expect((await archive.send(own, reader)).status).toBe(200)
    const [body = ''] = path.slice('/open?token='.length).split('.')
    const { id } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { id: string }
    revokeLinks(home(), what(id), now)
    expect((await archive.send(own, reader)).status).toBe(403)
    expect((await archive.send(path)).status).toBe(403)
    expect((await archive.send(other)).status).toBe(302)
  })

  it('ten thousand wrong ones open nothing, and shut out nobody who has a right one', async () => {
    archive = await openArchive()
    const good = archive.link(['bank'])
    const reader = cookieOf(await archive.send(good))
    const statuses = new Map<number, number>()
    let cookies = 0
    for (let round = 0; round < 100; round++) {
      const wrong = Array.from({ length: 100 }, (_, index) =>
        archive.send(`/open?token=${Buffer.from(`${round}/${index}`).toString('base64url')}.x`),
      )
      for (const { status, headers } of await Promise.all(wrong)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (headers['set-cookie'] !== undefined) cookies++
      }
    }
    expect(cookies).toBe(0)
    expect([...statuses.keys()].sort()).toEqual([403, 429])
    expect(statuses.get(403)).toBeLessThanOrEqual(61)
    expect((await archive.send('/', reader)).status).toBe(200)
  }, 60_000)

  it('sixty wrong ones from an address do not keep its other readers from theirs', async () => {
    archive = await openArchive()
    for (let count = 0; count < 70; count++) await archive.send('/open?token=a.b')
    expect((await archive.send('/open?token=a.b')).status).toBe(429)
    expect((await archive.send(archive.link(['bank']))).status).toBe(302)
  })
})

describe('an edition of others', () => {
  it.each([
    ['GET', {}],
    ['HEAD', {}],
    ['GET', { range: 'bytes=0-9' }],
    ['HEAD', { range: 'bytes=0-9' }],
    ['GET', { 'if-none-match': '*' }],
    ['GET', { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }],
    ['GET', { 'accept-encoding': 'br' }],
  ])('says nothing to %s with %j', async (method, headers) => {
    archive = await openArchive()
    const reader = await archive.reader('department/D02')
    for (const path of [
      foreign,
      `${foreign}manifest.json`,
      `${foreign}_app/immutable/a.js`,
      '/editions/2026-Q3/bank/r1/',
      '/editions/2026-Q3/bank/',
      '/editions/2026-Q3/department/D99/r1/',
      '/editions/2026-Q3/bank',
    ]) {
      const answer = await archive.send(path, { ...reader, ...headers }, method)
      expect(answer.status, path).toBe(403)
      for (const name of ['etag', 'last-modified', 'content-range', 'location'])
        expect(answer.headers[name], `${path} ${name}`).toBeUndefined()
      expect(answer.body).not.toMatch(/D03|2026-Q3/)
    }
  })

  it.each([
    '..%2fD03%2fr1%2findex.html',
    '%2e%2e/%2e%2e/D03/r1/index.html',
    '%252e%252e/%252e%252e/D03/r1/index.html',
    '..%5c..%5cD03%5cr1%5cindex.html',
    '%2e%2e%5c%2e%2e%5cD03/r1/index.html',
    '..%252f..%252fD03%252fr1%252findex.html',
    '%c0%ae%c0%ae/%c0%ae%c0%ae/D03/r1/index.html',
    '..;/..;/D03/r1/index.html',
    './/..//../D03/r1/index.html',
    '....//....//D03/r1/index.html',
    `${'%E9%A1%B5'.repeat(90)}/`,
  ])('is not reached from one’s own by %s', async (path) => {
    archive = await openArchive()
    const reader = await archive.reader('department/D02')
    const answer = await archive.send(`${own}${path}`, reader)
    expect([403, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('department/D03')
  })
})

describe('a request that is too much', () => {
  it('headers above 16 kB are refused, and the server goes on', async () => {
    archive = await openArchive()
    const reader = await archive.reader('bank')
    const filler = { connection: 'close', 'x-filler': 'x'.repeat(20_000) }
    const huge = await archive.send('/', { ...reader, ...filler })
    expect(huge.status).toBe(431)
    expect(huge.body).not.toContain('2026-Q3')
    expect((await archive.send('/', reader)).status).toBe(200)
  })

  it('a reader above the limit of a minute waits, others read on', async () => {
    archive = await openArchive('serve: { requests_per_minute: 60 }')
    const path = archive.link(['bank'], { recipient: 'fast@bank.example' })
    const fast = cookieOf(await archive.send(path))
    const calm = await archive.reader('bank')
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => archive.send('/editions/2026-Q3/bank/r1/', fast)),
    )
    expect(answers.filter((each) => each.status === 200)).toHaveLength(60)
    expect(answers.filter((each) => each.status === 429)).toHaveLength(20)
    expect((await archive.send('/', calm)).status).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s changes nothing', async (method) => {
    archive = await openArchive('', { clock: fixedClock(readingTime) })
    const reader = await archive.reader('bank')
    const { status } = await archive.send('/editions/2026-Q3/bank/r1/', reader, method)
    expect(status).toBe(404)
  })
})
