import { createHmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Who opens editions, and of which audiences; `*` is every one. */
export interface Session {
  readonly recipient: string
  readonly audiences: readonly string[]
}

const linkClaims = z.object({
  id: z.string(),
  recipient: z.string(),
  audiences: z.array(z.string()),
  /** The edition for which it was made; it opens the others of its audiences too. */
  edition: z.string().optional(),
  /** Seconds since 1970, like every instant of a token. */
  issued: z.number(),
  expires: z.number(),
})

/** What a link says and its signature covers. */
export type Link = z.infer<typeof linkClaims>

/** What is asked of a new link. */
export interface LinkRequest extends Session {
  readonly edition?: string
}

/** A new link with an id of its own. */
export function makeLink({ recipient, audiences, edition }: LinkRequest, span: Span): Link {
  const about = edition === undefined ? {} : { edition }
  return {
    ...{ id: randomUUID(), recipient, audiences: [...audiences], ...about },
    ...{ issued: seconds(span.now), expires: seconds(span.expires) },
  }
}

/** From when until when a link is good. */
export interface Span {
  readonly now: Date
  readonly expires: Date
}

/** The token of a link, signed with a key made of the secret. */
export function signLink(secret: Buffer, link: Link): string {
  return signClaims(secret, 'csq links', link)
}

/** The link of a token; undefined when it is forged, broken or expired. */
export function readLink(secret: Buffer, token: string, now: Date): Link | undefined {
  const parsed = linkClaims.safeParse(readClaims(secret, 'csq links', token))
  return parsed.success && parsed.data.expires >= seconds(now) ? parsed.data : undefined
}

/** Whether a session opens editions of an audience: executives open departments too. */
export function maySee(session: Session, audience: string): boolean {
  const { audiences } = session
  if (audiences.includes('*') || audiences.includes(audience)) return true
  if (audience === 'bank') return audiences.includes('analyst')
  return audience.startsWith('department/') && audiences.includes('bank')
}

/** Claims as `<body>.<signature>`; `purpose` keeps one kind of token from passing for another. */
export function signClaims(secret: Buffer, purpose: string, claims: unknown): string {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${body}.${signature(secret, purpose, body)}`
}

/** The claims of a token; undefined when its signature is not the right one. */
export function readClaims(secret: Buffer, purpose: string, token: string): unknown {
  // a third part would be no part of the signature
  if (!/^[\w-]+\.[\w-]+$/.test(token)) return undefined
  const [body = '', given = ''] = token.split('.')
  const expected = Buffer.from(signature(secret, purpose, body))
  const actual = Buffer.from(given)
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
}

/** Whole seconds since 1970. */
export function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}

const keys = new WeakMap<Buffer, Map<string, Buffer>>()

function signature(secret: Buffer, purpose: string, body: string): string {
  return createHmac('sha256', keyOf(secret, purpose)).update(body).digest('base64url')
}

/** A key made of the secret for one purpose; made once, every request needs it. */
function keyOf(secret: Buffer, purpose: string): Buffer {
  const made = keys.get(secret) ?? new Map<string, Buffer>()
  keys.set(secret, made)
  const key = made.get(purpose) ?? Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  made.set(purpose, key)
  return key
}
