import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issueLinkCommand, listLinks, revokeLinksCommand } from '../../cli/commands/links.ts'
import { usageCommand } from '../../cli/commands/usage.ts'
import type { Context } from '../../cli/context.ts'
import { fixedClock } from '../../core/clock.ts'
import { openReaderNames } from '../../reports/serve/access-log.ts'
import { issueLink } from '../../reports/serve/link-ledger.ts'
import { readLink } from '../../reports/serve/links.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { putEdition } from '../support/edition.ts'

let bank: Bank
let said: string[]
beforeEach(() => {
  bank = makeBank()
  said = []
})
afterEach(() => bank.remove())

const secret = 'a secret for tests'
const key = Buffer.from(secret)

function context(now = '2026-10-14T09:00:00+08:00'): Context & { result(): unknown } {
  let result: unknown
  return {
    workspace: bank.workspace,
    clock: fixedClock(now),
    environment: { home: undefined, secret, smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson: false,
      say: (line) => void said.push(line),
      progress: () => {},
      result: (value) => {
        result = value
      },
    },
    result: () => result,
  }
}

describe('csq links', () => {
  const issue = (recipient: string, edition?: string, until = '2026-12-01') =>
    issueLink(
      bank.workspace.home,
      key,
      { recipient, audiences: ['bank'], ...(edition === undefined ? {} : { edition }) },
      { now: new Date('2026-10-08'), expires: new Date(until) },
    )
  const states = () => {
    const asked = context()
    listLinks(asked, { all: true })
    const rows = asked.result() as { recipient: string; edition: string; state: string }[]
    return rows.map((row) => `${row.recipient} ${row.edition} ${row.state}`)
  }

  it('lists live links, newest first, and the others on request', () => {
    issue('a@bank.example', '2026-Q3/bank/r1')
    issue('b@bank.example', '2026-Q3/bank/r1', '2026-10-10')
    expect(states()).toEqual([
      'b@bank.example 2026-Q3/bank/r1 expired',
      'a@bank.example 2026-Q3/bank/r1 live',
    ])
    const live = context()
    listLinks(live, {})
    expect(live.result()).toHaveLength(1)
    expect(said.at(-1)).not.toContain('b@bank.example')
  })

  it('a reader has one link per edition, and a new one where it was revoked', () => {
    const first = issue('a@bank.example', '2026-Q3/bank/r1')
    expect(issue('a@bank.example', '2026-Q3/bank/r1')).toBe(first)
    expect(issue('a@bank.example', '2026-Q3/bank/r2')).not.toBe(first)
    revokeLinksCommand(context('2026-10-08T00:00:10Z'), { edition: '2026-Q3/bank/r1' })
    const span = { now: new Date('2026-10-09'), expires: new Date('2026-12-01') }
    const asked = { recipient: 'a@bank.example', audiences: ['bank'], edition: '2026-Q3/bank/r1' }
    expect(issueLink(bank.workspace.home, key, asked, span)).not.toBe(first)
    expect(states()).toEqual([
      'a@bank.example 2026-Q3/bank/r1 live',
      'a@bank.example 2026-Q3/bank/r2 live',
      'a@bank.example 2026-Q3/bank/r1 revoked',
    ])
  })

  it('revokes what fits all that is named, whatever the case of the address', () => {
    issue('a@bank.example', '2026-Q3/bank/r1')
    issue('a@bank.example', '2026-09/bank/r1')
    issue('b@bank.example', '2026-Q3/bank/r1')
    const asked = context()
    revokeLinksCommand(asked, { recipient: 'A@bank.example', edition: '2026-Q3/bank' })
    expect(asked.result()).toMatchObject({ revoked: [expect.any(String)] })
    expect(states()).toEqual([
      'b@bank.example 2026-Q3/bank/r1 live',
      'a@bank.example 2026-09/bank/r1 live',
      'a@bank.example 2026-Q3/bank/r1 revoked',
    ])
  })

  it('revokes nothing where nothing is named, and no link that there is not', () => {
    expect(() => revokeLinksCommand(context(), {})).toThrow('Say which links are ended')
    expect(() => revokeLinksCommand(context(), { id: 'x' })).toThrow('no live link x')
  })

  it('issues a link for who gets none by mail', () => {
    const asked = { recipient: 'Li@bank.example', audience: 'analyst', days: '10' }
    issueLinkCommand(context(), asked)
    const token = new URL(said[0] ?? '').searchParams.get('token') ?? ''
    const link = readLink(key, token, new Date('2026-10-20'))
    expect(link).toMatchObject({ recipient: 'li@bank.example', audiences: ['analyst'] })
    expect(readLink(key, token, new Date('2026-10-25'))).toBeUndefined()
    for (const wrong of [{ audience: 'everybody' }, { days: '0' }, { days: '400' }])
      expect(() => issueLinkCommand(context(), { ...asked, ...wrong })).toThrow(/audience|--days/)
  })
})

