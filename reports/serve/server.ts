import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { UserError } from '../../core/errors.ts'
import { addPreferences } from '../mail/preferences-page.ts'
import { addLinks } from './access.ts'
import { addAccessLog } from './access-log.ts'
import { archivePage } from './archive-page.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import { addEditions } from './editions.ts'
import { isOpenTo } from './embargo.ts'
import { addHealth } from './health.ts'
import { maySee } from './links.ts'
import { addMetrics } from './metrics.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { answerUnreadable, failed, notFound, onlyTls, refuse, secure } from './policy.ts'
import { addSessions, sessionOf } from './sessions.ts'
import { addStatusPage } from './status-page.ts'
import { openWarehouseFacts } from './warehouse-facts.ts'

/** Serves the archive and its editions, with access by signed links unless access is open. */
export async function startServer(
  options: ServerOptions,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { host, openAccess } = options
  if (openAccess && !isLoopback(host)) {
    throw new UserError(`--open-access shows every edition to everybody who reaches ${host}.`, {
      hint: 'leave out --host, or leave out --open-access and send signed links.',
    })
  }
  const server = await openServer(options)
  const catalog = openCatalog(options.workspace.editions)
  addArchive(server, options, catalog)
  addLinks(server, options)
  addEditions(server, options, catalog)
  const facts = openWarehouseFacts(options.workspace.warehouse)
  addHealth(server, options, catalog, facts)
  addMetrics(server, options, catalog, facts)
  addStatusPage(server, options)
  addPreferences(server, options)
  await listen(server, options)
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  const name = host.includes(':') ? `[${host}]` : host
  return { address: `http://${name}:${port}`, close: () => server.close() }
}

/** The server with what holds for every answer: headers, session, log, limits, compression. */
async function openServer(options: ServerOptions): Promise<FastifyInstance> {
  const { workspace } = options
  const { proxy, requests_per_minute: max } = workspace.config.serve
  const server = fastify({
    logger: false,
    // a reader's open connection must not keep the program from ending
    forceCloseConnections: true,
    trustProxy: proxy.from.length > 0 ? [...proxy.from] : false,
    http: { maxHeaderSize: 16_384 },
    bodyLimit: 65_536,
    requestTimeout: 30_000,
    clientErrorHandler: (error, socket) => answerUnreadable(error.code, socket),
    // an address that cannot be decoded: no hook has run for it
    frameworkErrors: (_error, _request, reply) => {
      secure(reply, [])
      notFound(reply)
    },
  })
  const isPublicTls = workspace.config.address.startsWith('https:')
  server.addHook('onRequest', async (request, reply) => {
    secure(reply, [])
    if (isPublicTls || request.protocol === 'https') onlyTls(reply)
  })
  addSessions(server, options)
  addAccessLog(server, options)
  await server.register(rateLimit, {
    max,
    timeWindow: '1 minute',
    addHeaders: noRateHeaders,
    addHeadersOnExceeding: noRateHeaders,
    keyGenerator: (request) => sessionOf(request)?.recipient ?? request.ip,
  })
  const limit = { preHandler: server.rateLimit() }
  server.setNotFoundHandler(limit, (_request, reply) => void notFound(reply))
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    const path = request.url.split('?')[0] ?? '' // the query may hold a token
    if (status >= 500) options.log?.error('answer failed', { path, stack: error.stack })
    return failed(reply, status)
  })
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
  return server
}

/** How far a reader is from a limit is nobody's business. */
const noRateHeaders = {
  'x-ratelimit-limit': false,
  'x-ratelimit-remaining': false,
  'x-ratelimit-reset': false,
}

function addArchive(server: FastifyInstance, options: ServerOptions, catalog: Catalog): void {
  const { workspace } = options
  server.get('/', async (request, reply) => {
    const session = sessionOf(request)
    if (session === undefined) return refuse(reply)
    const query = request.query as Record<string, unknown> // a repeated name is a list
    const html = archivePage({
      entries: catalog
        .list()
        .filter(({ edition }) => maySee(session, edition.audience))
        .filter(({ edition }) => isOpenTo(session, options, edition)),
      period: String(query.period ?? '').trim(),
      audience: String(query.audience ?? '').trim(),
      language: query.lang === 'en' ? 'en' : 'zh',
      bank: workspace.config.bank,
      zone: workspace.zone,
    })
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
}

async function listen(server: FastifyInstance, { port, host }: ServerOptions): Promise<void> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    await server.close()
    const { code } = error as NodeJS.ErrnoException // of node:net
    if (code !== 'EADDRINUSE') throw error
    throw new UserError(`Port ${port} of ${host} is taken.`, {
      hint: 'end the other program, or choose another port: csq serve --port 4301',
      cause: error,
    })
  }
}
