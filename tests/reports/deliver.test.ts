import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { openDatabase } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { lock } from '../../core/warehouse.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../core/workspace.ts'
import { findEdition } from '../../reports/edition.ts'
import { type DeliverOptions, type Delivery, deliver } from '../../reports/mail/deliver.ts'
import { messageId } from '../../reports/mail/ledger.ts'
import type { Summary } from '../../reports/mail/summary.ts'

const clock = fixedClock('2026-10-08T01:00:00Z')

interface Received {
  readonly to: string
  readonly source: string
}

interface MailServer {
  readonly url: string
  readonly received: Received[]
  /** Addresses that the server refuses at the moment. */
  readonly refused: Set<string>
  close(): Promise<void>
}

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-deliver-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  writeFileSync(join(home, 'csq.config.yaml'), 'address: https://quality.bank.example/\n')
  workspace = readWorkspace(home)
  await putRecipients([
    ['president@bank.example', '行长室', 'bank', 'quarter,year', 'zh-CN'],
    ['board@bank.example', 'Board office', 'bank', 'month, quarter', 'en'],
    ['monthly@bank.example', '月报读者', 'bank', 'month', 'zh-CN'],
    ['head.d02@bank.example', '客服中心负责人', 'department/D02', 'month,quarter', 'zh-CN'],
  ])
  putEdition('2026-Q3', 'bank', 1)
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

describe('exactly once', () => {
  test('each recipient gets an edition once, however often it is sent', async () => {
    expect(await outcomes()).toEqual({
      'president@bank.example': 'sent',
      'board@bank.example': 'sent',
    })
    expect(await outcomes()).toEqual({
      'president@bank.example': 'sent before',
      'board@bank.example': 'sent before',
    })
    expect(server.received.map((each) => each.to).sort()).toEqual([
      'board@bank.example',
      'president@bank.example',
    ])
    expect(ledger().map((row) => row.status)).toEqual(['sending', 'sent', 'sending', 'sent'])
  })

  test('a mail that was left in the middle is in doubt: asked for, resent or skipped', async () => {
    const row = (recipient: string) => ({
      edition: '2026-Q3/bank/r1',
      recipient,
      kind: 'edition',
      status: 'sending',
      at: '2026-10-08T00:59:00.000Z',
      message_id: messageId('2026-Q3/bank/r1', recipient, 'edition'),
    })
    for (const each of ['president@bank.example', 'board@bank.example']) {
      appendFileSync(ledgerPath(), `${JSON.stringify(row(each))}\n`)
    }
    expect(await outcomes()).toEqual({
      'president@bank.example': 'in doubt',
      'board@bank.example': 'in doubt',
    })
    expect(server.received).toEqual([])
    await send({ to: ['board@bank.example'], onDoubt: 'skip' })
    expect(await outcomes({ onDoubt: 'resend' })).toEqual({
      'president@bank.example': 'sent',
      'board@bank.example': 'skipped',
    })
    expect(server.received.map((each) => each.to)).toEqual(['president@bank.example'])
    expect(header(server.received[0]?.source, 'Message-ID')).toBe(
      messageId('2026-Q3/bank/r1', 'president@bank.example', 'edition'),
    )
  })

  test('a line that breaks after the mail was handed over leaves it in doubt', async () => {
    const breaking = await openBreakingServer()
    try {
      const result = await send({ smtpUrl: breaking.url, to: ['president@bank.example'] })
      expect(result[0]?.outcome).toBe('in doubt')
      expect(ledger().map((row) => row.status)).toEqual(['sending'])
    } finally {
      await breaking.close()
    }
    expect(await outcomes()).toEqual({
      'president@bank.example': 'in doubt',
      'board@bank.example': 'sent',
    })
  })

  test('a recipient whom the server refuses fails and is tried again next time', async () => {
    server.refused.add('board@bank.example')
    expect(await outcomes()).toEqual({
      'president@bank.example': 'sent',
      'board@bank.example': 'failed',
    })
    server.refused.clear()
    expect(await outcomes()).toEqual({
      'president@bank.example': 'sent before',
      'board@bank.example': 'sent',
    })
    expect(server.received).toHaveLength(2)
  })

  test('a mail server that is down is a failure, not a doubt', async () => {
    const down = await openMailServer()
    await down.close()
    const result = await send({ smtpUrl: down.url })
    expect(result.map((each) => each.outcome)).toEqual(['failed', 'failed'])
    expect((await send()).map((each) => each.outcome)).toEqual(['sent', 'sent'])
  })

  test('a ledger row that was torn by a crash is cut off, and the mail before it is in doubt', async () => {
    await send({ to: ['president@bank.example'] })
    const whole = readFileSync(ledgerPath(), 'utf8')
    writeFileSync(ledgerPath(), whole.slice(0, -20))
    expect(await outcomes()).toEqual({
      'president@bank.example': 'in doubt',
      'board@bank.example': 'sent',
    })
    expect(ledger()).toHaveLength(3)
  })

  test('a damaged ledger stops the sender before anything leaves', async () => {
    writeFileSync(ledgerPath(), 'not a row\n')
    await expect(send()).rejects.toThrow(/deliveries.ndjson line 1/)
    expect(server.received).toEqual([])
  })

  test('two senders never run together', async () => {
    const unlock = lock(join(workspace.home, 'deliveries.lock'))
    await expect(send()).rejects.toThrow('Mails of this workspace are being sent already.')
    unlock()
    const both = await Promise.allSettled([send(), send()])
    expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect(server.received).toHaveLength(2)
  })

  test('a later revision goes to earlier readers as a correction with its number', async () => {
    await send({ to: ['board@bank.example'] })
    putEdition('2026-Q3', 'bank', 2)
    const result = await send()
    expect(Object.fromEntries(result.map((each) => [each.recipient, each.kind]))).toEqual({
      'board@bank.example': 'correction',
      'president@bank.example': 'edition',
    })
    const board = server.received.filter((each) => each.to === 'board@bank.example').at(-1)
    expect(header(board?.source, 'Subject')).toBe('Correction (revision 2): Third quarter 2026')
    await send({ edition: findEdition(workspace.editions, '2026-Q3/bank/r1') })
    expect((await send()).map((each) => each.outcome)).toEqual(['sent before', 'sent before'])
  })
})

