import { createHash } from 'node:crypto'
import { leaves, type MimePart, parseFields, parseMime } from './mime.ts'

/** What a mail server says of a mail that it could not deliver (RFC 3464). */
export interface BounceReport {
  /** Names the report: its Message-ID, else its hash. */
  readonly id: string
  /** Message-ID of the mail that it is about; undefined where the report does not say. */
  readonly about: string | undefined
  readonly recipients: readonly BouncedRecipient[]
}

export interface BouncedRecipient {
  readonly address: string
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  readonly action: string
  /** `5.1.1` */
  readonly status: string
  /** What the far server said. */
  readonly diagnostic: string
}

/** The report in a message; undefined where the message is none. */
export function readBounceReport(source: string): BounceReport | undefined {
  const message = parseMime(source)
  const parts = leaves(message)
  const status = parts.find((part) => /^message\/(global-)?delivery-status$/.test(part.type))
  if (status === undefined) return undefined
  const [general = new Map<string, string>(), ...each] = status.body
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .filter((group) => group.trim() !== '')
    .map(parseFields)
  return {
    id: message.headers.get('message-id') ?? createHash('sha256').update(source).digest('hex'),
    about: originalId(parts) ?? envelopeId(general),
    recipients: each.map((fields) => ({
      address: typed(fields.get('original-recipient') ?? fields.get('final-recipient')),
      action: (fields.get('action') ?? '').toLowerCase(),
      status: /^\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '',
      diagnostic: typed(fields.get('diagnostic-code')),
    })),
  }
}

/** Statuses that say nothing of the address: a full mailbox, a mail too large, a policy. */
const passing = /^5\.(2\.[23]|3\.4|7\.\d+)$/

/** `hard` where the address takes no mail, `soft` where this mail was given up, else undefined. */
export function bounceKind({ action, status }: BouncedRecipient): 'hard' | 'soft' | undefined {
  if (action !== 'failed') return undefined
  return status.startsWith('5') && !passing.test(status) ? 'hard' : 'soft'
}

/** Message-ID of the mail that came back, whole or its headers alone. */
function originalId(parts: readonly MimePart[]): string | undefined {
  const original = parts.find((part) =>
    /^(message\/(rfc822|global|global-headers)|text\/rfc822-headers)$/.test(part.type),
  )
  return original === undefined
    ? undefined
    : parseMime(original.body.trimStart()).headers.get('message-id')
}

/** The id that the mail was sent with, written as xtext: `+3D` is `=`. */
function envelopeId(fields: ReadonlyMap<string, string>): string | undefined {
  const id = fields.get('original-envelope-id')
  if (id === undefined) return undefined
  const text = id.replace(/\+([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return text.startsWith('<') ? text : `<${text}>`
}

/** The value of a typed field, `rfc822; someone@bank.example`. */
function typed(value = ''): string {
  return value.replace(/^[\w-]+\s*;\s*/, '').trim()
}
