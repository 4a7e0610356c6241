import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { findEdition } from '../../../reports/edition.ts'
import { alarmOwner, noticeOfDelay } from '../../../reports/mail/alarms.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import { bodies, header, type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'

const slot = {
  type: 'quarter' as const,
  due: new Date('2026-10-07T23:30:00Z'),
  period: parsePeriod('2026-Q3'),
}
const president = 'president@bank.example'
const board = 'board@bank.example'
const owner = 'owner@bank.example'

let home: string
let server: MailServer
let workspace: Workspace

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'csq-notices-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  writeFileSync(join(home, 'csq.config.yaml'), `mail: { owner: ${owner}, grace: 120 }`)
  workspace = readWorkspace(home)
  await putRecipients(workspace, [
    [president, '行长室', 'bank', 'quarter', 'zh-CN'],
    [board, 'Board', 'bank', 'quarter', 'en'],
    ['monthly@bank.example', '月报', 'bank', 'month', 'zh-CN'],
    ['head@bank.example', '部门', 'department/D02', 'quarter', 'zh-CN'],
  ])
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(home, { recursive: true, force: true })
})

describe('an edition that is late', () => {
  test('is told to its readers and the owner when the grace is over, once per due slot', async () => {
    expect(await delay('2026-10-08T01:29:59Z')).toEqual([])
    await delay('2026-10-08T01:30:00Z')
    expect(to()).toEqual([board, owner, president])
    expect((await delay('2026-10-09T01:30:00Z')).map((each) => each.outcome)).toEqual(
      Array(3).fill('told before'),
    )
    expect(server.received).toHaveLength(3)
    expect(mailTo(president)).toContain(
      '2026年第三季度客服质量评估报告原定 2026-10-08 07:30 发出，现推迟。',
    )
    expect(mailTo(board)).toContain('was due at 2026-10-08 07:30 and is late.')
    expect(mailTo(owner)).toContain('尚未发布 not published: 全行 bank')
    expect(mailTo(owner)).toContain('docs/runbooks/mail-late.md')
  })

  test('is not late to those who have it', async () => {
    putEdition(workspace, '2026-Q3', 'bank', 1)
    server.refused.add(board)
    const edition = findEdition(workspace.editions, '2026-Q3')
    const clock = fixedClock('2026-10-08T00:00:00Z')
    await deliver({ workspace, edition, clock, smtpUrl: server.url })
    server.refused.clear()
    server.received.length = 0
    await delay('2026-10-08T01:30:00Z')
    expect(to()).toEqual([board, owner])
    expect(mailTo(owner)).toContain('尚未发送 not sent')
  })

  test('that waits for its release is late only past that', async () => {
    const settings = `mail: { owner: ${owner} }\neditions: { release: "+1d 09:00" }`
    writeFileSync(join(home, 'csq.config.yaml'), settings)
    workspace = readWorkspace(home)
    putEdition(workspace, '2026-Q3', 'bank', 1)
    expect(await delay('2026-10-09T02:59:00Z')).toEqual([])
    expect(await delay('2026-10-09T03:00:00Z')).toHaveLength(3)
  })
})

describe('a step that failed', () => {
  test('is told to the owner once per due slot and step, with the runbook', async () => {
    await fail('publish')
    await fail('publish')
    await fail('send')
    expect(to()).toEqual([owner, owner])
    expect(header(server.received[0]?.source, 'Subject')).toContain('2026-Q3: publish failed')
    const text = bodies(server.received[0]?.source).text
    expect(text).toContain('处理办法 Runbook: docs/runbooks/publish.md')
    expect(text).toContain('原因 Reason: no space on <disk>')
    expect(bodies(server.received[0]?.source).html).toContain('&lt;disk&gt;')
  })

  test('is told at the next time where the mail server refused it, not where that is in doubt', async () => {
    server.refused.add(owner)
    expect((await fail('publish'))[0]?.outcome).toBe('failed')
    server.refused.clear()
    expect((await fail('publish'))[0]?.outcome).toBe('sent')
    const about = `quarter ${slot.due.toISOString()} build`
    const row = { kind: 'alarm', about, recipient: owner, status: 'sending' }
    const rest = { at: '2026-10-08T00:00:00Z', message_id: '<x@csq>' }
    appendFileSync(join(home, 'notices.ndjson'), `${JSON.stringify({ ...row, ...rest })}\n`)
    expect((await fail('build'))[0]?.outcome).toBe('told before')
  })

  test('without an owner or a mail server nobody is told, and nothing fails', async () => {
    expect(await fail('publish', { smtpUrl: undefined })).toEqual([])
    writeFileSync(join(home, 'csq.config.yaml'), '')
    workspace = readWorkspace(home)
    expect(await fail('publish')).toEqual([])
    expect(server.received).toEqual([])
  })
})

function delay(at: string) {
  const isPublished = (audience: string) => audience === 'bank'
  const clock = fixedClock(at)
  return noticeOfDelay({ workspace, clock, smtpUrl: server.url, isPublished }, slot)
}

function fail(
  step: string,
  mail: { readonly smtpUrl: string | undefined } = { smtpUrl: server.url },
) {
  const clock = fixedClock('2026-10-08T00:00:00Z')
  const runbook = `docs/runbooks/${step}.md`
  const failure = { ...slot, step, message: 'no space on <disk>', runbook }
  return alarmOwner({ workspace, clock, ...mail }, failure)
}

function to(): readonly string[] {
  return server.received.map((each) => each.to).sort()
}

function mailTo(address: string): string {
  return bodies(server.received.find((each) => each.to === address)?.source).text
}
