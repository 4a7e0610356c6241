import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readHttp } from '../../ingest/pull/http.ts'
import type { HttpQuery } from '../../ingest/pull/query.ts'
import { spoolRows } from '../../ingest/pull/spool.ts'

type Answer = (url: URL, response: ServerResponse, request: IncomingMessage) => unknown

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Returned by an answer that is left as it is. */
const held = Symbol('held')

/** A chat system on the loopback interface; what `answer` returns is sent as JSON. */
async function serve(answer: Answer) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://chat')
    asked.push(url.pathname + url.search)
    const body = answer(url, response, request)
    if (body === held || response.writableEnded || response.destroyed) return
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, asked }
}

const cursor: HttpQuery = {
  url: 'CHAT_URL',
  path: '/api/chats',
  items: 'data.items',
  page: { kind: 'cursor', next: 'data.next', parameter: 'after' },
}

function pull(
  read: HttpQuery,
  url: string,
  rest: {
    watermark?: string
    token?: string
    limits?: Parameters<typeof readHttp>[1]['limits']
  } = {},
) {
  return readHttp(read, {
    variables: { CHAT_URL: url, CHAT_TOKEN: rest.token },
    watermark: rest.watermark,
    limits: { backoffMs: 5, requestMs: 2000, ...rest.limits },
  })
}

async function idsOf(...what: Parameters<typeof pull>) {
  const ids: unknown[] = []
  for await (const row of pull(...what)) ids.push(row.id)
  return ids
}

const page = (ids: readonly number[], next?: unknown) => ({
  data: { items: ids.map((id) => ({ id })), next },
})

describe('a paged list', () => {
  it('is followed by a cursor, which may begin with a slash, to the answer without one', async () => {
    const pages: Readonly<Record<string, unknown>> = {
      '': page([1, 2], '/9j+=&a'),
      '/9j+=&a': page([3], 7),
      '7': page([4], null),
    }
    const { url, asked } = await serve((at) => pages[at.searchParams.get('after') ?? ''])
    const read = { ...cursor, query: { state: 'closed' } }
    expect(await idsOf(read, `${url}/v2/`)).toEqual(['1', '2', '3', '4'])
    expect(asked).toEqual([
      '/v2/api/chats?state=closed',
      '/v2/api/chats?state=closed&after=%2F9j%2B%3D%26a',
      '/v2/api/chats?state=closed&after=7',
    ])
  })

  it('is followed by a URL in the place of the cursor', async () => {
    const { url, asked } = await serve((at) => {
      if (at.searchParams.get('from') === '3') return page([4])
      if (at.searchParams.get('from') === '2') return page([3], '/api/chats?from=3')
      return page([1], `${url}/api/chats?from=2`)
    })
    expect(await idsOf(cursor, url)).toEqual(['1', '3', '4'])
    expect(asked).toHaveLength(3)
  })

  it('is counted through up to the first empty page, however short the pages are', async () => {
    const { url, asked } = await serve((at) => {
      const number = Number(at.searchParams.get('p'))
      return number < 3 ? [{ id: number }] : []
    })
    const counted: HttpQuery = {
      ...cursor,
      items: '',
      page: { kind: 'page', parameter: 'p', first: 0, size: { parameter: 'n', value: 100 } },
    }
    expect(await idsOf(counted, url)).toEqual(['0', '1', '2'])
    expect(asked.at(-1)).toBe('/api/chats?p=3&n=100')
  })

  it('is followed by the Link header, among other links', async () => {
    const { url } = await serve((at, response) => {
      const number = Number(at.searchParams.get('page') ?? 1)
      const next = `<?page=${number + 1}>; title="a, b; rel=next"; REL="nofollow Next"`
      response.setHeader(
        'link',
        `</first>; rel=first, ${number < 3 ? next : '</last>; rel="last"'}`,
      )
      return [{ id: number }]
    })
    expect(await idsOf({ ...cursor, items: '', page: { kind: 'link' } }, url)).toEqual([
      '1',
      '2',
      '3',
    ])
  })

  it('gives text that loses nothing', async () => {
    const { url } = await serve(
      () => `{"data":{"items":[{"id":12345678901234567890,"amount":12.50,"big":1e400,"yes":true,"none":null,
        "at":"2026-09-01T08:00:00.123456+08:00","words":"客\\u6237 \\"12.50\\" 9007199254740993",
        "doc":{"n":12345678901234567890,"list":[1,1.10,"1.10"]}}],"next":""}}`,
    )
    const rows: unknown[] = []
    for await (const row of pull(cursor, url)) rows.push(row)
    expect(rows).toEqual([
      {
        id: '12345678901234567890',
        amount: '12.50',
        big: '1e400',
        yes: 'true',
        none: null,
        at: '2026-09-01T08:00:00.123456+08:00',
        words: '客户 "12.50" 9007199254740993',
        doc: '{"n":12345678901234567890,"list":[1,1.10,"1.10"]}',
      },
    ])
  })

  it('is asked with the token, and from the watermark on', async () => {
    const headers: unknown[] = []
    const { url, asked } = await serve((_at, _response, request) => {
      headers.push(request.headers.authorization)
      return page([1])
    })
    const read: HttpQuery = {
      ...cursor,
      token: 'CHAT_TOKEN',
      watermark: { column: 'at', parameter: 'since', first: '2026-09-01', overlap: '10 minutes' },
    }
    await idsOf(read, url, { token: 'secret' })
    await idsOf(read, url, { token: 'secret', watermark: '2026-09-01T08:05:00.123456+08:00' })
    expect(headers).toEqual(['Bearer secret', 'Bearer secret'])
    expect(asked.map((path) => new URLSearchParams(path.split('?')[1]).get('since'))).toEqual([
      '2026-09-01',
      '2026-09-01T07:55:00.123456+08:00',
    ])
  })
})

