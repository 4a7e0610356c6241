import { createHmac, hkdfSync } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { localDay } from '../../core/zone.ts'
import { readToken, type Session } from './links.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { refuse } from './policy.ts'

const cookieName = 'csq'

/** Links that one address may try; pages are not limited, an office reads behind one address. */
const guesses = { max: 60, timeWindow: '1 minute' }

/** Who asks: everybody with open access, else whom the cookie of a link names. */
export function sessionOf(request: FastifyRequest, options: ServerOptions): Session | undefined {
  if (options.openAccess) return { recipient: 'local', audiences: ['*'] }
  const cookie = request.headers.cookie
    ?.split(/;\s*/)
    .find((each) => each.startsWith(`${cookieName}=`))
  return cookie === undefined
    ? undefined
    : readSession(cookie.slice(cookieName.length + 1), options)
}

/** Adds `/open`: exchanges the token of a link for a cookie and leads to the edition. */
export function addLinks(server: FastifyInstance, options: ServerOptions): void {
  const isPlain = isLoopback(options.host) && !options.workspace.config.address.startsWith('https:')
  server.get('/open', { config: { rateLimit: guesses } }, async (request, reply) => {
    const query = request.query as Record<string, unknown> // a repeated name is a list
    const token = typeof query.token === 'string' ? query.token : ''
    if (readSession(token, options) === undefined) return refuse(reply)
    const flags = `Path=/; HttpOnly; SameSite=Lax${isPlain ? '' : '; Secure'}`
    reply.header('set-cookie', `${cookieName}=${token}; ${flags}`)
    reply.header('cache-control', 'no-store')
    return reply.redirect(localTarget(query.to), 302)
  })
}

/** Appends a line per answer to `access-<day>.ndjson`; the query, with its token, is left out. */
export function addAccessLog(server: FastifyInstance, options: ServerOptions): void {
  const { workspace, secret, clock } = options
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'csq access log', 32))
  const sentBefore = new WeakMap<FastifyRequest, number>()
  mkdirSync(workspace.logs, { recursive: true })
  server.addHook('onRequest', async (request) => {
    sentBefore.set(request, request.raw.socket.bytesWritten)
  })
  server.addHook('onResponse', async (request, reply) => {
    const now = clock.now()
    const path = request.url.split('?')[0] ?? ''
    const entry = {
      time: now.toISOString(),
      path,
      status: reply.statusCode,
      bytes: request.raw.socket.bytesWritten - (sentBefore.get(request) ?? 0),
      audience: audienceOf(path),
      recipient: recipientHash(key, sessionOf(request, options)),
    }
    const file = join(workspace.logs, `access-${localDay(workspace.zone, now)}.ndjson`)
    appendFileSync(file, `${JSON.stringify(entry)}\n`)
  })
}

function readSession(token: string, options: ServerOptions): Session | undefined {
  // a third part would be no part of the signature, and would stand in the cookie
  if (!/^[\w-]+\.[\w-]+$/.test(token)) return undefined
  return readToken(options.secret, token, options.clock.now())
}

/** A path below `/editions/`; anything else, and every other host, becomes the archive. */
function localTarget(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/editions/')) return '/'
  const base = 'http://archive.invalid'
  if (!URL.canParse(to, base)) return '/'
  const { origin, pathname } = new URL(to, base)
  return origin === base && pathname.startsWith('/editions/') ? pathname : '/'
}

function audienceOf(path: string): string | null {
  return /^\/editions\/[^/]+\/(department\/[^/]+|[^/]+)/.exec(path)?.[1] ?? null
}

function recipientHash(key: Buffer, session: Session | undefined): string | null {
  if (session === undefined) return null
  return createHmac('sha256', key).update(session.recipient).digest('hex').slice(0, 16)
}
