import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { recordRun } from '../../../core/runs.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { approvalOf, approve } from '../../../reports/approval.ts'
import { findEdition } from '../../../reports/edition.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import { heldEditions } from '../../../reports/mail/held.ts'
import { readInstant, releaseOf, setRelease } from '../../../reports/release.ts'
import { type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'

const now = '2026-10-08T01:00:00Z'
const president = 'president@bank.example'

let home: string
let server: MailServer

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'csq-release-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  await putRecipients(readWorkspace(home), [[president, '行长室', 'bank', 'quarter', 'zh-CN']])
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(home, { recursive: true, force: true })
})

describe('an approval', () => {
  test('that is required and missing holds the mail until it is given', async () => {
    const workspace = withSettings('editions: { approval: required }')
    expect(await send(workspace)).toMatchObject([
      { outcome: 'held', message: 'waits for an approval' },
    ])
    expect(server.received).toEqual([])
    give(workspace)
    expect(await send(workspace)).toMatchObject([{ outcome: 'sent' }])
  })

  test('is of the edition as it was: another byte of its manifest undoes it', () => {
    const workspace = withSettings('editions: { approval: required }')
    give(workspace)
    const edition = findEdition(workspace.editions, '2026-Q3')
    expect(approvalOf(home, edition)).toMatchObject({
      by: '王行长',
      figures_sha256: 'figures of r1',
    })
    const path = join(edition.folder, 'manifest.json')
    writeFileSync(path, `${readFileSync(path, 'utf8')} `)
    expect(approvalOf(home, edition)).toBeUndefined()
    expect(open(workspace)).toMatchObject({ isOpen: false, waitsFor: 'approval' })
  })

  test('can be taken back, and covers no later revision', () => {
    const workspace = withSettings('editions: { approval: required }')
    give(workspace)
    give(workspace, false)
    expect(open(workspace).waitsFor).toBe('approval')
    give(workspace)
    expect(open(workspace).isOpen).toBe(true)
    putEdition(workspace, '2026-Q3', 'bank', 2)
    expect(open(workspace).waitsFor).toBe('approval')
  })

  test('may be required of one audience alone', () => {
    const workspace = withSettings('editions: { approval: { bank: required } }')
    putEdition(workspace, '2026-Q3', 'department/D02', 1)
    const department = findEdition(workspace.editions, '2026-Q3/department/D02')
    expect(releaseOf(workspace, department, new Date(now)).isOpen).toBe(true)
    expect(open(workspace).isOpen).toBe(false)
  })

  test('is not given to an edition whose check failed or whose summary was edited', () => {
    const workspace = withSettings('')
    putEdition(workspace, '2026-Q3', 'bank', 2, { ok: false })
    expect(() => give(workspace)).toThrow(/figures_equal_warehouse/)
    putEdition(workspace, '2026-Q3', 'bank', 3)
    const { folder } = findEdition(workspace.editions, '2026-Q3')
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object
    const files = { 'summary.json': 'another hash' }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files }))
    expect(() => give(workspace)).toThrow(/summary.json is not what was published/)
  })
})

