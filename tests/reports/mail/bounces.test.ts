import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { findEdition } from '../../../reports/edition.ts'
import { readBounceReport } from '../../../reports/mail/bounce-report.ts'
import { recordBounces } from '../../../reports/mail/bounces.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import type { DeliverOptions } from '../../../reports/mail/delivery.ts'
import { messageId, openMailLedger } from '../../../reports/mail/ledger.ts'
import { readMessages } from '../../../reports/mail/read-messages.ts'
import { type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'

const clock = fixedClock('2026-10-08T01:00:00Z')
const reader = 'president@bank.example'
const edition = '2026-Q3/bank/r1'
const ours = messageId(edition, reader, 'edition')

/** A report as Postfix writes it. */
const report = (
  changes: { action?: string; status?: string; about?: string; id?: string } = {},
) => {
  const {
    action = 'failed',
    status = '5.1.1',
    about = ours,
    id = '<report-1@mx.bank.example>',
  } = changes
  return `Return-Path: <>
Message-ID: ${id}
From: MAILER-DAEMON@mx.bank.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B0/1.2"
MIME-Version: 1.0

This is a MIME-encapsulated message.

--B0/1.2
Content-Type: text/plain; charset=us-ascii

Message-ID: <not-this-one@example>
From the mail system: no such user.

--B0/1.2
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bank.example
Arrival-Date: Thu, 8 Oct 2026 09:00:01 +0800

Final-Recipient: rfc822; ${reader}
Original-Recipient: rfc822;${reader}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status} <${reader}>: Recipient address
    rejected: User unknown

--B0/1.2
Content-Type: message/rfc822

Subject: =?UTF-8?B?5a2j5oql?=
Message-ID: ${about}

body
--B0/1.2--
`
}

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-bounces-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  workspace = readWorkspace(home)
  await putRecipients(workspace, [[reader, '行长室', 'bank', 'quarter', 'zh-CN']])
  putEdition(workspace, '2026-Q3', 'bank', 1)
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

describe('a report of a mail that came back', () => {
  test('names the mail by the headers that it returns, not by those of its own', () => {
    expect(readBounceReport(report())).toEqual({
      id: '<report-1@mx.bank.example>',
      about: ours,
      recipients: [
        {
          address: reader,
          action: 'failed',
          status: '5.1.1',
          diagnostic: `550 5.1.1 <${reader}>: Recipient address rejected: User unknown`,
        },
      ],
    })
    expect(readBounceReport('Subject: away\n\nI am on holiday.\n')).toBeUndefined()
  })

  test('names it by the envelope where no headers come back, in base64 too', () => {
    const status = `Original-Envelope-Id: a+2Bb@csq\r\n\r\nFinal-Recipient: rfc822;x@y\r\nAction: failed\r\nStatus: 4.4.7\r\n`
    const message = `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(status).toString('base64')}\r\n--b--\r\n`
    expect(readBounceReport(message)).toMatchObject({
      about: '<a+b@csq>',
      recipients: [{ address: 'x@y', status: '4.4.7' }],
    })
  })

  test('is found in a message, in an mbox and in a maildir', () => {
    const at = (name: string) => join(workspace.home, name)
    writeFileSync(at('one.eml'), report().replaceAll('\n', '\r\n'))
    const quoted = report().replace('From the mail', '>From the mail')
    writeFileSync(
      at('mbox'),
      `From a@b Thu Oct  8\n${quoted}\nFrom c@d Thu Oct  8\nSubject: hi\n\nhi\n`,
    )
    for (const folder of ['new', 'cur', 'tmp']) mkdirSync(at(`box/${folder}`), { recursive: true })
    writeFileSync(at('box/new/1'), report())
    writeFileSync(at('box/tmp/2'), report())
    const found = (name: string) =>
      readMessages(at(name)).map((each) => readBounceReport(each)?.about ?? 'none')
    expect([found('one.eml'), found('mbox'), found('box')]).toEqual([
      [ours],
      [ours, 'none'],
      [ours],
    ])
    expect(readMessages(at('mbox'))[0]).toContain('\nFrom the mail system')
  })
})

describe('a mail that came back', () => {
  test('is recorded with its reason, once however often the report is read', async () => {
    await send()
    expect(await record(report())).toMatchObject({
      bounces: [
        { recipient: reader, edition, bounce: 'hard', reason: expect.stringMatching(/^5.1.1 550/) },
      ],
    })
    expect(await record(report())).toMatchObject({ known: 1, bounces: [] })
    expect(openMailLedger(workspace.home).bounced()).toMatchObject([{ recipient: reader, edition }])
  })

  test('from an address that takes none holds further mails until its row changes', async () => {
    await send()
    await record(report())
    putEdition(workspace, '2026-Q3', 'bank', 2)
    expect(await send()).toBe('bounced')
    expect(server.received).toHaveLength(1)
    const database = await openDatabase(workspace.warehouse)
    await database.run("update reference.recipients set name = '行长办公室'")
    database.close()
    expect(await send()).toBe('sent')
    expect(server.received).toHaveLength(2)
  })

  test('is tried again on request, and the next one goes out as ever', async () => {
    await send()
    await record(report())
    expect(await send()).toBe('bounced')
    expect(await send({ isRetryingBounced: true })).toBe('sent')
    putEdition(workspace, '2026-Q3', 'bank', 2)
    expect(await send()).toBe('sent')
  })

  test('because its box was full is sent again, and was never a first revision', async () => {
    await send()
    expect(await record(report({ status: '5.2.2' }))).toMatchObject({
      bounces: [{ bounce: 'soft' }],
    })
    putEdition(workspace, '2026-Q3', 'bank', 2)
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({ outcome: 'sent', kind: 'edition' })
  })

  test('late counts for nothing, and a report about a mail of others neither', async () => {
    await send()
    expect(await record(report({ action: 'delayed', status: '4.4.1' }))).toMatchObject({
      passing: 1,
    })
    expect(await record(report({ about: '<other@example>' }))).toMatchObject({
      unmatched: [`${reader} (<other@example>)`],
    })
    expect(await send()).toBe('sent before')
  })
})

function record(message: string) {
  return recordBounces({ workspace, clock }, [message])
}

function deliveries(options: Partial<DeliverOptions> = {}) {
  return deliver({
    workspace,
    edition: findEdition(workspace.editions, '2026-Q3'),
    clock,
    smtpUrl: server.url,
    ...options,
  })
}

async function send(options: Partial<DeliverOptions> = {}) {
  return (await deliveries(options))[0]?.outcome
}
