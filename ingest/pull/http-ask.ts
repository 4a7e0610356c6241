import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import { parseExact } from './http-json.ts'

export interface HttpLimits {
  /** For one request with its whole answer. */
  readonly requestMs: number
  readonly retries: number
  /** Doubled with every retry, unless the answer says how long to wait. */
  readonly backoffMs: number
  /** An answer that asks for a longer wait ends the pull. */
  readonly maxWaitMs: number
}

/** One page. */
export interface Answer {
  readonly url: URL
  readonly status: number
  readonly body: unknown
  /** The first 200 characters of the body, without the token. */
  readonly excerpt: string
  /** The `Link` header. */
  readonly link: string
}

type Attempt =
  | { readonly answer: Answer }
  | { readonly error: UserError; readonly retry: 'never' | 'backoff' | { afterMs: number } }

const lost = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET'])

/** GETs a page of JSON; busy servers and lost connections are asked again, then a UserError. */
export async function ask(
  url: URL,
  token: string | undefined,
  limits: HttpLimits,
): Promise<Answer> {
  for (let retried = 0; ; retried++) {
    const attempt = await askOnce(url, token, limits.requestMs)
    if ('answer' in attempt) return attempt.answer
    const { error, retry } = attempt
    if (retry === 'never' || retried === limits.retries) throw error
    const pause = retry === 'backoff' ? limits.backoffMs * 2 ** retried : retry.afterMs
    if (pause > limits.maxWaitMs) throw error
    await wait(pause)
  }
}

async function askOnce(url: URL, token: string | undefined, requestMs: number): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(requestMs),
    })
    const bytes = await response.arrayBuffer()
    return judge(url, token, response, bytes)
  } catch (error) {
    return network(url, error, requestMs)
  }
}

function judge(
  url: URL,
  token: string | undefined,
  response: Response,
  bytes: ArrayBuffer,
): Attempt {
  const { status, headers } = response
  const text = new TextDecoder().decode(bytes)
  const excerpt = (token === undefined ? text : text.replaceAll(token, '***')).slice(0, 200)
  const place = `${url.origin}${url.pathname}`
  if (!response.ok) {
    const isBusy = status === 429 || status >= 500
    return {
      error: new UserError(`${place} answered ${status}: ${excerpt}`, { hint: hintFor(status) }),
      retry: isBusy ? pauseOf(headers) : 'never',
    }
  }
  const body = isUtf8(bytes) ? parseExact(text) : undefined
  if (body !== undefined) {
    return { answer: { url, status, body, excerpt, link: headers.get('link') ?? '' } }
  }
  return {
    error: new UserError(`${place} answered ${status} with something that is no JSON: ${excerpt}`, {
      hint: 'check the URL and path of the source; a login page or a proxy may have answered.',
    }),
    retry: 'never',
  }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'check the token and what it may read.'
  if (status >= 300 && status < 400) return 'redirects are not followed; write the final URL.'
  if (status === 429 || status >= 500) return 'it stayed busy or broken; run the load again later.'
  return 'check the URL, path and parameters of the source.'
}

/** `Retry-After` in seconds, or as a date compared with the answer's own. */
function pauseOf(headers: Headers): 'backoff' | { afterMs: number } {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return { afterMs: Number(value) * 1000 }
  const afterMs = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(afterMs) ? 'backoff' : { afterMs: Math.max(0, afterMs) }
}

function network(url: URL, error: unknown, requestMs: number): Attempt {
  if (!(error instanceof Error)) throw error
  const { code } = (error.cause ?? {}) as { code?: unknown } // fetch hides the reason in its cause
  const name = typeof code === 'string' ? code : error.message
  const isLate = error.name === 'TimeoutError'
  const reason = isLate ? `no whole answer within ${requestMs / 1000} s` : name
  return {
    error: new UserError(`Cannot read ${url.origin}${url.pathname}: ${reason}.`, {
      hint: 'check host and port in the URL, and that this machine may reach it.',
    }),
    retry: isLate || lost.has(name) ? 'backoff' : 'never',
  }
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
