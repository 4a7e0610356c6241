import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { noLog } from '../../../core/log.ts'
import { makeLink, maySee, readLink, signLink } from '../../../reports/serve/links.ts'
import { startServer } from '../../../reports/serve/server.ts'
import { type Bank, makeBank } from '../../support/bank.ts'
import { putEdition } from '../../support/edition.ts'

const secret = Buffer.from('a secret for links')
const now = '2026-10-08T09:00:00+08:00'
const inlineHash = 'sha256-abc='
let bank: Bank | undefined
let server: Awaited<ReturnType<typeof startServer>> | undefined
afterEach(async () => {
  await server?.close()
  bank?.remove()
  server = undefined
  bank = undefined
})

async function start(openAccess: boolean, host = '127.0.0.1'): Promise<Bank> {
  const made = makeBank()
  bank = made
  const { editions } = made.workspace
  putEdition(editions, '2026-Q2/bank/r1')
  putEdition(editions, '2026-Q3/bank/r1')
  putEdition(editions, '2026-Q3/bank/r2', {
    csp: [inlineHash],
    statuses: ['met', 'met', 'missed', 'no_data'],
    files: {
      'app.wasm': Buffer.alloc(4000),
      [`${'页'.repeat(60)}/index.html`]: 'long',
      'big.js': 'plain',
      'big.js.gz': gzipSync('packed'),
      '.vite/manifest.json': '{"hidden":true}',
    },
  })
  putEdition(editions, '2026-Q3/department/D02/r1')
  putEdition(editions, '2026-Q3/department/D03/r1')
  putEdition(editions, '2026-Q3/department/信用卡/r1')
  putEdition(editions, '2026-Q3/analyst/r1')
  putEdition(editions, '2026-Q3/bank/.r3-99')
  mkdirSync(join(editions, '2026-Q3/bank/r4'))
  const { workspace } = made
  server = await startServer({
    workspace,
    secret,
    port: 0,
    host,
    openAccess,
    clock: fixedClock(now),
  })
  return made
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server?.address}${path}`, { headers, redirect: 'manual' })

/** A request whose path and headers are sent as they stand: fetch would tidy both. */
function send(path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(server?.address ?? '')
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request({ hostname, port, path, headers }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        )
      })
        .on('error', reject)
        .end()
    },
  )
}

function link(audiences: readonly string[], to?: string, expires = '2026-12-01'): string {
  const reader = { recipient: 'wang@bank.example', audiences }
  const issued = new Date('2026-10-01T00:00:00Z')
  const token = signLink(secret, makeLink(reader, { now: issued, expires: new Date(expires) }))
  return `/open?token=${token}${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}`
}

/** The cookie of a reader of these audiences. */
async function session(...audiences: string[]): Promise<{ cookie: string }> {
  const opened = await get(link(audiences))
  return { cookie: (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
}

describe('the archive', () => {
  it('lists the newest revision of each edition, newest period first', async () => {
    await start(true)
    const response = await get('/')
    const html = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.indexOf('2026年第三季度')).toBeLessThan(html.indexOf('2026年第二季度'))
    expect(html).toContain('href="/editions/2026-Q3/bank/r2/"')
    expect(html).toContain('第 2 版 · 数据截止 2026年10月8日 09:00')
    for (const words of ['● 达标 2', '◐ 接近 0', '▲ 未达标 1', '全行', '部门 D02', '分析'])
      expect(html).toContain(words)
    expect(html).not.toMatch(/r3-99|r4|<script|https?:/)
  })

  it('folds older revisions away', async () => {
    await start(true)
    const html = await (await get('/')).text()
    const folded = html.slice(html.indexOf('<details>'), html.indexOf('</details>'))
    expect(folded).toContain('href="/editions/2026-Q3/bank/r1/"')
    expect(html.match(/<details>/g)).toHaveLength(1)
  })

  it('finds by period and by audience, and shows what was asked as text', async () => {
    await start(true)
    const links = async (query: string) =>
      [...(await (await get(`/?${query}`)).text()).matchAll(/class="title" href="([^"]+)"/g)].map(
        (each) => each[1],
      )
    expect(await links('period=2026-q2&audience=')).toEqual(['/editions/2026-Q2/bank/r1/'])
    expect(await links('audience=department/D02')).toEqual(['/editions/2026-Q3/department/D02/r1/'])
    expect(await links('audience=department')).toHaveLength(3)
    expect((await links('period=2026-Q3'))[0]).toBe('/editions/2026-Q3/bank/r2/')
    expect(await links('period=2031')).toEqual([])
    expect(await (await get('/?period=%22%3Cscript%3E')).text()).not.toContain('<script>')
  })

  it('says the same in English, and keeps what was asked when the language changes', async () => {
    await start(true)
    const html = await (await get('/?lang=en&audience=bank')).text()
    for (const words of [
      '<html lang="en">',
      '<h2>Third quarter of 2026</h2>',
      'Report 2026-Q3<span> · Whole bank</span>',
      'Revision 2 · Data as of 8 October 2026 at 09:00',
      '● met 2',
      'href="/?audience=bank"',
      '<input type="hidden" name="lang" value="en">',
    ])
      expect(html).toContain(words)
    const chinese = await (await get('/?period=2026&lang=zh')).text()
    expect(chinese).toContain('<html lang="zh-CN">')
    expect(chinese).toContain('href="/?lang=en&#38;period=2026"')
  })

  it('leaves out an edition whose manifest is broken, and shows all others', async () => {
    const { workspace } = await start(true)
    const broken = { files: { 'manifest.json': '{"period"' } }
    putEdition(workspace.editions, '2026-Q4/bank/r1', broken)
    putEdition(workspace.editions, '2026-Q3/bank/r5', broken)
    const html = await (await get('/')).text()
    expect(html).toContain('href="/editions/2026-Q3/bank/r2/"')
    expect(html).not.toMatch(/2026-Q4\/bank|bank\/r5/)
    expect((await get('/editions/2026-Q4/bank/r1/')).status).toBe(404)
    const newest = await get('/editions/2026-Q3/bank/')
    expect(newest.headers.get('location')).toBe('/editions/2026-Q3/bank/r2/')
    expect(await (await get('/healthz')).json()).toMatchObject({ editions: 7 })
    const bare = { title: { zh: '报告', en: 'Report' }, as_of: '2026-04-08T01:00:00Z' }
    const files = { 'manifest.json': JSON.stringify(bare) }
    putEdition(workspace.editions, '2026-Q1/bank/r1', { files })
    expect((await get('/editions/2026-Q1/bank/r1/')).status).toBe(200)
  })

  it('says so when nothing is published', async () => {
    const { workspace } = await start(true)
    rmSync(workspace.editions, { recursive: true })
    mkdirSync(workspace.editions)
    expect(await (await get('/')).text()).toContain('还没有可以查看的报告')
    const health = await get('/healthz')
    expect(health.status).toBe(503)
    expect(await health.json()).toEqual({
      ok: false,
      reasons: ['no edition', 'warehouse unreadable'],
      editions: 0,
      newest: null,
    })
  })
})

describe('the files of editions', () => {
  it('an edition without a revision leads to the newest', async () => {
    await start(true)
    for (const path of ['/editions/2026-Q3/bank/', '/editions/2026-Q3/bank']) {
      const response = await get(path)
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe('/editions/2026-Q3/bank/r2/')
    }
  })

  it('a folder is its index, and a missing slash is added', async () => {
    await start(true)
    expect(await (await get('/editions/2026-Q3/bank/r2/causes/')).text()).toBe('<p>causes</p>')
    for (const path of ['/editions/2026-Q3/bank/r2/causes', '/editions/2026-Q3/bank/r2']) {
      const response = await get(path)
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(`${path}/`)
    }
  })

  it('a department may have a Chinese name', async () => {
    await start(true)
    const response = await get('/editions/2026-Q3/department/信用卡/')
    const address = `/editions/2026-Q3/department/${encodeURIComponent('信用卡')}/r1/`
    expect(response.headers.get('location')).toBe(address)
    expect((await get(address)).status).toBe(200)
    const long = `/editions/2026-Q3/bank/r2/${encodeURIComponent('页'.repeat(60))}/`
    expect(await (await get(long)).text()).toBe('long')
    const opened = await get(link(['bank'], address))
    expect(opened.headers.get('location')).toBe(address)
  })

  it.each([
    '/editions/2026-Q3/bank/r2/.hidden',
    '/editions/2026-Q3/bank/r2/%2ehidden',
    '/editions/2026-Q3/bank/r2/.vite/manifest.json',
    '/editions/2026-Q3/bank/.r3-99/',
    '/editions/2026-Q3/bank/.r3-99/index.html',
    '/editions/2026-Q3/bank/r4/',
    '/editions/2026-Q3/bank/r9/',
    '/editions/2026-Q3/bank/r2/nothing.html',
    '/editions/2026-Q3/bank/r2/_app/',
    '/editions/2026-Q3/bank/r2/_app',
    '/editions/2026-Q3/bank/r2/index.html/',
    '/editions/2026-Q3/bank/r2/index.html%00',
    '/editions/2026-Q3/',
    '/editions/',
    '/editions/2026-Q3/bank/r2/../../../../csq.config.yaml',
    '/editions/2026-Q3/bank/r2/..%2f..%2f..%2f..%2fcsq.config.yaml',
    '/editions/2026-Q3/bank/r2/%2e%2e/%2e%2e/%2e%2e/%2e%2e/csq.config.yaml',
    '/editions/2026-Q3/bank/r2/..%5c..%5c..%5c..%5ccsq.config.yaml',
    '/editions/2026-Q3/bank/r2/%252e%252e/%252e%252e/%252e%252e/%252e%252e/csq.config.yaml',
    '/editions/2026-Q3/bank/r2//../../../../csq.config.yaml',
    '/editions/../csq.config.yaml',
    '/editions/%zz',
    '/%E0%A4%A',
    `/editions/2026-Q3/bank/r2/${'%E9%A1%B5'.repeat(59)}`,
    '/csq.config.yaml',
    '/../csq.config.yaml',
  ])('%s is not there', async (path) => {
    await start(true)
    const response = await send(path)
    expect(response.status).toBe(404)
    expect(response.body.toString()).toContain('没有这一页')
    expect(response.headers['content-security-policy']).toContain("default-src 'self'")
    expect(response.headers['x-content-type-options']).toBe('nosniff')
  })

  it('a replaced edition is served with its new policy, a removed one no more', async () => {
    const { workspace } = await start(true)
    const path = '/editions/2026-Q3/bank/r2/'
    expect((await get(path)).headers.get('content-security-policy')).toContain(inlineHash)
    const folder = putEdition(workspace.editions, '2026-Q3/bank/r2', { csp: ['sha256-new='] })
    expect((await get(path)).headers.get('content-security-policy')).toContain('sha256-new=')
    rmSync(folder, { recursive: true })
    expect((await get(path)).status).toBe(404)
  })

  it('have the type of what they are', async () => {
    await start(true)
    const type = async (file: string) =>
      (await get(`/editions/2026-Q3/bank/r2/${file}`)).headers.get('content-type')
    expect(await type('app.wasm')).toBe('application/wasm')
    expect(await type('_app/immutable/a.js')).toMatch(/javascript/)
    expect(await type('summary.json')).toMatch(/^application\/json/)
    expect(await type('')).toMatch(/^text\/html/)
  })
})

describe('the headers', () => {
  it('allow nothing but this host, and inline scripts by their hashes', async () => {
    await start(true)
    const { headers } = await get('/editions/2026-Q3/bank/r2/')
    expect(headers.get('content-security-policy')).toBe(
      [
        "default-src 'self'",
        `script-src 'self' 'wasm-unsafe-eval' '${inlineHash}'`,
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join('; '),
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
  })

  it.each(['/', '/healthz', '/open', '/editions/2026-Q3/bank/', '/editions/2026-Q2/bank/r1/'])(
    '%s allows no inline script of another edition',
    async (path) => {
      await start(true)
      const policy = (await get(path)).headers.get('content-security-policy')
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    },
  )

  it('keep the application for ever and ask again for the rest', async () => {
    await start(true)
    const app = await get('/editions/2026-Q3/bank/r2/_app/immutable/a.js')
    expect(app.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const path = '/editions/2026-Q3/bank/r2/'
    const page = await send(path)
    expect(page.headers['cache-control']).toBe('no-cache')
    const same = await send(path, { 'if-none-match': String(page.headers.etag) })
    expect(same.status).toBe(304)
    expect(same.body).toHaveLength(0)
    const since = String(page.headers['last-modified'])
    expect((await send(path, { 'if-modified-since': since })).status).toBe(304)
    expect((await send(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('a part of a file is never a part of its compressed form', async () => {
    await start(true)
    const path = '/editions/2026-Q3/bank/r2/big.js'
    const packed = await send(path, { 'accept-encoding': 'gzip' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(packed.body).toString()).toBe('packed')
    const part = await send(path, { 'accept-encoding': 'gzip', range: 'bytes=1-3' })
    expect(part.status).toBe(206)
    expect(part.headers['content-encoding']).toBeUndefined()
    expect(part.headers['content-range']).toBe('bytes 1-3/5')
    expect(part.body.toString()).toBe('lai')
    expect((await send(path, { range: 'bytes=99-' })).status).toBe(416)
  })

  it('compress pages and WebAssembly for those who ask', async () => {
    await start(true)
    for (const path of ['/', '/editions/2026-Q3/bank/r2/', '/editions/2026-Q3/bank/r2/app.wasm']) {
      const packed = await send(path, { 'accept-encoding': 'gzip' })
      const plain = await send(path)
      expect(packed.headers['content-encoding'], path).toBe('gzip')
      expect(packed.headers.vary, path).toContain('accept-encoding')
      expect(plain.headers['content-encoding'], path).toBeUndefined()
      expect(gunzipSync(packed.body).equals(plain.body), path).toBe(true)
    }
  })
})

it('an answer that fails says nothing of what failed, and is logged without its query', async () => {
  const made = makeBank()
  bank = made
  const logged: unknown[] = []
  const log = { ...noLog, error: (...entry: unknown[]) => logged.push(entry) }
  const options = { workspace: made.workspace, secret, port: 0, host: '127.0.0.1' }
  server = await startServer({ ...options, openAccess: true, clock: fixedClock(now), log })
  rmSync(made.workspace.editions, { recursive: true })
  writeFileSync(made.workspace.editions, 'no folder')
  const answer = await get('/?token=hidden')
  expect(answer.status).toBe(500)
  const html = await answer.text()
  expect(html).toContain('暂时无法显示')
  expect(html).not.toMatch(/ENOTDIR|editions/)
  expect(logged).toEqual([
    ['answer failed', { path: '/', stack: expect.stringContaining('ENOTDIR') }],
  ])
})

describe('open access', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'reports.bank.example'])(
    'is refused on %s',
    async (host) => {
      await expect(start(true, host)).rejects.toThrow(/open-access/)
    },
  )

  it('a taken port is said', async () => {
    const { workspace } = await start(true)
    const port = Number(new URL(server?.address ?? '').port)
    const again = { workspace, secret, port, host: '127.0.0.1', openAccess: true }
    await expect(startServer({ ...again, clock: fixedClock(now) })).rejects.toThrow(/is taken/)
  })
})

describe('links', () => {
  it('nothing is seen without one, not even what exists', async () => {
    await start(false)
    for (const path of [
      '/',
      '/editions/2026-Q3/bank/r2/',
      '/editions/2026-Q3/bank/r2/_app/immutable/a.js',
      '/editions/2026-Q3/bank/',
      '/editions/2026-Q9/nobody/',
      '/open',
      '/open?token=x.y',
      '/open?token=x.y&token=x.y',
      '/open?token[]=x',
    ]) {
      const response = await get(path)
      expect(response.status, path).toBe(403)
      const html = await response.text()
      expect(html, path).toContain('无权查看')
      expect(html, path).toContain('Please open the report by the link of your mail')
    }
  })

  it('opens its own department and nobody else’s', async () => {
    await start(false)
    const opened = await get(link(['department/D02'], '/editions/2026-Q3/department/D02/r1/'))
    expect(opened.status).toBe(302)
    expect(opened.headers.get('location')).toBe('/editions/2026-Q3/department/D02/r1/')
    expect(opened.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
    const reader = await session('department/D02')
    expect((await get('/editions/2026-Q3/department/D02/r1/', reader)).status).toBe(200)
    for (const path of [
      'department/D03/r1/',
      'department/D03/',
      'department/D03/r1/_app/immutable/a.js',
      'department/D02/r1/..%2f..%2fD03%2fr1%2findex.html',
      'bank/r2/',
      'bank/',
      'analyst/r1/',
    ]) {
      const { status, body } = await send(`/editions/2026-Q3/${path}`, reader)
      expect([403, 404], path).toContain(status)
      expect(body.toString(), path).not.toContain('2026-Q3/department/D03')
    }
    const html = await (await get('/', reader)).text()
    expect(html).toContain('部门 D02')
    expect(html).not.toMatch(/D03|全行|分析/)
  })

  it.each([
    ['bank', [200, 200, 403]],
    ['analyst', [200, 403, 200]],
    ['department/D02', [403, 200, 403]],
    ['department/D0', [403, 403, 403]],
  ] as const)('an audience grants what it should: %s', async (audience, expected) => {
    await start(false)
    const reader = await session(audience)
    const paths = ['bank/r2/', 'department/D02/r1/', 'analyst/r1/']
    const answers = paths.map(
      async (path) => (await get(`/editions/2026-Q3/${path}`, reader)).status,
    )
    expect(await Promise.all(answers)).toEqual(expected)
  })

  it.each([
    '//evil.example/',
    'https://evil.example/editions/',
    '/editions/../healthz',
    '/editions/%2e%2e/healthz',
    '/\\evil.example',
    '/healthz',
    '/editions/\r\n../x: y',
  ])('leads nowhere else than to an edition: %j', async (to) => {
    await start(false)
    expect((await get(link(['bank'], to))).headers.get('location')).toBe('/')
  })

  it('a forged, cut or expired one is refused, as a link and as a cookie', async () => {
    await start(false)
    const token = link(['bank']).slice('/open?token='.length)
    const body = Buffer.from('{"recipient":"a","audiences":["*"],"expires":9999999999}')
    const expired = link(['bank'], undefined, '2026-10-08T08:59:59+08:00').split('=')[1] ?? ''
    for (const bad of [
      token.replace(/^./, 'f'),
      token.slice(0, -1),
      `${token}.; Domain=bank.example`,
      `${body.toString('base64url')}.${token.split('.')[1]}`,
      `${body.toString('base64url')}.`,
      expired,
    ]) {
      expect((await get(`/open?token=${encodeURIComponent(bad)}`)).status, bad).toBe(403)
      expect((await get('/', { cookie: `csq=${bad}` })).status, bad).toBe(403)
    }
  })

  it('the cookie goes over HTTPS only where others reach the server', async () => {
    await start(false, '0.0.0.0')
    const opened = await get(link(['bank']))
    expect(opened.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax; Secure$/)
  })

  it('a token says who, what and until when, signed with the secret', () => {
    const reader = { recipient: 'a', audiences: ['bank'] }
    const span = { now: new Date('2026-10-01'), expires: new Date('2026-12-01') }
    const token = signLink(secret, makeLink(reader, span))
    expect(readLink(secret, token, new Date('2026-10-08'))).toMatchObject(reader)
    expect(readLink(secret, token, new Date('2026-12-02'))).toBeUndefined()
    expect(readLink(Buffer.from('other'), token, new Date('2026-10-08'))).toBeUndefined()
    expect(maySee({ recipient: 'a', audiences: ['department/D02'] }, 'department/D021')).toBe(false)
  })
})

it('the access log says what was read by whom, without names and tokens', async () => {
  const { workspace } = await start(false)
  const reader = await session('department/D02')
  await (await get('/editions/2026-Q3/department/D02/r1/?a=b', reader)).text()
  await (await get('/editions/2026-Q3/bank/r2/')).text()
  await server?.close()
  const text = readFileSync(join(workspace.logs, 'access-2026-10-08.ndjson'), 'utf8')
  expect(text).not.toMatch(/wang|token|a=b/)
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ path, status, audience }) => ({ path, status, audience }))).toEqual([
    { path: '/open', status: 302, audience: null },
    { path: '/editions/2026-Q3/department/D02/r1/', status: 200, audience: 'department/D02' },
    { path: '/editions/2026-Q3/bank/r2/', status: 403, audience: 'bank' },
  ])
  expect(lines[1]?.time).toBe('2026-10-08T01:00:00.000Z')
  expect(lines[1]?.bytes).toBeGreaterThan(300)
  expect(lines.map((line) => line.recipient)).toEqual([
    null,
    expect.stringMatching(/^[0-9a-f]{16}$/),
    null,
  ])
})

it('closing ends connections that are kept open', async () => {
  await start(true)
  const { port, hostname } = new URL(server?.address ?? '')
  const socket = connect(Number(port), hostname)
  await new Promise((resolve) => socket.once('connect', resolve))
  const began = performance.now()
  await server?.close()
  expect(performance.now() - began).toBeLessThan(3000)
  socket.destroy()
})

it('limits guesses of links, never the reading of pages', async () => {
  await start(true)
  const statuses = async (path: string, times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => get(path)))
    return new Set(answers.map((answer) => answer.status))
  }
  expect(await statuses('/editions/2026-Q3/bank/r2/', 1500)).toEqual(new Set([200]))
  expect(await statuses('/open?token=x.y', 70)).toEqual(new Set([403, 429]))
})
