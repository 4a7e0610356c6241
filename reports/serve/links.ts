import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Who opens editions, and of which audiences; `*` is every one. */
export interface Session {
  readonly recipient: string
  readonly audiences: readonly string[]
}

const claims = z.object({
  recipient: z.string(),
  audiences: z.array(z.string()),
  expires: z.number(),
})

/** A token for a link: who may open what until when, signed with a key made of the secret. */
export function signLink(secret: Buffer, session: Session, expires: Date): string {
  const body = Buffer.from(
    JSON.stringify({ ...session, expires: Math.floor(expires.getTime() / 1000) }),
  ).toString('base64url')
  return `${body}.${signature(secret, body)}`
}

/** The session of a token; undefined when it is forged, broken or expired. */
export function readToken(secret: Buffer, token: string, now: Date): Session | undefined {
  const [body = '', given = ''] = token.split('.')
  const expected = Buffer.from(signature(secret, body))
  const actual = Buffer.from(given)
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined
  const parsed = claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (!parsed.success || parsed.data.expires * 1000 < now.getTime()) return undefined
  return { recipient: parsed.data.recipient, audiences: parsed.data.audiences }
}

/** Whether a session opens editions of an audience: executives open departments too. */
export function maySee(session: Session, audience: string): boolean {
  const { audiences } = session
  if (audiences.includes('*') || audiences.includes(audience)) return true
  if (audience === 'bank') return audiences.includes('analyst')
  return audience.startsWith('department/') && audiences.includes('bank')
}

function signature(secret: Buffer, body: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'csq links', 32))
  return createHmac('sha256', key).update(body).digest('base64url')
}
