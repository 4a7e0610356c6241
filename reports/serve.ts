import { existsSync } from 'node:fs'
import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { UserError } from '../core/errors.ts'
import { archivePage } from './archive-page.ts'
import { listEditions } from './edition.ts'
import { maySee } from './links.ts'
import { addAccessLog, addLinks, sessionOf } from './serve-access.ts'
import { addEditions } from './serve-editions.ts'
import { isLoopback, type ServerOptions } from './serve-options.ts'
import { notFound, refuse, secure } from './serve-policy.ts'

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
  addArchive(server, options)
  addLinks(server, options)
  addEditions(server, options)
  await listen(server, options)
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  const name = host.includes(':') ? `[${host}]` : host
  return { address: `http://${name}:${port}`, close: () => server.close() }
}

function addArchive(server: FastifyInstance, options: ServerOptions): void {
  const { workspace } = options
  server.get('/', async (request, reply) => {
    const session = sessionOf(request, options)
    if (session === undefined) return refuse(reply)
    const query = request.query as Record<string, unknown> // a repeated name is a list
    const html = archivePage({
      editions: listEditions(workspace.editions).filter((each) => maySee(session, each.audience)),
      period: String(query.period ?? '').trim(),
      audience: String(query.audience ?? '').trim(),
      bank: workspace.config.bank,
      zone: workspace.zone,
    })
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
  server.get('/healthz', async (_request, reply) => {
    const editions = listEditions(workspace.editions)
    reply.header('cache-control', 'no-store')
    return {
      ok: existsSync(workspace.warehouse),
      editions: editions.length,
      newest: editions[0]?.id ?? null,
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
