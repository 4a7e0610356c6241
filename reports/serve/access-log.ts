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
  const { write, flush } = openAppender(workspace.logs)
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
    write(`access-${localDay(workspace.zone, now)}.ndjson`, `${JSON.stringify(entry)}\n`)
  })
  server.addHook('onClose', async () => flush())
}

/** Appends lines to files of a folder, those of a moment together: a visit is a hundred requests. */
function openAppender(folder: string) {
  const waiting = new Map<string, string[]>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [name, lines] of waiting) appendFileSync(join(folder, name), lines.join(''))
    waiting.clear()
  }
  const write = (name: string, line: string) => {
    waiting.set(name, waiting.get(name) ?? [])
    waiting.get(name)?.push(line)
    timer ??= setTimeout(flush, 200)
  }
  return { write, flush }
}

/** The name of a reader in the access log: the same for the same address, and not the address. */
export function openReaderNames(secret: Buffer): (recipient: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'csq access log', 32))
  const known = new Map<string, string>()
  return (recipient) => {
    const name =
      known.get(recipient) ?? createHmac('sha256', key).update(recipient).digest('hex').slice(0, 16)
    known.set(recipient, name)
    return name
  }
}

function audienceOf(path: string): string | null {
  return /^\/editions\/[^/]+\/(department\/[^/]+|[^/]+)/.exec(path)?.[1] ?? null
}
