import { createHmac, hkdfSync } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { localDay } from '../../core/zone.ts'
import type { ServerOptions } from './options.ts'
import { sessionOf } from './sessions.ts'

/** Appends a line per answer to `access-<day>.ndjson`; the query, with its token, is left out. */
export function addAccessLog(server: FastifyInstance, options: ServerOptions): void {
  const { workspace, clock } = options
  const nameOf = openReaderNames(options.secret)
  const sentBefore = new WeakMap<FastifyRequest, number>()
  mkdirSync(workspace.logs, { recursive: true })
  server.addHook('onRequest', async (request) => {
    sentBefore.set(request, request.raw.socket.bytesWritten)
  })
  server.addHook('onResponse', async (request, reply) => {
    const now = clock.now()
    const path = request.url.split('?')[0] ?? ''
    const session = sessionOf(request)
    const entry = {
      time: now.toISOString(),
      method: request.method,
      path,
      status: reply.statusCode,
      bytes: request.raw.socket.bytesWritten - (sentBefore.get(request) ?? 0),
      ms: Math.round(reply.elapsedTime),
      audience: audienceOf(path),
      role: session === undefined ? null : session.audiences.join(' '),
      recipient: session === undefined ? null : nameOf(session.recipient),
    }
    const file = join(workspace.logs, `access-${localDay(workspace.zone, now)}.ndjson`)
    appendFileSync(file, `${JSON.stringify(entry)}\n`)
  })
}

/** The name of a reader in the access log: the same for the same address, and not the address. */
export function openReaderNames(secret: Buffer): (recipient: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'csq access log', 32))
  return (recipient) => createHmac('sha256', key).update(recipient).digest('hex').slice(0, 16)
}

function audienceOf(path: string): string | null {
  return /^\/editions\/[^/]+\/(department\/[^/]+|[^/]+)/.exec(path)?.[1] ?? null
}
