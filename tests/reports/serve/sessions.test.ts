import { afterEach, describe, expect, it } from 'vitest'
import { listEditions } from '../../../reports/edition.ts'
import { setRelease } from '../../../reports/release.ts'
import { type Archive, cookieOf, openArchive, readingTime } from '../../support/archive.ts'
import { movableClock } from '../../support/clock.ts'

let archive: Archive
afterEach(() => archive.close())

const page = '/editions/2026-Q3/bank/r1/'

describe('a session', () => {
  it('ends after eight hours without a page', async () => {
    const clock = movableClock(readingTime)
    archive = await openArchive('', { clock })
    const reader = await archive.reader('bank')
    clock.pass(7.9)
    const renewed = cookieOf(await archive.send(page, reader))
    clock.pass(0.2)
    expect((await archive.send(page, reader)).status).toBe(403)
    expect((await archive.send(page, renewed)).status).toBe(200)
  })

  it('ends after a day however busy it is, and the link begins another', async () => {
    const clock = movableClock(readingTime)
    archive = await openArchive('', { clock })
    const path = archive.link(['bank'])
    let reader = cookieOf(await archive.send(path))
    for (let hour = 1; hour < 24; hour++) {
      clock.pass(1)
      const answer = await archive.send(page, reader)
      expect(answer.status, `hour ${hour}`).toBe(200)
      reader = cookieOf(answer)
    }
    clock.pass(1.01)
    expect((await archive.send(page, reader)).status).toBe(403)
    expect((await archive.send(path)).status).toBe(302)
  })

  it('does not outlive its link', async () => {
    const clock = movableClock(readingTime)
    archive = await openArchive('', { clock })
    const path = archive.odd(['bank'], '2026-10-08T10:00:00+08:00')
    const reader = cookieOf(await archive.send(path))
    clock.pass(0.9)
    expect((await archive.send(page, reader)).status).toBe(200)
    clock.pass(0.2)
    expect((await archive.send(page, reader)).status).toBe(403)
  })

  it('has its own length in the settings', async () => {
    const clock = movableClock(readingTime)
    archive = await openArchive('serve: { session: { idle_hours: 0.5 } }', { clock })
    const reader = await archive.reader('bank')
    clock.pass(0.6)
    expect((await archive.send(page, reader)).status).toBe(403)
  })
})

describe('a reader whom a proxy names', () => {
  const recipients =
    'email,name,audience,period_types,locale\nli@bank.example,李,department/D02,month,zh-CN\nli@bank.example,李,analyst,month,zh-CN\n'
  const settings = (from: string) =>
    `serve: { proxy: { header: X-Remote-User, domain: bank.example, from: [${from}] } }`
  const open = async (from: string) => {
    archive = await openArchive(settings(from))
    archive.bank.put('recipients/recipients.csv', recipients)
    await archive.bank.load('recipients')
  }

  it('has the audiences of the recipients table', async () => {
    await open('"127.0.0.0/8"')
    const user = { 'x-remote-user': 'LI' }
    expect((await archive.send('/editions/2026-Q3/department/D02/r1/', user)).status).toBe(200)
    expect((await archive.send('/editions/2026-Q3/analyst/r1/', user)).status).toBe(200)
    expect((await archive.send('/editions/2026-Q3/department/D03/r1/', user)).status).toBe(403)
    const mail = { 'x-remote-user': 'li@bank.example' }
    expect((await archive.send('/', mail)).status).toBe(200)
    for (const stranger of ['zhao', 'li@elsewhere.example', '', 'li, li'])
      expect((await archive.send('/', { 'x-remote-user': stranger })).status).toBe(403)
    expect(archive.logged).toEqual([])
  })

  it('is nobody where another address names them, and that is logged', async () => {
    await open('10.0.0.0/8, "::1"')
    expect((await archive.send('/', { 'x-remote-user': 'li' })).status).toBe(403)
    expect(archive.logged).toEqual([
      ['header of a stranger ignored', { header: 'x-remote-user', address: '127.0.0.1' }],
    ])
  })

  it('loses what the recipients table no longer gives', async () => {
    await open('127.0.0.1')
    const user = { 'x-remote-user': 'li' }
    expect((await archive.send('/editions/2026-Q3/analyst/r1/', user)).status).toBe(200)
    archive.bank.put('recipients/recipients.csv', recipients.split('\n').slice(0, 2).join('\n'))
    await archive.bank.load('recipients')
    expect((await archive.send('/editions/2026-Q3/analyst/r1/', user)).status).toBe(403)
  })

  it('comes over TLS when the proxy says so, and only then', async () => {
    await open('127.0.0.1')
    const path = archive.link(['bank'])
    const plain = await archive.send(path)
    expect(plain.headers['set-cookie']?.[0]).toMatch(/SameSite=Lax$/)
    expect(plain.headers['strict-transport-security']).toBeUndefined()
    const tls = await archive.send(path, { 'x-forwarded-proto': 'https' })
    expect(tls.headers['set-cookie']?.[0]).toMatch(/; Secure$/)
    expect(tls.headers['strict-transport-security']).toBe('max-age=31536000')
  })

  it('whoever is no proxy cannot say that TLS is used', async () => {
    archive = await openArchive()
    const answer = await archive.send(archive.link(['bank']), { 'x-forwarded-proto': 'https' })
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })
})

describe('an edition that is not released', () => {
  const opens = new Date('2026-10-09T09:00:00+08:00')
  const hold = () => {
    const { editions, home } = archive.bank.workspace
    const edition = listEditions(editions).find((each) => each.audience === 'bank')
    if (edition === undefined) throw new Error('no edition of the bank')
    setRelease(home, edition, opens, new Date(readingTime))
  }

  it('answers when it opens, in both languages, and nothing else of itself', async () => {
    archive = await openArchive()
    const reader = await archive.reader('bank')
    hold()
    for (const path of [page, `${page}manifest.json`, `${page}_app/immutable/a.js`]) {
      const answer = await archive.send(path, reader)
      expect(answer.status).toBe(403)
      expect(answer.body).toContain('尚未发布')
      expect(answer.body).toContain('2026年10月9日 09:00')
      expect(answer.body).toContain('It opens on 9 October 2026 at 09:00.')
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    const list = (await archive.send('/', reader)).body
    expect(list).toContain('department/D02/r1')
    expect(list).not.toContain('2026-Q3/bank/r1')
  })

  it('opens at its instant, and before that to who may see everything', async () => {
    const clock = movableClock(readingTime)
    archive = await openArchive('serve: { session: { idle_hours: 30, hours: 30 } }', { clock })
    const reader = await archive.reader('bank')
    hold()
    expect((await archive.send(page, await archive.reader('*'))).status).toBe(200)
    clock.set('2026-10-09T08:59:59+08:00')
    expect((await archive.send(page, reader)).status).toBe(403)
    clock.set('2026-10-09T09:00:00+08:00')
    expect((await archive.send(page, reader)).status).toBe(200)
  })
})
