import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { parsePeriod } from '../../core/periods.ts'
import { maySee, readToken, signLink } from '../../reports/links.ts'
import { startServer } from '../../reports/serve.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const secret = Buffer.from('a secret for links')
const now = '2026-10-08T09:00:00+08:00'
let bank: Bank
let server: Awaited<ReturnType<typeof startServer>>
afterEach(async () => {
  await server?.close()
  bank?.remove()
})

/** A published edition of a few files. */
function putEdition(id: string): void {
  const [period = '', ...rest] = id.split('/')
  const folder = join(bank.workspace.editions, id)
  mkdirSync(join(folder, '_app/immutable'), { recursive: true })
  mkdirSync(join(folder, 'causes'))
  writeFileSync(join(folder, 'index.html'), `<p>${id}</p>${'x'.repeat(2000)}`)
  writeFileSync(join(folder, 'causes/index.html'), '<p>causes</p>')
  writeFileSync(join(folder, '_app/immutable/a.js'), 'export {}')
  writeFileSync(join(folder, '.hidden'), 'hidden')
  const manifest = {
    period: parsePeriod(period),
    audience: rest.slice(0, -1).join('/'),
    revision: Number(rest.at(-1)?.slice(1)),
    title: { zh: `报告 ${period}`, en: `Report ${period}` },
    as_of: '2026-10-08T01:00:00Z',
    csp: ['sha256-abc='],
    checks: [],
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(
    join(folder, 'summary.json'),
    JSON.stringify({ indicators: [{ status: 'met' }, { status: 'missed' }] }),
  )
}

async function start(openAccess: boolean): Promise<void> {
  bank = makeBank()
  for (const id of [
    '2026-Q2/bank/r1',
    '2026-Q3/bank/r1',
    '2026-Q3/bank/r2',
    '2026-Q3/department/D02/r1',
    '2026-Q3/department/D03/r1',
  ])
    putEdition(id)
  mkdirSync(join(bank.workspace.editions, '2026-Q3/bank/.r3-99'), { recursive: true })
  server = await startServer({
    workspace: bank.workspace,
    secret,
    port: 0,
    host: '127.0.0.1',
    openAccess,
    clock: fixedClock(now),
  })
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.address}${path}`, { headers, redirect: 'manual' })

describe('with open access', () => {
  it('the archive lists the newest revision of each edition, newest period first', async () => {
    await start(true)
    const html = await (await get('/')).text()
    expect(html.indexOf('报告 2026-Q3')).toBeLessThan(html.indexOf('报告 2026-Q2'))
    expect(html).toContain('/editions/2026-Q3/bank/r2/')
    expect(html).toContain('● 达标 1')
    const found = await (await get('/?period=2026-Q2')).text()
    expect(found).not.toContain('报告 2026-Q3')
    expect(await (await get('/?period=%22%3Cscript%3E')).text()).not.toContain('"<script>')
  })

  it('an edition without a revision leads to the newest', async () => {
    await start(true)
    const response = await get('/editions/2026-Q3/bank/')
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/editions/2026-Q3/bank/r2/')
  })

  it('a folder is its index, and a missing slash is added', async () => {
    await start(true)
    expect(await (await get('/editions/2026-Q3/bank/r2/causes/')).text()).toContain('causes')
    expect((await get('/editions/2026-Q3/bank/r2/causes')).headers.get('location')).toBe(
      '/editions/2026-Q3/bank/r2/causes/',
    )
    expect((await get('/editions/2026-Q3/bank/r2/_app/')).status).toBe(404)
  })

  it.each([
    '/editions/2026-Q3/bank/r2/.hidden',
    '/editions/2026-Q3/bank/.r3-99/',
    '/editions/2026-Q3/bank/r2/../../../../csq.config.yaml',
    '/editions/2026-Q3/bank/r2/..%2f..%2f..%2f..%2fcsq.config.yaml',
    '/editions/2026-Q3/bank/r2/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.key',
    '/editions/2026-Q3/bank/r9/',
    '/csq.config.yaml',
  ])('%s is not there', async (path) => {
    await start(true)
    const response = await get(path)
    expect([400, 403, 404]).toContain(response.status)
    expect(await response.text()).not.toMatch(/zone:|hidden|^[0-9a-f]{64}/)
  })

  it('allows nothing but this host, and inline scripts by their hashes', async () => {
    await start(true)
    const policy = (await get('/editions/2026-Q3/bank/r2/')).headers.get('content-security-policy')
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("'sha256-abc='")
    expect(policy).not.toContain("script-src 'self' 'unsafe-inline'")
  })

  it('keeps the application for ever, asks again for the rest, and sends parts', async () => {
    await start(true)
    const app = await get('/editions/2026-Q3/bank/r2/_app/immutable/a.js')
    expect(app.headers.get('cache-control')).toContain('immutable')
    const page = await get('/editions/2026-Q3/bank/r2/')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const again = await get('/editions/2026-Q3/bank/r2/', {
      'if-none-match': page.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    })
    expect(again.status).toBe(304)
    const part = await get('/editions/2026-Q3/bank/r2/_app/immutable/a.js', { range: 'bytes=0-5' })
    expect(part.status).toBe(206)
    expect(await part.text()).toBe('export')
  })

  it('is refused where others could reach it', async () => {
    await start(true)
    await expect(
      startServer({
        workspace: bank.workspace,
        secret,
        port: 0,
        host: '0.0.0.0',
        openAccess: true,
        clock: fixedClock(now),
      }),
    ).rejects.toThrow(/open-access/)
  })
})

describe('without open access', () => {
  it('nothing is seen without a link', async () => {
    await start(false)
    for (const path of [
      '/',
      '/editions/2026-Q3/bank/r2/',
      '/editions/2026-Q3/bank/',
      '/open?token=x.y',
    ]) {
      expect((await get(path)).status, path).toBe(403)
    }
    expect((await get('/healthz')).status).toBe(200)
  })

  it('a link opens its own department and nobody else’s', async () => {
    await start(false)
    const token = signLink(
      secret,
      { recipient: 'd02@bank.example', audiences: ['department/D02'] },
      new Date('2026-12-01'),
    )
    const opened = await get(
      `/open?to=${encodeURIComponent('/editions/2026-Q3/department/D02/r1/')}&token=${token}`,
    )
    expect(opened.status).toBe(302)
    expect(opened.headers.get('location')).toBe('/editions/2026-Q3/department/D02/r1/')
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/)
    const session = { cookie: cookie.split(';')[0] ?? '' }
    expect((await get('/editions/2026-Q3/department/D02/r1/', session)).status).toBe(200)
    expect((await get('/editions/2026-Q3/department/D03/r1/', session)).status).toBe(403)
    expect((await get('/editions/2026-Q3/bank/r2/', session)).status).toBe(403)
    expect(await (await get('/', session)).text()).not.toContain('D03')
  })

  it('a link leads nowhere else', async () => {
    await start(false)
    const token = signLink(secret, { recipient: 'a', audiences: ['bank'] }, new Date('2026-12-01'))
    const opened = await get(`/open?to=${encodeURIComponent('//evil.example/')}&token=${token}`)
    expect(opened.headers.get('location')).toBe('/')
  })

  it('a forged or expired link is nothing', () => {
    const session = { recipient: 'a', audiences: ['bank'] }
    const token = signLink(secret, session, new Date('2026-12-01'))
    expect(readToken(secret, token, new Date('2026-10-08'))).toEqual(session)
    expect(readToken(secret, token, new Date('2026-12-02'))).toBeUndefined()
    expect(readToken(Buffer.from('other'), token, new Date('2026-10-08'))).toBeUndefined()
    expect(readToken(secret, token.replace(/^./, 'f'), new Date('2026-10-08'))).toBeUndefined()
    expect(maySee(session, 'department/D02')).toBe(true)
    expect(maySee({ recipient: 'a', audiences: ['department/D02'] }, 'department/D021')).toBe(false)
  })
})