describe('a system that is busy', () => {
  it('is asked again after 429, 503 and a lost connection, and nothing is read twice', async () => {
    const answers: Answer[] = [
      (_at, response) => response.writeHead(429).end(),
      (_at, response) => response.destroy(),
      () => page([1], 'x'),
      (_at, response) => response.writeHead(503).end(),
      (_at, response) => {
        response.writeHead(200, { 'content-length': 1000 }).write('{"data":')
        setTimeout(() => response.destroy(), 20)
        return held
      },
      () => page([2]),
    ]
    let number = 0
    const { url } = await serve((...what) => answers[number++]?.(...what))
    expect(await idsOf(cursor, url)).toEqual(['1', '2'])
    expect(number).toBe(6)
  })

  it('is waited for as long as it says, in seconds or by a date, within a limit', async () => {
    for (const after of ['1', new Date(Date.parse('2026-09-01T00:00:01Z')).toUTCString()]) {
      let number = 0
      const { url } = await serve((_at, response) => {
        if (number++ > 0) return page([1])
        response.setHeader('date', new Date(Date.parse('2026-09-01T00:00:00Z')).toUTCString())
        return response.writeHead(429, { 'retry-after': after }).end()
      })
      const started = performance.now()
      expect(await idsOf(cursor, url)).toEqual(['1'])
      expect(performance.now() - started).toBeGreaterThan(950)
    }
    const { url, asked } = await serve((_at, response) =>
      response.writeHead(429, { 'retry-after': '86400' }).end('tomorrow'),
    )
    await expect(idsOf(cursor, url)).rejects.toThrow(/answered 429: tomorrow/)
    expect(asked).toHaveLength(1)
  })

  it('is given up after five retries, and at once when asking again is no use', async () => {
    const broken = await serve((_at, response) => response.writeHead(500).end('stack trace'))
    await expect(idsOf(cursor, broken.url)).rejects.toThrow(
      /\/api\/chats answered 500: stack trace/,
    )
    expect(broken.asked).toHaveLength(6)
    for (const status of [401, 404, 302]) {
      const { url, asked } = await serve((_at, response) =>
        response.writeHead(status, { location: '/elsewhere' }).end(),
      )
      await expect(idsOf(cursor, url)).rejects.toThrow(`answered ${status}`)
      expect(asked).toHaveLength(1)
    }
  })

  it('is given up when it never answers', async () => {
    const { url, asked } = await serve((_at, response) => {
      response.writeHead(200).write('{')
      return held
    })
    const limits = { requestMs: 50, retries: 1 }
    await expect(idsOf(cursor, url, { limits })).rejects.toThrow(/no whole answer within 0\.05 s/)
    expect(asked).toHaveLength(2)
    await expect(idsOf(cursor, 'http://127.0.0.1:1')).rejects.toThrow(/Cannot read http:\/\/127/)
  })
})

