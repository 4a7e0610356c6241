import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Edition } from '../edition.ts'
import type { Catalog, CatalogEntry } from './catalog.ts'
import { isOpenTo, openingOf } from './embargo.ts'
import { maySee } from './links.ts'
import type { ServerOptions } from './options.ts'
import { openPacker, type SendPacked } from './packed.ts'
import { notFound, notYet, refuse, secure } from './policy.ts'
import { sessionOf } from './sessions.ts'

/** Adds `/editions/…`: the files of published editions, and the way to their newest revision. */
export function addEditions(
  server: FastifyInstance,
  options: ServerOptions,
  catalog: Catalog,
): void {
  const sendPacked = openPacker()
  server.get('/editions/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*'] // the wildcard of the route, decoded
    const session = sessionOf(request)
    // who may not see an audience is not told what it has
    if (session === undefined || !maySee(session, audienceOf(path))) return refuse(reply)
    const isOpen = (edition: Edition) => isOpenTo(session, options, edition)
    const parts = path.split('/')
    const entry = catalog.find(parts.slice(0, parts[1] === 'department' ? 4 : 3).join('/'))
    if (entry !== undefined) {
      if (isOpen(entry.edition)) return sendFile(request, reply, entry, path, sendPacked)
      return notYet(reply, openingOf(options, entry.edition))
    }
    const wanted = path.replace(/\/+$/, '')
    const revisions = catalog
      .list()
      .map((each) => each.edition)
      .filter((each) => wanted === `${each.period.id}/${each.audience}`)
    const newest = revisions.find(isOpen) ?? revisions[0]
    if (newest === undefined) return notFound(reply)
    return reply.redirect(address(`${newest.id}/`), 302)
  })
}

/** The audience that a path below `editions/` is about. */
function audienceOf(path: string): string {
  const [, audience = '', id = ''] = path.split('/')
  return audience === 'department' ? `department/${id}` : audience
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { edition, scriptHashes }: CatalogEntry,
  path: string,
  sendPacked: SendPacked,
): Promise<FastifyReply> {
  const parts = path.slice(edition.id.length + 1).split('/')
  if (parts.some((part) => part.startsWith('.') || /[\\\0]/.test(part))) return notFound(reply)
  const found = join(edition.folder, ...parts)
  const isFolder = statsOf(found)?.isDirectory() === true
  const file = isFolder ? join(found, 'index.html') : found
  const stats = statsOf(file)
  if (stats === undefined) return notFound(reply)
  if (isFolder && !path.endsWith('/')) return reply.redirect(address(`${path}/`), 302)
  secure(reply, scriptHashes)
  const isImmutable = path.includes('/_app/immutable/')
  reply.header('cache-control', isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache')
  reply.header('vary', 'accept-encoding')
  if (await sendPacked(request, reply, { path: file, stats })) return reply
  // a part of a file is a part of what was written, not of its compressed twin
  if (request.headers.range !== undefined) delete request.headers['accept-encoding']
  return reply.sendFile(isFolder ? `${path}index.html` : path)
}

/** What the disk says of a file; undefined also for a name that no file can have. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** The address of a path below `editions/`, which may hold Chinese signs. */
function address(path: string): string {
  return `/editions/${path.split('/').map(encodeURIComponent).join('/')}`
}
