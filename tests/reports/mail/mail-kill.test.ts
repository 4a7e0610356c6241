import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { openMailLedger } from '../../../reports/mail/ledger.ts'
import { header, type MailServer, openMailServer } from '../../support/mail-server.ts'
import { putEdition, putRecipients } from '../../support/mail-workspace.ts'
import { startQuickSend, until } from '../../support/process.ts'

const kills = 50
const edition = '2026-Q3/bank/r1'
const readers = Array.from({ length: 250 }, (_, index) => `reader${index + 1}@bank.example`)

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-kill-mail-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  workspace = readWorkspace(home)
  await putRecipients(
    workspace,
    readers.map((email) => [email, '', 'bank', 'quarter', 'zh-CN']),
  )
  putEdition(workspace, '2026-Q3', 'bank', 1)
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

test(`killed ${kills} times, every reader has the edition once, or the ledger names the doubt`, async () => {
  const instants = fc.sample(fc.integer({ min: 0, max: 40 }), kills)
  for (const [index, instant] of instants.entries()) {
    const label = `kill ${index + 1}, after ${instant} ms`
    const before = ledgerSize()
    const started = startQuickSend(workspace.home, edition, server.url)
    await until(() => ledgerSize() > before, started)
    await wait(instant)
    started.child.kill('SIGKILL')
    const { signal, complained } = await started.ended
    expect(complained, label).toBe('')
    expect(signal, `${label}: it ended before, more readers are needed`).toBe('SIGKILL')
    expectHonest(label)
  }
  const label = 'after the last kill'
  const last = await startQuickSend(workspace.home, edition, server.url).ended
  const doubtful = doubts()
  expect(doubtful.size, 'no kill fell into a dialogue').toBeGreaterThan(0)
  expect(last.code, label).toBe(1)
  expectHonest(label)
  const counts = received()
  for (const reader of readers) {
    if (!doubtful.has(reader)) expect(counts.get(reader)?.count, `${reader}, ${label}`).toBe(1)
  }
  await resendDoubts(label)
}, 600_000)

/** A person decides to send again what is in doubt: it is the same mail by its Message-ID. */
async function resendDoubts(label: string): Promise<void> {
  expect(await startQuickSend(workspace.home, edition, server.url, 'resend').ended).toMatchObject({
    code: 0,
    complained: '',
  })
  for (const [reader, { count, ids }] of received()) {
    expect(ids.size, `${reader}, ${label}`).toBe(1)
    expect(count, `${reader}, ${label}`).toBeLessThanOrEqual(2)
  }
  expect([...received().keys()].sort(), label).toEqual([...readers].sort())
  expect(doubts().size, label).toBe(0)
}

/** At every instant: nobody has it twice, and who has it while the ledger says no is in doubt. */
function expectHonest(label: string): void {
  const ledger = openMailLedger(workspace.home)
  for (const [reader, { count }] of received()) {
    expect(count, `${reader}, ${label}`).toBe(1)
    expect(['sent', 'sending'], `${reader}, ${label}`).toContain(
      ledger.last(edition, reader)?.status,
    )
  }
}

function doubts(): ReadonlySet<string> {
  return new Set(
    openMailLedger(workspace.home)
      .inDoubt()
      .map((row) => row.recipient),
  )
}

function received(): ReadonlyMap<string, { readonly count: number; readonly ids: Set<string> }> {
  const found = new Map<string, { readonly count: number; readonly ids: Set<string> }>()
  for (const { to, source } of server.received) {
    const before = found.get(to)
    const ids = (before?.ids ?? new Set<string>()).add(header(source, 'Message-ID'))
    found.set(to, { count: (before?.count ?? 0) + 1, ids })
  }
  return found
}

function ledgerSize(): number {
  const path = join(workspace.home, 'deliveries.ndjson')
  return existsSync(path) ? readFileSync(path).length : 0
}