describe('what is sent to whom', () => {
  test('each reader gets the own language, with the link to the edition and no pictures', async () => {
    await send()
    const [english, chinese] = ['board@bank.example', 'president@bank.example'].map((to) =>
      bodies(server.received.find((each) => each.to === to)?.source),
    )
    expect(english?.text).toBe(`Third quarter 2026
8 of 10 indicators are on target.

Connect rate: 92.1%, ✓ on target, +1.2 points
Complaints <handled> in time: 88.0%, ✗ below target

Complaints about cards rose.
Open the report: https://quality.bank.example/editions/2026-Q3/bank/r1/
Data as of 2026-10-08 08:30
`)
    expect(chinese?.text).toContain('电话接通率：92.1%，✓ 达标，较上季 +1.2 个百分点\n')
    expect(chinese?.text).toContain('数据截止 2026-10-08 08:30\n')
    for (const body of [english, chinese]) {
      expect(body?.html).toContain('href="https://quality.bank.example/editions/2026-Q3/bank/r1/"')
      expect(body?.html).not.toMatch(/<img|<script|src=|<handled>/)
    }
    expect(english?.html).toContain('Complaints &lt;handled&gt; in time')
  })

  test("the head of a department gets the own department's edition and no other", async () => {
    putEdition('2026-Q3', 'department/D02', 1)
    putEdition('2026-Q3', 'department/D03', 1)
    await send()
    await send({ edition: findEdition(workspace.editions, '2026-Q3/department/D03') })
    expect(server.received.map((each) => each.to)).not.toContain('head.d02@bank.example')
    await send({ edition: findEdition(workspace.editions, '2026-Q3/department/D02') })
    expect(server.received.filter((each) => each.to === 'head.d02@bank.example')).toHaveLength(1)
    await expect(send({ to: ['head.d02@bank.example'] })).rejects.toThrow(/no recipient/)
  })

  test('a dry run writes one mail per recipient with both bodies and sends nothing', async () => {
    const result = await send({ isDryRun: true, smtpUrl: undefined })
    expect(result.map((each) => each.outcome)).toEqual(['written', 'written'])
    const folder = join(workspace.home, 'outbox', '2026-Q3-bank-r1')
    expect(readdirSync(folder).sort()).toEqual([
      'board@bank.example.eml',
      'president@bank.example.eml',
    ])
    const mail = readFileSync(join(folder, 'president@bank.example.eml'), 'utf8')
    expect(mail).toMatch(/Content-Type: text\/plain/)
    expect(mail).toMatch(/Content-Type: text\/html/)
    expect(header(mail, 'Subject')).toBe('2026年第三季度')
    expect(server.received).toEqual([])
    expect(existsSync(ledgerPath())).toBe(false)
  })

  test('an edition whose check failed, or whose summary is another one, is not sent', async () => {
    putEdition('2026-Q3', 'bank', 2, { ok: false })
    await expect(send()).rejects.toThrow(
      /2026-Q3\/bank\/r2 cannot be sent: figures_equal_warehouse/,
    )
    await expect(send({ isDryRun: true })).rejects.toThrow(/cannot be sent/)
    putEdition('2026-Q3', 'bank', 3, { summary: { audience: 'department/D02' } })
    await expect(send()).rejects.toThrow(/belongs to 2026-Q3\/department\/D02\/r3/)
    expect(server.received).toEqual([])
  })

  test('an address of the mail server that cannot be read is said without its password', async () => {
    for (const rest of [
      'user:s3#cret@mail',
      'user:s3/cret@mail',
      'u:s3cret@ma il',
      'u:s3cret@mail:99999',
    ]) {
      const error = await send({ smtpUrl: `smtp://${rest}` }).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(UserError)
      expect(inspect(error)).not.toMatch(/s3|cret/)
    }
    expect(existsSync(ledgerPath())).toBe(false)
  })

  test('sending without a mail server says what to set', async () => {
    await expect(send({ smtpUrl: undefined })).rejects.toMatchObject({
      hint: expect.stringContaining('SMTP_URL'),
    })
  })
})