describe('a system that answers nonsense', () => {
  it('is told by status and first 200 characters, without the token', async () => {
    const read = { ...cursor, token: 'CHAT_TOKEN' }
    for (const [body, message] of [
      ['<html>token-1 login', /200 with something that is no JSON: <html>\*\*\* login/],
      ['{"data":{"items":[{"id":1}', /no JSON/],
      ['{"data":{"rows":[]}}', /200 without a list at "data\.items": \{"data":\{"rows":\[\]\}\}/],
      ['{"data":{"items":{}}}', /without a list/],
      ['{"data":{"items":[1]}}', /not an object/],
    ] as const) {
      const { url } = await serve(() => body)
      await expect(idsOf(read, url, { token: 'token-1' })).rejects.toThrow(message)
    }
    const { url } = await serve(() => `<${'x'.repeat(5000)}`)
    const error = await idsOf(cursor, url).catch((thrown: unknown) => thrown)
    expect(String(error).length).toBeLessThan(350)
  })

  it('is left when it sends the reader in a circle, by cursor, by link or by page', async () => {
    const circle = await serve((at) => page([1], at.searchParams.get('after') === 'a' ? 'b' : 'a'))
    await expect(idsOf(cursor, circle.url)).rejects.toThrow(/a page that was read already/)
    expect(circle.asked).toHaveLength(3)
    const link = await serve((_at, response) => {
      response.setHeader('link', '</api/chats>; rel=next')
      return page([1])
    })
    await expect(idsOf({ ...cursor, page: { kind: 'link' } }, link.url)).rejects.toThrow(/already/)
    const same = await serve(() => page([1]))
    const counted = { ...cursor, page: { kind: 'page', parameter: 'p' } } as const
    await expect(idsOf(counted, same.url)).rejects.toThrow(/same items as the page before/)
  })

  it('is left when its pages have no end', async () => {
    let number = 0
    const { url } = await serve(() => page([], ++number))
    await expect(idsOf(cursor, url, { limits: { pages: 20 } })).rejects.toThrow(
      /more than 20 pages/,
    )
    expect(number).toBe(20)
  })

  it('is never followed to another origin, nor asked for with a password in the URL', async () => {
    const other = await serve(() => page([2]))
    for (const next of [`${other.url}/api/chats?x`, 'https://127.0.0.1/api/chats']) {
      const { url } = await serve(() => page([1], next))
      await expect(idsOf(cursor, url)).rejects.toThrow(/names a next page elsewhere/)
    }
    const link = await serve((_at, response) => {
      response.setHeader('link', `<//${other.url.slice(7)}/api/chats>; rel=next`)
      return page([1])
    })
    await expect(idsOf({ ...cursor, page: { kind: 'link' } }, link.url)).rejects.toThrow(
      /elsewhere/,
    )
    const moved = await serve((_at, response) =>
      response.writeHead(307, { location: `${other.url}/api/chats` }).end(),
    )
    await expect(idsOf(cursor, moved.url)).rejects.toThrow(/answered 307/)
    expect(other.asked).toEqual([])
    const error = await idsOf(cursor, 'http://a:geheim@127.0.0.1').catch((thrown) => thrown)
    expect(String(error)).toMatch(/CHAT_URL holds no http\(s\) URL/)
    expect(String(error)).not.toContain('geheim')
  })

  it('leaves no file, nor do rows that lack the watermark, nor no rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csq-pull-'))
    stops.push(async () => rmSync(folder, { recursive: true }))
    const target = join(folder, 'chats.ndjson.gz')
    const half = await serve((at, response) =>
      at.searchParams.has('after')
        ? response.writeHead(404).end()
        : page(
            Array.from({ length: 20_000 }, (_, id) => id),
            'x',
          ),
    )
    await expect(spoolRows(pull(cursor, half.url), target, undefined)).rejects.toThrow(/404/)
    const { url } = await serve(() => page([1]))
    await expect(spoolRows(pull(cursor, url), target, 'at')).rejects.toThrow(
      /No row has the watermark column "at"/,
    )
    const none = await serve(() => page([]))
    expect(await spoolRows(pull(cursor, none.url), target, 'at')).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })
})
