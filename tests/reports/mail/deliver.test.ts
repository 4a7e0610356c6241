import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { UserError } from '../../../core/errors.ts'
import { lock } from '../../../core/warehouse.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { findEdition } from '../../../reports/edition.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import type { DeliverOptions, Delivery } from '../../../reports/mail/delivery.ts'
import { messageId } from '../../../reports/mail/ledger.ts'
import {
  bodies,
  header,
  type MailServer,
  openBreakingServer,
  openMailServer,
} from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'

const clock = fixedClock('2026-10-08T01:00:00Z')

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-deliver-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  writeFileSync(join(home, 'csq.config.yaml'), 'address: https://quality.bank.example/\n')
  workspace = readWorkspace(home)
  await putRecipients(workspace, [
    ['president@bank.example', '行长室', 'bank', 'quarter,year', 'zh-CN'],
    ['board@bank.example', 'Board office', 'bank', 'month, quarter', 'en'],
    ['monthly@bank.example', '月报读者', 'bank', 'month', 'zh-CN'],
    ['head.d02@bank.example', '客服中心负责人', 'department/D02', 'month,quarter', 'zh-CN'],
  ])
  putEdition(workspace, '2026-Q3', 'bank', 1)
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
    putEdition(workspace, '2026-Q3', 'bank', 2)
    const result = await send()
    expect(Object.fromEntries(result.map((each) => [each.recipient, each.kind]))).toEqual({
      'board@bank.example': 'correction',
      'president@bank.example': 'edition',
    })
    const board = server.received.filter((each) => each.to === 'board@bank.example').at(-1)
    expect(header(board?.source, 'Subject')).toBe('Correction (revision 2): Third quarter 2026')
    const first = await send({ edition: findEdition(workspace.editions, '2026-Q3/bank/r1') })
    expect(first.map((each) => each.outcome)).toEqual(['superseded', 'superseded'])
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
Complaints about cards rose.

Complaints <handled> in time: 88.0%, ✗ below target
Connect rate: 92.1%, ✓ on target, +1.2 points

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
    putEdition(workspace, '2026-Q3', 'department/D02', 1)
    putEdition(workspace, '2026-Q3', 'department/D03', 1)
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
    putEdition(workspace, '2026-Q3', 'bank', 2, { ok: false })
    await expect(send()).rejects.toThrow(
      /2026-Q3\/bank\/r2 cannot be sent: figures_equal_warehouse/,
    )
    await expect(send({ isDryRun: true })).rejects.toThrow(/cannot be sent/)
    putEdition(workspace, '2026-Q3', 'bank', 3, { summary: { audience: 'department/D02' } })
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