function send(options: Partial<DeliverOptions> = {}): Promise<readonly Delivery[]> {
  return deliver({
    workspace,
    edition: findEdition(workspace.editions, '2026-Q3'),
    clock,
    smtpUrl: server.url,
    ...options,
  })
}

async function outcomes(options: Partial<DeliverOptions> = {}): Promise<Record<string, string>> {
  return Object.fromEntries((await send(options)).map((each) => [each.recipient, each.outcome]))
}

function ledgerPath(): string {
  return join(workspace.home, 'deliveries.ndjson')
}

function ledger(): { status: string }[] {
  const lines = readFileSync(ledgerPath(), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as { status: string }) // written by the sender
}

async function putRecipients(rows: readonly (readonly string[])[]): Promise<void> {
  const database = await openDatabase(workspace.warehouse)
  await database.run(
    `create schema reference; create table reference.recipients
    (email varchar, name varchar, audience varchar, period_types varchar, locale varchar)`,
  )
  for (const row of rows) {
    await database.run('insert into reference.recipients values ($1, $2, $3, $4, $5)', row)
  }
  database.close()
}

function putEdition(
  period: string,
  audience: string,
  revision: number,
  changes: { readonly ok?: boolean; readonly summary?: Partial<Summary> } = {},
): void {
  const folder = join(workspace.editions, period, audience, `r${revision}`)
  mkdirSync(folder, { recursive: true })
  const summary: Summary = {
    period: { id: period, type: 'quarter', start: '2026-07-01', end: '2026-09-30' },
    audience,
    revision,
    title: { zh: '2026年第三季度', en: 'Third quarter 2026' },
    as_of: '2026-10-08T00:30:00Z',
    headline: { zh: '10项指标中8项达标。', en: '8 of 10 indicators are on target.' },
    indicators: [
      {
        indicator: 'connect_rate',
        title: { zh: '电话接通率', en: 'Connect rate' },
        value_text: { zh: '92.1%', en: '92.1%' },
        status: 'met',
        status_text: { zh: '✓ 达标', en: '✓ on target' },
        target_text: { zh: '不低于 90%', en: 'at least 90%' },
        change_text: { zh: '较上季 +1.2 个百分点', en: '+1.2 points' },
      },
      {
        indicator: 'complaint_timely_rate',
        title: { zh: '投诉及时办结率', en: 'Complaints <handled> in time' },
        value_text: { zh: '88.0%', en: '88.0%' },
        status: 'missed',
        status_text: { zh: '✗ 未达标', en: '✗ below target' },
        target_text: { zh: '不低于 95%', en: 'at least 95%' },
        change_text: { zh: '', en: '' },
      },
    ],
    reasons: [{ zh: '银行卡类投诉增加。', en: 'Complaints about cards rose.' }],
    ...changes.summary,
  }
  const check = {
    name: 'figures_equal_warehouse',
    ok: changes.ok ?? true,
    detail: changes.ok === false ? '40 figures, 1 different' : '40 figures, 0 different',
  }
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(summary))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ checks: [check] }))
}

/** A mail server on loopback that keeps what it accepts. */
async function openMailServer(): Promise<MailServer> {
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
async function openBreakingServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
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
function header(source = '', name: string): string {
  const found = new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(source)?.[1] ?? ''
  return found
    .replace(/\r\n[ \t]/g, ' ')
    .replace(/\?= +=\?/g, '?==?')
    .replace(/=\?utf-8\?(b|q)\?(.*?)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')),
    )
}

/** The text and HTML bodies of a mail. */
function bodies(source = ''): { readonly text: string; readonly html: string } {
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
