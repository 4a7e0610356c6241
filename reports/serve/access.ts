import type { FastifyInstance } from 'fastify'
import { openRevocations } from './link-ledger.ts'
import { readLink } from './links.ts'
import type { ServerOptions } from './options.ts'
import { failed, refuse } from './policy.ts'
import { startSession } from './sessions.ts'

/** Wrong links that one address may try; right ones are never limited, an office has one address. */
const guesses = { max: 60, timeWindow: '1 minute' }

/** Adds `/open`: exchanges the token of a link for a session and leads to the edition. */
export function addLinks(server: FastifyInstance, options: ServerOptions): void {
  const isRevoked = openRevocations(options.workspace.home)
  const guess = server.createRateLimit({ ...guesses, keyGenerator: (request) => request.ip })
  server.get('/open', async (request, reply) => {
    const query = request.query as Record<string, unknown> // a repeated name is a list
    const token = typeof query.token === 'string' ? query.token : ''
    const link = readLink(options.secret, token, options.clock.now())
    if (link === undefined || isRevoked(link)) {
      const limit = await guess(request)
      return !limit.isAllowed && limit.isExceeded ? failed(reply, 429) : refuse(reply)
    }
    startSession(request, reply, options, link)
    reply.header('cache-control', 'no-store')
    return reply.redirect(localTarget(query.to), 302)
  })
}

/** A path below `/editions/`; anything else, and every other host, becomes the archive. */
function localTarget(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/editions/')) return '/'
  const base = 'http://archive.invalid'
  if (!URL.canParse(to, base)) return '/'
  const { origin, pathname } = new URL(to, base)
  return origin === base && pathname.startsWith('/editions/') ? pathname : '/'
}
