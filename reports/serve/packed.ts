import type { Stats } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

type Encoding = 'br' | 'gzip'

/** Sends a file compressed, each compressed once for all readers; false where that is not for it. */
export type SendPacked = (
  request: FastifyRequest,
  reply: FastifyReply,
  file: { readonly path: string; readonly stats: Stats },
) => Promise<boolean>

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
}

const smallest = 1024
const largest = 4_000_000

/** A sender that keeps at most `room` bytes of compressed files, those asked for last. */
export function openPacker(room = 64_000_000): SendPacked {
  const keep = openKeep(room)
  return async (request, reply, { path, stats }) => {
    const type = types[path.slice(path.lastIndexOf('.') + 1)]
    const encoding = encodingFor(request)
    const isFit = stats.size >= smallest && stats.size <= largest
    if (type === undefined || encoding === undefined || !isFit) return false
    const tag = `W/"${stats.size.toString(16)}-${stats.mtimeMs.toString(16)}-${encoding}"`
    reply.header('etag', tag).header('last-modified', stats.mtime.toUTCString())
    if (isKnown(request, tag, stats)) {
      await reply.code(304).send()
      return true
    }
    const body = await keep(`${tag} ${path}`, async () => compress(await readFile(path), encoding))
    await reply.header('content-encoding', encoding).type(type).send(body)
    return true
  }
}

/** What was made before for a key, or what `make` makes; two that ask at once share one making. */
function openKeep(room: number) {
  const kept = new Map<string, { readonly body: Promise<Buffer>; bytes: number }>()
  let total = 0
  const forget = (key: string) => {
    total -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return async (key: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    const found = kept.get(key) ?? { body: make(), bytes: 0 }
    kept.delete(key)
    kept.set(key, found)
    try {
      const body = await found.body
      if (found.bytes === 0) {
        found.bytes = body.length
        total += body.length
      }
      for (const oldest of kept.keys()) {
        if (total <= room) break
        forget(oldest)
      }
      return body
    } catch (error) {
      forget(key)
      throw error
    }
  }
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

function compress(content: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(content, { level: 6 })
  return brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}

/** The better of the encodings that a browser takes; none for a part of a file. */
function encodingFor(request: FastifyRequest): Encoding | undefined {
  if (request.headers.range !== undefined) return undefined
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';')[0])
  return (['br', 'gzip'] as const).find((each) => accepted.includes(each))
}

function isKnown({ headers }: FastifyRequest, tag: string, stats: Stats): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    return tags.split(',').some((each) => each.trim() === '*' || each.trim() === tag)
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Math.floor(stats.mtimeMs / 1000) * 1000 <= since
}
