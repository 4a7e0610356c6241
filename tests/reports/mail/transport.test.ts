import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTransport, type TlsPolicy } from '../../../reports/mail/transport.ts'
import { type MailServer, openMailServer } from '../../support/mail-server.ts'

const mail = {
  subject: '报告',
  text: 'text\n',
  html: '<p>text</p>',
  from: 'csq@bank.example',
  to: { name: '', address: 'reader@bank.example' },
  messageId: '<1@csq>',
  date: new Date('2026-10-08T01:00:00Z'),
}

describe('a mail server without TLS', () => {
  let server: MailServer
  beforeEach(async () => {
    server = await openMailServer()
  })
  afterEach(() => server.close())

  // 0.0.0.0 leads to this machine, but is not one of its names
  const elsewhere = () => server.url.replace('127.0.0.1', '0.0.0.0')

  test('gets no mail where TLS is required', async () => {
    expect(await send(elsewhere(), 'required')).toMatchObject({ outcome: 'refused' })
    expect(server.received).toEqual([])
  })

  test('gets it where TLS is not, and on this machine in any case', async () => {
    expect(await send(elsewhere(), 'opportunistic')).toMatchObject({ outcome: 'sent' })
    expect(await send(server.url, 'required')).toMatchObject({ outcome: 'sent' })
    expect(server.received).toHaveLength(2)
  })

  test('never gets a password, whatever the policy', async () => {
    const url = elsewhere().replace('//', '//user:secret@')
    expect(await send(url, 'opportunistic')).toMatchObject({ outcome: 'refused' })
    expect(server.received).toEqual([])
  })
})

describe('a mail server with STARTTLS and accounts', () => {
  test('gets the mail through TLS after the right password, and none after a wrong one', async () => {
    const seen: { readonly secure: boolean; readonly user: unknown }[] = []
    const server = new SMTPServer({
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('wrong password')),
      onData: (stream, { secure, user }, done) => {
        seen.push({ secure, user })
        stream.resume().on('end', () => done())
      },
    })
    server.on('error', () => {}) // a client that does not trust the certificate hangs up
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const at = (password: string, more = '') => `smtp://csq:${password}@0.0.0.0:${port}/${more}`
    const trusting = '?tls.rejectUnauthorized=false'
    try {
      expect(await send(at('right', trusting), 'required')).toMatchObject({ outcome: 'sent' })
      expect(await send(at('wrong', trusting), 'required')).toMatchObject({ outcome: 'refused' })
      expect(await send(at('right'), 'required')).toMatchObject({ outcome: 'refused' })
      expect(seen).toEqual([{ secure: true, user: 'csq' }])
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  })
})

async function send(url: string, policy: TlsPolicy) {
  const transport = openTransport(url, policy)
  try {
    return await transport.send(mail)
  } finally {
    transport.close()
  }
}
