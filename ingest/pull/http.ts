import { UserError } from '../../core/errors.ts'
import { readVariable } from './connection.ts'
import { itemRow, nextOf } from './http-answer.ts'
import { type Answer, ask, type HttpLimits } from './http-ask.ts'
import { at } from './http-json.ts'
import type { HttpQuery, PulledRow, PullOptions } from './query.ts'
import { startOfPull } from './watermark.ts'

const defaults: HttpLimits & { readonly pages: number } = {
  requestMs: 60_000,
  retries: 5,
  backoffMs: 500,
  maxWaitMs: 300_000,
  pages: 10_000,
}

/** The items of a paged JSON list, page by page; each field is text, nested ones JSON text. */
export async function* readHttp(
  read: HttpQuery,
  { variables, watermark, limits = {} }: PullOptions & { limits?: Partial<typeof defaults> },
): AsyncGenerator<PulledRow> {
  const token = read.token === undefined ? undefined : readToken(variables, read.token)
  const all = { ...defaults, ...limits }
  const asked = new Set<string>()
  let url: URL | undefined = firstUrl(read, readBase(variables, read.url), watermark)
  let before = ''
  while (url !== undefined) {
    checkPage(url, asked, all.pages)
    const answer = await ask(url, token, all)
    const items = itemsOf(answer, read.items)
    if (read.page.kind === 'page') {
      if (items.length === 0) return
      const now = JSON.stringify(items)
      if (now === before) throw loop(answer, 'the same items as the page before')
      before = now
    }
    for (const item of items) yield itemRow(item, answer)
    url = nextUrl(url, answer, read)
  }
}

function readBase(variables: PullOptions['variables'], name: string): URL {
  const value = readVariable(variables, name)
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '') {
    return url
  }
  throw new UserError(`The environment variable ${name} holds no http(s) URL.`, {
    hint: 'write https://host without user and password; a token has a variable of its own.',
  })
}

function readToken(variables: PullOptions['variables'], name: string): string {
  const token = readVariable(variables, name)
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new UserError(`The environment variable ${name} holds no bearer token.`, {
    hint: 'a token is one word of ASCII letters, digits and signs, without "Bearer".',
  })
}

function firstUrl(read: HttpQuery, base: URL, seen: string | undefined): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${read.path.replace(/^\/+/, '')}`
  for (const [name, value] of Object.entries(read.query ?? {})) url.searchParams.set(name, value)
  const { page, watermark } = read
  if (watermark !== undefined) {
    url.searchParams.set(watermark.parameter, startOfPull(watermark, seen))
  }
  if (page.kind === 'page') {
    url.searchParams.set(page.parameter, String(page.first ?? 1))
    if (page.size !== undefined) url.searchParams.set(page.size.parameter, String(page.size.value))
  }
  return url
}

function checkPage(url: URL, asked: Set<string>, pages: number): void {
  if (asked.size === pages) {
    throw new UserError(`${url.origin}${url.pathname} has more than ${pages} pages.`, {
      hint: 'ask for larger pages, or for a shorter time by the watermark.',
    })
  }
  if (asked.has(url.href)) throw loop({ url }, 'a page that was read already as the next one')
  asked.add(url.href)
}

function loop({ url }: Pick<Answer, 'url'>, what: string): UserError {
  return new UserError(`${url.origin}${url.pathname} answered ${what}.`, {
    hint: 'check the parameter and the place of the next page in the source, then ask its owner.',
  })
}

function itemsOf(answer: Answer, path: string): readonly unknown[] {
  const items = at(answer.body, path)
  if (Array.isArray(items)) return items
  // some systems write an empty list as null
  if (items === null) return []
  throw new UserError(
    `${answer.url.origin}${answer.url.pathname} answered ${answer.status} without a list at "${path}": ${answer.excerpt}`,
    { hint: 'set the path of the items in the source, or ask the owner of the system.' },
  )
}

/** The page after `answer`, on the same origin; undefined after the last one. */
function nextUrl(url: URL, answer: Answer, { page }: HttpQuery): URL | undefined {
  const next = new URL(url)
  if (page.kind === 'page') {
    next.searchParams.set(page.parameter, String(Number(url.searchParams.get(page.parameter)) + 1))
    return next
  }
  const found = nextOf(answer, page)
  if (found === undefined) return undefined
  if (found.cursor !== undefined) {
    next.searchParams.set(found.parameter, found.cursor)
    return next
  }
  if (URL.canParse(found.link, url)) {
    const link = new URL(found.link, url)
    if (link.origin === url.origin) return link
  }
  throw new UserError(
    `${url.origin}${url.pathname} names a next page elsewhere: ${found.link.slice(0, 100)}`,
    { hint: 'the token is sent to the origin of the source alone; ask the owner of the system.' },
  )
}
