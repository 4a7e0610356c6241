import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { openRevocations } from './link-ledger.ts'
import { type Link, readClaims, type Session, seconds, signClaims } from './links.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { openProxyUsers } from './proxy-users.ts'

const cookieName = 'csq'

/** A cookie is written anew when it was last written this many seconds ago. */
const renewSeconds = 300

const claimsSchema = z.object({
  link: z.string(),
  recipient: z.string(),
  audiences: z.array(z.string()),
  edition: z.string().optional(),
  issued: z.number(),
  started: z.number(),
  seen: z.number(),
  /** No session outlives its link. */
  until: z.number(),
})

type Claims = z.infer<typeof claimsSchema>

const sessions = new WeakMap<FastifyRequest, Session>()

/** Who asks: everybody with open access, else whom a proxy or the cookie of a link names. */
export function sessionOf(request: FastifyRequest): Session | undefined {
  return sessions.get(request)
}

/** Finds out who asks, before anything else looks at a request. */
export function addSessions(server: FastifyInstance, options: ServerOptions): void {
  const isRevoked = openRevocations(options.workspace.home)
  const proxyUser = openProxyUsers(options)
  server.addHook('onRequest', async (request, reply) => {
    const named = options.openAccess
      ? { recipient: 'local', audiences: ['*'] }
      : await proxyUser(request)
    const session = named ?? cookieSession(request, reply)
    if (session !== undefined) sessions.set(request, session)
  })

  const cookieSession = (request: FastifyRequest, reply: FastifyReply): Session | undefined => {
    const claims = readCookie(request, options)
    if (claims === undefined) return undefined
    if (isRevoked({ ...claims, id: claims.link })) return undefined
    const now = seconds(options.clock.now())
    if (now - claims.seen >= renewSeconds) {
      writeCookie(request, reply, options, { ...claims, seen: now })
    }
    return { recipient: claims.recipient, audiences: claims.audiences }
  }
}

/** Begins the session of a link: its cookie is the session's own and says nothing of the link's token. */
export function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
  link: Link,
): void {
  const { id, recipient, audiences, edition, issued } = link
  const now = seconds(options.clock.now())
  const { hours } = options.workspace.config.serve.session
  const until = Math.min(now + hours * 3600, link.expires)
  const about = edition === undefined ? {} : { edition }
  writeCookie(request, reply, options, {
    ...{ link: id, recipient, audiences, ...about },
    ...{ issued, started: now, seen: now, until },
  })
}

function readCookie(request: FastifyRequest, options: ServerOptions): Claims | undefined {
  const cookie = request.headers.cookie
    ?.split(/;\s*/)
    .find((each) => each.startsWith(`${cookieName}=`))
  if (cookie === undefined) return undefined
  const token = cookie.slice(cookieName.length + 1)
  const claims = verified(token, options.secret)
  if (claims === undefined) return undefined
  const now = seconds(options.clock.now())
  const idle = options.workspace.config.serve.session.idle_hours * 3600
  return now > claims.until || now - claims.seen > idle ? undefined : claims
}

const mostKnown = 5000
const known = new WeakMap<Buffer, Map<string, Claims>>()

/** The claims of a token whose signature is right; a visit asks a hundred times with the same one. */
function verified(token: string, secret: Buffer): Claims | undefined {
  const ofSecret = known.get(secret) ?? new Map<string, Claims>()
  known.set(secret, ofSecret)
  const before = ofSecret.get(token)
  if (before !== undefined) return before
  const parsed = claimsSchema.safeParse(readClaims(secret, 'csq sessions', token))
  if (!parsed.success) return undefined
  if (ofSecret.size >= mostKnown) ofSecret.clear()
  ofSecret.set(token, parsed.data)
  return parsed.data
}

function writeCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
  claims: Claims,
): void {
  const token = signClaims(options.secret, 'csq sessions', claims)
  const flags = `Path=/; HttpOnly; SameSite=Lax${isPlain(request, options) ? '' : '; Secure'}`
  reply.header('set-cookie', `${cookieName}=${token}; ${flags}`)
}

/** Whether readers reach the server without TLS: on this machine only. */
function isPlain(request: FastifyRequest, { host, workspace }: ServerOptions): boolean {
  if (request.protocol === 'https') return false
  return isLoopback(host) && !workspace.config.address.startsWith('https:')
}