describe('the release', () => {
  test('counts from the day on which the period was due, at a time of the bank', () => {
    const workspace = withSettings('editions: { release: "+1d 09:00" }')
    expect(open(workspace).at).toEqual(new Date('2026-10-09T01:00:00Z')) // published on the 8th
    const due = '2026-10-06T23:30:00.000Z'
    const attempt = { slot: 'quarter', due, period: '2026-Q3', step: 'load', attempt: 1 } as const
    recordRun(home, { ...attempt, started: due, finished: due, ok: true, message: '' })
    expect(open(workspace).at).toEqual(new Date('2026-10-08T01:00:00Z')) // due on the 7th
    expect(open(workspace, '2026-10-08T00:59:59Z')).toMatchObject({
      isOpen: false,
      waitsFor: 'instant',
    })
    expect(open(workspace, '2026-10-08T01:00:00Z').isOpen).toBe(true)
  })

  test('a later revision opens with the first, a corrected figure waits for no new embargo', () => {
    const workspace = withSettings('editions: { release: "+1d 09:00" }')
    putEdition(workspace, '2026-Q3', 'bank', 2)
    expect(open(workspace, '2026-10-09T01:00:00Z').isOpen).toBe(true)
  })

  test('set by hand goes over the settings, and the last word counts', () => {
    const workspace = withSettings('editions: { release: "+1d 09:00" }')
    const edition = findEdition(workspace.editions, '2026-Q3')
    setRelease(home, edition, readInstant(workspace, '2026-10-12 08:15'), new Date(now))
    expect(open(workspace).at).toEqual(new Date('2026-10-12T00:15:00Z'))
    setRelease(home, edition, new Date(now), new Date(now))
    expect(open(workspace).isOpen).toBe(true)
  })

  test('is an instant of the bank or of UTC, and nothing else', () => {
    const workspace = withSettings('')
    expect(readInstant(workspace, '2026-10-12T00:15Z')).toEqual(new Date('2026-10-12T00:15:00Z'))
    for (const text of ['2026-10-12', '2026-13-40 08:15', 'tomorrow', '2026-10-12 25:00']) {
      expect(() => readInstant(workspace, text)).toThrow(/is not an instant/)
    }
  })

  test('a held edition goes out by itself when it opens, once, and as its newest revision', async () => {
    const workspace = withSettings('editions: { release: "+1d 09:00" }')
    expect(await send(workspace)).toMatchObject([
      { outcome: 'held', message: 'opens 2026-10-09 09:00' },
    ])
    putEdition(workspace, '2026-Q3', 'bank', 2)
    await sendHeld(workspace, '2026-10-09T00:59:00Z')
    expect(heldEditions(home)).toEqual(['2026-Q3/bank/r1'])
    await sendHeld(workspace, '2026-10-09T01:00:00Z')
    expect(heldEditions(home)).toEqual(['2026-Q3/bank/r2'])
    await sendHeld(workspace, '2026-10-09T01:01:00Z')
    expect(heldEditions(home)).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.source).toContain('2026-Q3%2Fbank%2Fr2')
  })

  test('an older revision goes to nobody once a newer one is open', async () => {
    const workspace = withSettings('')
    putEdition(workspace, '2026-Q3', 'bank', 2)
    expect(await send(workspace, '2026-Q3/bank/r1')).toMatchObject([
      { outcome: 'superseded', message: '2026-Q3/bank/r2 replaces it' },
    ])
    expect(server.received).toEqual([])
  })

  test('a held edition whose mail fails stays held and is tried again', async () => {
    const workspace = withSettings('editions: { release: "+1d 09:00" }')
    await send(workspace)
    server.refused.add(president)
    await sendHeld(workspace, '2026-10-09T01:00:00Z')
    expect(heldEditions(home)).toEqual(['2026-Q3/bank/r1'])
    server.refused.clear()
    await sendHeld(workspace, '2026-10-09T01:10:00Z')
    expect(heldEditions(home)).toEqual([])
    expect(server.received).toHaveLength(1)
  })
})

/** The workspace under other settings, with a first edition of the third quarter. */
function withSettings(settings: string): Workspace {
  writeFileSync(join(home, 'csq.config.yaml'), settings)
  const workspace = readWorkspace(home)
  putEdition(workspace, '2026-Q3', 'bank', 1)
  return workspace
}

function open(workspace: Workspace, at = now) {
  return releaseOf(workspace, findEdition(workspace.editions, '2026-Q3'), new Date(at))
}

function give(workspace: Workspace, isApproved = true) {
  const edition = findEdition(workspace.editions, '2026-Q3')
  return approve(home, edition, { by: '王行长', note: '', now: new Date(now), isApproved })
}

function send(workspace: Workspace, name = '2026-Q3', at = now) {
  const edition = findEdition(workspace.editions, name)
  const secret = Buffer.from('a secret for tests')
  return deliver({ workspace, edition, clock: fixedClock(at), smtpUrl: server.url, secret })
}

/** What a schedule does when it wakes. */
async function sendHeld(workspace: Workspace, at: string): Promise<void> {
  for (const id of heldEditions(home)) await send(workspace, id, at)
}
