import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { notYetPage, refusalPage } from './page.ts'

/** Sets the headers of every answer; `scriptHashes` are the inline scripts that may run. */
export function secure(reply: FastifyReply, scriptHashes: readonly string[]): void {
  reply.header('content-security-policy', contentPolicy(scriptHashes))
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'same-origin')
  reply.header('cross-origin-opener-policy', 'same-origin')
  reply.header('cross-origin-resource-policy', 'same-origin')
}

/** Tells browsers to come over TLS for a year; nothing of this host is read without it. */
export function onlyTls(reply: FastifyReply): void {
  reply.header('strict-transport-security', 'max-age=31536000')
}

/** The page for somebody without a session, or whose session is for other audiences. */
export function refuse(reply: FastifyReply): FastifyReply {
  return plainPage(reply, 403, refusalPage('forbidden'))
}

/** The page for a path that is not there. */
export function notFound(reply: FastifyReply): FastifyReply {
  return plainPage(reply, 404, refusalPage('missing'))
}

/** The page for an edition that is not open yet; `opens` says when, in both languages. */
export function notYet(
  reply: FastifyReply,
  opens: { readonly zh: string; readonly en: string } | undefined,
): FastifyReply {
  return plainPage(reply, 403, notYetPage(opens))
}

/** The one content security policy: nothing but this host. */
function contentPolicy(scriptHashes: readonly string[]): string {
  const hashes = scriptHashes.map((hash) => ` '${hash}'`).join('')
  return [
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
  ].join('; ')
}

/** The page for an answer that failed: it says nothing of what failed. */
export function failed(reply: FastifyReply, status: number): FastifyReply {
  if (status === 429) return plainPage(reply, status, refusalPage('busy'))
  return plainPage(reply, status, refusalPage(status < 500 ? 'missing' : 'failed'))
}

/** Answers what is no request: headers that are too large, or not HTTP at all. */
export function answerUnreadable(code: string | undefined, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') return void socket.destroy()
  const status =
    code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  socket.resume() // what is still coming is read away, so that the answer is not lost
  setTimeout(() => socket.destroy(), 1000).unref()
}

function plainPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html)
}
