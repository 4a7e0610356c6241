import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { findEdition } from '../../../reports/edition.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import { readPreferences, signPreferences } from '../../../reports/mail/preferences.ts'
import { addPreferences } from '../../../reports/mail/preferences-page.ts'
import { signClaims } from '../../../reports/serve/links.ts'
import { bodies, header, type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putFigures, putRecipients } from '../../support/mail-workspace.ts'

const clock = fixedClock('2026-10-08T01:00:00Z')
const secret = Buffer.from('a secret for tests')
const president = 'president@bank.example'

let workspace: Workspace
let mails: MailServer
let server: FastifyInstance

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-preferences-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  workspace = readWorkspace(home)
  await putRecipients(workspace, [[president, '行长室', 'bank', 'month,quarter', 'zh-CN']])
  await publish(1, 0.921)
  mails = await openMailServer()
  server = fastify()
  addPreferences(server, { workspace, secret, clock })
})

afterEach(async () => {
  await server.close()
  await mails.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

describe('the button of a mail program', () => {
  test('is offered by the headers of the mail, by one click only over https', async () => {
    await send()
    const source = mails.received[0]?.source
    const unsubscribe = header(source, 'List-Unsubscribe')
    expect(unsubscribe).toMatch(
      /^<http:\/\/127\.0\.0\.1:4300\/preferences\?token=[\w.-]+>, <mailto:service-quality@bank\.example\?subject=unsubscribe>$/,
    )
    expect(header(source, 'List-Unsubscribe-Post')).toBe('')
    const address = 'https://quality.bank.example'
    const config = { ...workspace.config, address }
    await publish(2, 0.95)
    await send({ ...workspace, config })
    expect(header(mails.received[1]?.source, 'List-Unsubscribe-Post')).toBe(
      'List-Unsubscribe=One-Click',
    )
  })

  test('ends mails about that type of period; looking at the page ends nothing', async () => {
    await send()
    const url = linkIn(mails.received[0]?.source)
    expect((await server.inject({ url })).statusCode).toBe(200)
    expect(readPreferences(workspace.home).size).toBe(0)
    await oneClick(url)
    expect(readPreferences(workspace.home).get(president)).toMatchObject({
      unwanted: ['quarter'],
      by: 'one click',
    })
  })

  test('may send its word as a form of many parts', async () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const url = pageOf('quarter')
    await server.inject({ method: 'POST', url, headers, payload: body })
    expect(readPreferences(workspace.home).get(president)?.unwanted).toEqual(['quarter'])
  })
})

describe('what a reader wants', () => {
  test('decides which editions come, and in which language', async () => {
    await submit('wanted=month&locale=en')
    expect(await send()).toBe('not wanted')
    await submit('wanted=quarter&wanted=month&locale=en')
    expect(await send()).toBe('sent')
    expect(header(mails.received[0]?.source, 'Subject')).toBe('Third quarter 2026')
  })

  test('never holds back the correction of what arrived', async () => {
    await send()
    await submit('')
    await publish(2, 0.95)
    expect(await send()).toBe('sent')
    expect(bodies(mails.received[1]?.source).text).toContain('92.1% → 95.0%')
    await publish(3, 0.96)
    expect(await send()).toBe('sent')
  })

  test('adds nothing to what the table of recipients allows', async () => {
    await submit('wanted=year&wanted=quarter')
    const edition = findEdition(workspace.editions, '2026-Q3')
    const year = { ...edition, period: { ...edition.period, type: 'year' as const } }
    expect(await deliver({ workspace, edition: year, clock, smtpUrl: mails.url })).toEqual([])
  })

  test('stands on the page, with what it means', async () => {
    const page = await submit('wanted=month&locale=en')
    expect(page).toContain('已保存')
    expect(page).toMatch(/value="month" checked/)
    expect(page).toMatch(/value="quarter">/)
    expect(page).toMatch(/value="en" checked/)
    expect(page).toContain(president)
  })
})

describe('the page', () => {
  test('opens by no other token: forged, of a link, of nobody', async () => {
    const forged = signPreferences(Buffer.from('another'), { recipient: president, type: 'month' })
    const ofLink = signClaims(secret, 'csq links', [president, 'month'])
    const broken = signClaims(secret, 'csq preferences', [president, 'week'])
    for (const token of [forged, ofLink, broken, '', 'a.b', '%00']) {
      const url = `/preferences?token=${token}`
      expect((await server.inject({ url })).statusCode, token).toBe(404)
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const post = await server.inject({ method: 'POST', url, headers, payload: 'wanted=month' })
      expect(post.statusCode, token).toBe(404)
    }
    expect(readPreferences(workspace.home).size).toBe(0)
  })
})

async function publish(revision: number, value: number): Promise<void> {
  putEdition(workspace, '2026-Q3', 'bank', revision)
  await putFigures(workspace, `2026-Q3/bank/r${revision}`, [{ indicator: 'connect_rate', value }])
}

async function send(from = workspace) {
  const edition = findEdition(from.editions, '2026-Q3')
  const [one] = await deliver({ workspace: from, edition, clock, smtpUrl: mails.url, secret })
  return one?.outcome
}

function pageOf(type: 'month' | 'quarter'): string {
  return `/preferences?token=${signPreferences(secret, { recipient: president, type })}`
}

async function submit(payload: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await server.inject({ method: 'POST', url: pageOf('quarter'), headers, payload })).body
}

async function oneClick(url: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const payload = 'List-Unsubscribe=One-Click'
  await server.inject({ method: 'POST', url, headers, payload })
}

/** The address of the preferences in a mail, below its host. */
function linkIn(source: string | undefined): string {
  return (
    /<https?:\/\/[^/]+(\/preferences[^>]+)>/.exec(header(source, 'List-Unsubscribe'))?.[1] ?? ''
  )
}