describe('csq usage', () => {
  const nameOf = openReaderNames(key)
  const recipients =
    'email,name,audience,period_types,locale\nli@bank.example,李,bank,"month,quarter",zh-CN\nwu@bank.example,吴,bank,quarter,zh-CN\nma@bank.example,马,bank,month,zh-CN\n'
  /** A line of the access log: who asked what at a time of 9 October. */
  const line = (time: string, email: string, path: string, changes = {}) =>
    `${JSON.stringify({
      ...{ time: `2026-10-09T${time}:00.000Z`, method: 'GET', path, status: 200, bytes: 1, ms: 1 },
      ...{ audience: 'bank', role: 'bank', recipient: nameOf(email), ...changes },
    })}\n`
  const log = (...lines: string[]) => {
    mkdirSync(bank.workspace.logs, { recursive: true })
    writeFileSync(join(bank.workspace.logs, 'access-2026-10-09.ndjson'), lines.join(''))
  }
  const page = '/editions/2026-Q3/bank/r1/'

  it('counts visits per edition and role; a pause of half an hour begins another', async () => {
    log(
      line('01:00', 'li@bank.example', page),
      line('01:10', 'li@bank.example', `${page}causes/`),
      line('01:41', 'li@bank.example', page, { status: 304 }),
      line('02:00', 'wu@bank.example', page, { role: 'analyst' }),
      line('02:01', 'wu@bank.example', `${page}_app/immutable/a.js`),
      line('02:02', 'wu@bank.example', page, { status: 403 }),
      line('02:03', 'wu@bank.example', page, { method: 'HEAD' }),
      line('02:04', 'li@bank.example', '/editions/2026-09/department/%E4%BF%A1/r2/'),
      '{"torn',
    )
    const asked = context()
    await usageCommand(asked, {})
    const { usage } = asked.result() as { usage: readonly Record<string, unknown>[] }
    expect(usage).toMatchObject([
      { edition: '2026-Q3/bank/r1', role: 'analyst', opens: 1, readers: 1, pages: 1 },
      { edition: '2026-Q3/bank/r1', role: 'bank', opens: 2, readers: 1, pages: 3 },
      { edition: '2026-09/department/信/r2', role: 'bank', opens: 1, readers: 1, pages: 1 },
    ])
    expect(usage[1]).toMatchObject({
      first_opened: '2026-10-09T01:00:00Z',
      last_opened: '2026-10-09T01:41:00Z',
    })
    await usageCommand(asked, { period: '2026-09' })
    expect(asked.result()).toMatchObject({ usage: [{ edition: '2026-09/department/信/r2' }] })
  })

  it('names who has not opened a red report after the days of the settings', async () => {
    bank.put('recipients/recipients.csv', recipients)
    await bank.load('recipients')
    const { editions } = bank.workspace
    putEdition(editions, '2026-Q3/bank/r1', { statuses: ['met', 'missed', 'missed'] })
    putEdition(editions, '2026-Q3/bank/r2', { statuses: ['met', 'missed', 'missed'] })
    putEdition(editions, '2026-Q2/bank/r1', { statuses: ['met'] })
    log(line('01:00', 'li@bank.example', page), line('01:00', 'ma@bank.example', '/'))
    const asked = context()
    await usageCommand(asked, {})
    expect(asked.result()).toMatchObject({
      unread: [
        {
          edition: '2026-Q3/bank/r2',
          recipient: 'wu@bank.example',
          name: '吴',
          missed: 2,
          days: 6,
        },
      ],
    })
    expect((asked.result() as { unread: unknown[] }).unread).toHaveLength(1)
    const early = context('2026-10-12T09:00:00+08:00')
    await usageCommand(early, {})
    expect(early.result()).toMatchObject({ unread: [] })
    const late = context('2027-02-12T09:00:00+08:00')
    await usageCommand(late, {})
    expect(late.result()).toMatchObject({ unread: [] })
  })

  it('says so where nothing was opened', async () => {
    await usageCommand(context(), {})
    expect(said[0]).toBe('nothing was opened yet')
  })
})
