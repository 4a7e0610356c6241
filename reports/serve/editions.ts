import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Catalog, CatalogEntry } from './catalog.ts'
import { isOpenTo, openingOf } from './embargo.ts'
import { maySee } from './links.ts'
import type { ServerOptions } from './options.ts'
import { notFound, notYet, refuse, secure } from './policy.ts'
import { sessionOf } from './sessions.ts'

/** Adds `/editions/…`: the files of published editions, and the way to their newest revision. */
export function addEditions(
  server: FastifyInstance,
  options: ServerOptions,
  catalog: Catalog,
): void {
  server.get('/editions/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*'] // the wildcard of the route, decoded
    const session = sessionOf(request)
    if (session === undefined) return refuse(reply)
    const parts = path.split('/')
    const entry = catalog.find(parts.slice(0, parts[1] === 'department' ? 4 : 3).join('/'))
    if (entry !== undefined) {
      if (!maySee(session, entry.edition.audience)) return refuse(reply)
      if (!isOpenTo(session, options, entry.edition)) {
        return notYet(reply, openingOf(options, entry.edition))
      }
      return sendFile(request, reply, entry, path)
    }
    const wanted = path.replace(/\/+$/, '')
    const newest = catalog
      .list()
      .map((each) => each.edition)
      .find((each) => wanted === `${each.period.id}/${each.audience}`)
    if (newest === undefined) return notFound(reply)
    if (!maySee(session, newest.audience)) return refuse(reply)
    return reply.redirect(address(`${newest.id}/`), 302)
  })
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { edition, scriptHashes }: CatalogEntry,
  path: string,
): FastifyReply {
  const parts = path.slice(edition.id.length + 1).split('/')
  if (parts.some((part) => part.startsWith('.') || /[\\\0]/.test(part))) return notFound(reply)
  const file = join(edition.folder, ...parts)
  if (!existsSync(file)) return notFound(reply)
  const isFolder = statSync(file).isDirectory()
  if (isFolder && !existsSync(join(file, 'index.html'))) return notFound(reply)
  if (isFolder && !path.endsWith('/')) return reply.redirect(address(`${path}/`), 302)
  secure(reply, scriptHashes)
  const isImmutable = path.includes('/_app/immutable/')
  reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  reply.header('vary', 'accept-encoding')
  // a part of a file is a part of what was written, not of its compressed twin
  if (request.headers.range !== undefined) delete request.headers['accept-encoding']
  return reply.sendFile(isFolder ? `${path}index.html` : path)
}

/** The address of a path below `editions/`, which may hold Chinese signs. */
function address(path: string): string {
  return `/editions/${path.split('/').map(encodeURIComponent).join('/')}`
}
