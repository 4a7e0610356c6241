import { createServer, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail that a server took. */
export interface Received {
  readonly to: string
  readonly source: string
}

/** A mail server of a test. */
export interface MailServer {
  readonly url: string
  readonly received: Received[]
  /** Addresses that the server refuses at the moment. */
  readonly refused: Set<string>
  close(): Promise<void>
}

/** A mail server on loopback that keeps what it accepts. */
export async function openMailServer(): Promise<MailServer> {
  const received: Received[] = []
  const refused = new Set<string>()
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      done(refused.has(address) ? new Error('no such mailbox') : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8')
        for (const { address } of session.envelope.rcptTo) received.push({ to: address, source })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const address = smtp.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refused,
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
}

/** A server that takes a whole mail and hangs up before it answers. */
export async function openBreakingServer(): Promise<{
  readonly url: string
  close(): Promise<void>
}> {
  const talk = (socket: Socket) => {
    let isData = false
    socket.write('220 loopback\r\n')
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString()
      if (isData) {
        if (text.includes('\r\n.\r\n')) socket.destroy()
      } else if (text.startsWith('DATA')) {
        isData = true
        socket.write('354 go on\r\n')
      } else {
        socket.write('250 ok\r\n')
      }
    })
  }
  const breaking = createServer(talk)
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve))
  const address = breaking.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => breaking.close(() => resolve())),
  }
}

/** A header with its folding and encoded words undone. */
export function header(source = '', name: string): string {
  const found = new RegExp(`^${name}:(.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(source)?.[1] ?? ''
  return found
    .replace(/\r\n[ \t]/g, ' ')
    .trim()
    .replace(/\?= +=\?/g, '?==?')
    .replace(/=\?utf-8\?(b|q)\?(.*?)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')),
    )
}

/** The text and HTML bodies of a mail. */
export function bodies(source = ''): { readonly text: string; readonly html: string } {
  const body = (type: string) => {
    const pattern = new RegExp(`Content-Type: ${type}[\\s\\S]*?\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`)
    const part = pattern.exec(source)
    const isBase64 = /encoding: base64/i.test(part?.[0] ?? '')
    const raw = part?.[1] ?? ''
    const text = isBase64 ? Buffer.from(raw, 'base64').toString('utf8') : quotedPrintable(raw)
    return text.replaceAll('\r\n', '\n')
  }
  return { text: body('text/plain'), html: body('text/html') }
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
