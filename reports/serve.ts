import { appendFileSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Clock } from '../core/clock.ts'
import { UserError } from '../core/errors.ts'
import type { Workspace } from '../core/workspace.ts'
import { archivePage, refusalPage } from './archive-page.ts'
import { type Edition, listEditions, readManifest } from './edition.ts'
import { maySee, readToken, type Session } from './links.ts'

export interface ServerOptions {
  readonly workspace: Workspace
  readonly secret: Buffer
  readonly port: number
  readonly host: string
  /** Serves every audience without a link; on loopback only. */
  readonly openAccess: boolean
  readonly clock: Clock
}

const loopback = ['127.0.0.1', '::1', 'localhost']
const cookieName = 'csq'

/** Serves the archive and its editions, with access by signed links unless access is open. */
export async function startServer(
  options: ServerOptions,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { workspace, host, openAccess } = options
  const isLocal = loopback.includes(host)
  if (openAccess && !isLocal) {
    throw new UserError(`--open-access shows every edition to everybody who reaches ${host}.`, {
      hint: 'leave out --host, or leave out --open-access and send signed links.',
    })
  }
  const server = fastify({ logger: false, routerOptions: { ignoreTrailingSlash: false } })
  await server.register(rateLimit, { max: 1200, timeWindow: '1 minute' })
  await server.register(compress, {
    encodings: ['gzip'],
    zlibOptions: { level: 5 },
    threshold: 1024,
    customTypes: /wasm|octet-stream|text|json|javascript|svg/,
  })
  await server.register(serveStatic, {
    root: workspace.editions,
    serve: false,
    dotfiles: 'deny',
    cacheControl: false,
    preCompressed: true,
  })
  server.addHook('onResponse', async (request, reply) => logAccess(options, request, reply))
  addPages(server, options, isLocal)
  addEditions(server, options)
  await server.listen({ port: options.port, host })
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  const name = host.includes(':') ? `[${host}]` : host
  return { address: `http://${name}:${port}`, close: () => server.close() }
}

function addPages(server: FastifyInstance, options: ServerOptions, isLocal: boolean): void {
  const { workspace } = options
  server.get('/', async (request, reply) => {
    const session = sessionOf(request, options)
    if (session === undefined) return refuse(reply)
    const { period = '', audience = '' } = request.query as { period?: string; audience?: string } // text of the form
    const editions = listEditions(workspace.editions).filter((each) =>
      maySee(session, each.audience),
    )
    secure(reply, [])
    return reply.type('text/html; charset=utf-8').send(
      archivePage({
        editions,
        period,
        audience,
        bank: workspace.config.bank,
        zone: workspace.zone,
      }),
    )
  })
  server.get('/open', async (request, reply) => {
    const { token = '', to = '/' } = request.query as { token?: string; to?: string } // checked below
    const session = readToken(options.secret, token, options.clock.now())
    if (session === undefined) return refuse(reply)
    const flags = `Path=/; HttpOnly; SameSite=Lax${isLocal ? '' : '; Secure'}`
    reply.header('set-cookie', `${cookieName}=${token}; ${flags}`)
    return reply.redirect(/^\/editions\/[\w./-]*$/.test(to) ? to : '/', 302)
  })
  server.get('/healthz', async () => {
    const editions = listEditions(workspace.editions)
    return {
      ok: existsSync(workspace.warehouse),
      editions: editions.length,
      newest: editions[0]?.id ?? null,
    }
  })
}

function addEditions(server: FastifyInstance, options: ServerOptions): void {
  const { workspace } = options
  server.get('/editions/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*'] // the wildcard of the route
    const session = sessionOf(request, options)
    const editions = listEditions(workspace.editions)
    const named = editions.find((each) => path === each.id || path.startsWith(`${each.id}/`))
    if (named === undefined) {
      const newest = editions.find(
        (each) => path.replace(/\/+$/, '') === `${each.period.id}/${each.audience}`,
      )
      if (newest === undefined || session === undefined || !maySee(session, newest.audience)) {
        return session === undefined ? refuse(reply) : notFound(reply)
      }
      return reply.redirect(`/editions/${newest.id}/`, 302)
    }
    if (session === undefined || !maySee(session, named.audience)) return refuse(reply)
    return sendFile(reply, named, path)
  })
}

function sendFile(reply: FastifyReply, edition: Edition, path: string): FastifyReply {
  const inside = path.slice(edition.id.length + 1)
  if (inside.split('/').some((part) => part.startsWith('.'))) return notFound(reply)
  const file = join(edition.folder, inside)
  if (!file.startsWith(edition.folder) || !existsSync(file)) return notFound(reply)
  const isFolder = statSync(file).isDirectory()
  if (isFolder && !path.endsWith('/')) return reply.redirect(`/editions/${path}/`, 302)
  const name = isFolder ? `${path}index.html` : path
  if (isFolder && !existsSync(join(file, 'index.html'))) return notFound(reply)
  secure(reply, readManifest(edition).csp)
  const isImmutable = name.includes('/_app/immutable/')
  reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  return reply.sendFile(name)
}

/** The one content security policy: nothing but this host; inline scripts by their hashes. */
function secure(reply: FastifyReply, scriptHashes: readonly string[]): void {
  const hashes = scriptHashes.map((hash) => ` '${hash}'`).join('')
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${hashes}`,
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  reply.header('content-security-policy', policy.join('; '))
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'same-origin')
}

function sessionOf(request: FastifyRequest, options: ServerOptions): Session | undefined {
  if (options.openAccess) return { recipient: 'local', audiences: ['*'] }
  const cookie = request.headers.cookie
    ?.split(/;\s*/)
    .find((each) => each.startsWith(`${cookieName}=`))
  if (cookie === undefined) return undefined
  return readToken(options.secret, cookie.slice(cookieName.length + 1), options.clock.now())
}

function refuse(reply: FastifyReply): FastifyReply {
  secure(reply, [])
  return reply.code(403).type('text/html; charset=utf-8').send(refusalPage('forbidden'))
}

function notFound(reply: FastifyReply): FastifyReply {
  secure(reply, [])
  return reply.code(404).type('text/html; charset=utf-8').send(refusalPage('missing'))
}

function logAccess(options: ServerOptions, request: FastifyRequest, reply: FastifyReply): void {
  const now = options.clock.now().toISOString()
  const entry = {
    time: now,
    method: request.method,
    path: request.url.split('?')[0],
    status: reply.statusCode,
    milliseconds: Math.round(reply.elapsedTime),
    recipient: sessionOf(request, options)?.recipient ?? null,
  }
  mkdirSync(options.workspace.logs, { recursive: true })
  const file = join(options.workspace.logs, `access-${now.slice(0, 10)}.ndjson`)
  appendFileSync(file, `${JSON.stringify(entry)}\n`)
}
