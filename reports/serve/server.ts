import { existsSync } from 'node:fs'
import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { UserError } from '../../core/errors.ts'
import { addAccessLog, addLinks, sessionOf } from './access.ts'
import { archivePage } from './archive-page.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import { addEditions } from './editions.ts'
import { maySee } from './links.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { failed, notFound, refuse, secure } from './policy.ts'

/** Serves the archive and its editions, with access by signed links unless access is open. */
export async function startServer(
  options: ServerOptions,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { workspace, host, openAccess } = options
  if (openAccess && !isLoopback(host)) {
    throw new UserError(`--open-access shows every edition to everybody who reaches ${host}.`, {
      hint: 'leave out --host, or leave out --open-access and send signed links.',
    })
  }
  const server = fastify({
    logger: false,
    // a reader's open connection must not keep the program from ending
    forceCloseConnections: true,
    // an address that cannot be decoded: no hook has run for it
    frameworkErrors: (_error, _request, reply) => {
      secure(reply, [])
      notFound(reply)
    },
  })
  server.addHook('onRequest', async (_request, reply) => secure(reply, []))
  addAccessLog(server, options)
  server.setNotFoundHandler((_request, reply) => notFound(reply))
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    const path = request.url.split('?')[0] ?? '' // the query may hold a token
    if (status >= 500) options.log?.error('answer failed', { path, stack: error.stack })
    return failed(reply, status)
  })
  await server.register(rateLimit, { global: false })
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
  const catalog = openCatalog(workspace.editions)
  addArchive(server, options, catalog)
  addLinks(server, options)
  addEditions(server, options, catalog)
  await listen(server, options)
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  const name = host.includes(':') ? `[${host}]` : host
  return { address: `http://${name}:${port}`, close: () => server.close() }
}

function addArchive(server: FastifyInstance, options: ServerOptions, catalog: Catalog): void {
  const { workspace } = options
  server.get('/', async (request, reply) => {
    const session = sessionOf(request, options)
    if (session === undefined) return refuse(reply)
    const query = request.query as Record<string, unknown> // a repeated name is a list
    const html = archivePage({
      entries: catalog.list().filter(({ edition }) => maySee(session, edition.audience)),
      period: String(query.period ?? '').trim(),
      audience: String(query.audience ?? '').trim(),
      language: query.lang === 'en' ? 'en' : 'zh',
      bank: workspace.config.bank,
      zone: workspace.zone,
    })
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
  server.get('/healthz', async (_request, reply) => {
    const entries = catalog.list()
    reply.header('cache-control', 'no-store')
    return {
      ok: existsSync(workspace.warehouse),
      editions: entries.length,
      newest: entries[0]?.edition.id ?? null,
    }
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
