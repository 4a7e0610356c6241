import nodemailer from 'nodemailer'
import { UserError } from '../../core/errors.ts'
import type { MailText } from './text.ts'

export interface Mail extends MailText {
  readonly from: string
  readonly to: { readonly name: string; readonly address: string }
  readonly messageId: string
  readonly date: Date
  /** Further headers by name. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What became of a mail: only `unknown` leaves open whether the server took it. */
export type SendResult =
  | { readonly outcome: 'sent'; readonly message: string }
  | { readonly outcome: 'refused'; readonly message: string }
  | { readonly outcome: 'unknown'; readonly message: string }

export interface MailTransport {
  send(mail: Mail): Promise<SendResult>
  close(): void
}

/** Whether a mail may leave this machine without TLS. */
export type TlsPolicy = 'required' | 'opportunistic'

/**
 * A connection to the mail server at `smtp://` (with STARTTLS) or `smtps://`; a UserError when the
 * address is neither. A password never leaves this machine without TLS, whatever the policy.
 */
export function openTransport(smtpUrl: string | undefined, policy: TlsPolicy): MailTransport {
  if (smtpUrl === undefined) {
    throw new UserError('No mail server is set.', {
      hint: 'set SMTP_URL=smtp://user:password@host:587, or see the mails with --dry-run.',
    })
  }
  // Node's own complaint about an address repeats it, with its password
  if (!/^smtps?:\/\/[^/]/i.test(smtpUrl) || !URL.canParse(smtpUrl)) {
    throw new UserError('SMTP_URL is not the address of a mail server.', {
      hint: 'write smtp://user:password@host:587 or smtps://…:465, with # / @ in the password as %23 %2F %40.',
    })
  }
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    requireTLS: isTlsRequired(new URL(smtpUrl), policy),
    connectionTimeout: 30_000,
    greetingTimeout: 30_000,
    socketTimeout: 120_000,
  })
  return {
    send: async (mail) => {
      try {
        const info = await transport.sendMail(compose(mail))
        return { outcome: 'sent', message: info.response }
      } catch (error) {
        if (!(error instanceof Error)) throw error
        return { outcome: isRefusal(error) ? 'refused' : 'unknown', message: error.message }
      }
    },
    close: () => transport.close(),
  }
}

function isTlsRequired({ hostname, username }: URL, policy: TlsPolicy): boolean {
  const isHere = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname)
  return !isHere && (policy === 'required' || username !== '')
}

/** The mail as it would go over the wire. */
export async function mailBytes(mail: Mail): Promise<Buffer> {
  const transport = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
  })
  const { message } = await transport.sendMail(compose(mail))
  if (!Buffer.isBuffer(message)) throw new Error('nodemailer gave a stream in place of a buffer')
  return message
}

function compose(mail: Mail) {
  return {
    from: mail.from,
    to: { ...mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date,
    headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers },
    // a server that can names the mail in its report of a failure
    dsn: {
      id: mail.messageId.replace(/[<>]/g, ''),
      return: 'headers' as const,
      notify: ['failure' as const, 'delay' as const],
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/**
 * True where the server certainly did not take the mail: it answered no, or there was no
 * connection yet. nodemailer reports a line that breaks after the mail was handed over like one
 * that broke before, so everything else is open.
 */
function isRefusal(error: Error & { code?: unknown; responseCode?: unknown; syscall?: unknown }) {
  if (typeof error.responseCode === 'number') return true
  if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') return true
  if (/^(Connection timeout|Greeting never received)/.test(error.message)) return true
  // a handshake that failed comes before any mail: self-signed, expired, of another name
  if (/certificate/i.test(error.message)) return true
  return ['EDNS', 'EAUTH', 'ETLS', 'EENVELOPE'].includes(String(error.code))
}
