import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixedClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database.ts'
import { initWorkspace, readWorkspace, type Workspace } from '../../../core/workspace.ts'
import { findEdition } from '../../../reports/edition.ts'
import { deliver } from '../../../reports/mail/deliver.ts'
import { openMailLedger } from '../../../reports/mail/ledger.ts'
import { bodies, type MailServer, openMailServer } from '../../support/mail-server.ts'
import { type Figure, putEdition, putFigures, putRecipients } from '../../support/mail-workspace.ts'

const clock = fixedClock('2026-10-08T01:00:00Z')
const president = 'president@bank.example'
const board = 'board@bank.example'

let workspace: Workspace
let server: MailServer

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'csq-corrections-'))
  initWorkspace(home, { home: undefined, secret: 'a secret for tests', smtpUrl: undefined })
  workspace = readWorkspace(home)
  await putRecipients(workspace, [
    [president, '行长室', 'bank', 'quarter', 'zh-CN'],
    [board, 'Board', 'bank', 'quarter', 'en'],
  ])
  server = await openMailServer()
})

afterEach(async () => {
  await server.close()
  rmSync(workspace.home, { recursive: true, force: true })
})

const first: readonly Figure[] = [
  { indicator: 'connect_rate', value: 0.921 },
  { indicator: 'connect_rate', group: ['department', 'D02'], value: 0.9 },
  { indicator: 'abandon_rate', value: 0.05 },
]

test('a correction says of each changed figure what it was, what it is and why', async () => {
  await publish(1, first)
  await send(president)
  const database = await openDatabase(workspace.warehouse)
  await database.run(`create schema ops; create table ops.closings as
    select '2026-Q3' as period_id, 2 as revision, 'late_data' as reason,
      timestamp '2026-10-08 00:31:30' as closed_at`)
  database.close()
  await publish(2, [
    { indicator: 'connect_rate', value: 0.893, status: 'missed' },
    { indicator: 'connect_rate', group: ['department', 'D02'], value: null, sign: 'suppressed' },
    { indicator: 'abandon_rate', value: 0.04, version: 2 },
  ])
  expect(await send(president)).toBe('sent correction')
  expect(text(president)).toBe(`第2版更正：2026年第三季度
本版替代您收到的第1版，请以本版数字为准。
电话接通率：92.1% → 89.3%（达标 → 未达标，补收迟到数据）
放弃率：5.0% → 4.0%（口径变更）
电话接通率 · 信用卡中心：不列示（显示范围变化）

投诉及时办结率：88.0%，✗ 未达标
电话接通率：92.1%，✓ 达标，较上季 +1.2 个百分点

查看完整报告：http://127.0.0.1:4300/editions/2026-Q3/bank/r2/
数据截止 2026-10-08 08:30
`)
})

test('who has no earlier revision gets the newest as a plain edition', async () => {
  await publish(1, first)
  await send(president)
  await publish(2, [{ indicator: 'connect_rate', value: 0.93 }])
  expect(await send(board)).toBe('sent edition')
  expect(text(board)).not.toMatch(/Correction|→/)
})

test('unchanged headline figures are said to be so, and what changed follows', async () => {
  await publish(1, first)
  await send(board)
  await publish(2, [
    first[0] as Figure,
    first[1] as Figure,
    { indicator: 'abandon_rate', value: 0.06 },
  ])
  expect(await send(board)).toBe('sent correction')
  expect(text(board)).toContain(
    'The headline figures are the same.\nAbandon rate: 5.0% → 6.0% (data changed)\n',
  )
})

test('a revision without any changed figure is no correction, and the next is against what was got', async () => {
  await publish(1, first)
  await send(board)
  await publish(2, first)
  expect(await send(board)).toBe('unchanged correction')
  await publish(3, [{ indicator: 'connect_rate', value: 0.95 }, ...first.slice(1)])
  expect(await send(board)).toBe('sent correction')
  expect(text(board)).toContain('replaces revision 1,')
  expect(text(board)).toContain('Connect rate: 92.1% → 95.0%')
})

test('more changes than a mail holds are counted', async () => {
  const groups = ['D02', 'D03', 'D04', 'D05', 'D06', 'D07', 'D08']
  const figures = (value: number): readonly Figure[] =>
    groups.map((id) => ({ indicator: 'connect_rate', group: ['department', id], value }))
  await publish(1, figures(0.9))
  await send(board)
  await publish(2, figures(0.91))
  await send(board)
  expect(text(board).match(/→/g)).toHaveLength(5)
  expect(text(board)).toContain('2 more figures changed, see the report.')
})

test('a first revision in doubt counts as received, one that failed or came back does not', async () => {
  await publish(1, first)
  const row = { edition: '2026-Q3/bank/r1', kind: 'edition', at: '2026-10-08T00:40:00Z' } as const
  const ledger = openMailLedger(workspace.home)
  ledger.record({ ...row, recipient: president, status: 'sending', message_id: '<1@csq>' })
  ledger.record({ ...row, recipient: board, status: 'failed', message_id: '<2@csq>' })
  await publish(2, [{ indicator: 'connect_rate', value: 0.95 }])
  expect(await send(president)).toBe('sent correction')
  expect(await send(board)).toBe('sent edition')
})

async function publish(revision: number, figures: readonly Figure[]): Promise<void> {
  putEdition(workspace, '2026-Q3', 'bank', revision)
  await putFigures(workspace, `2026-Q3/bank/r${revision}`, figures)
}

async function send(to: string): Promise<string> {
  const edition = findEdition(workspace.editions, '2026-Q3')
  const [delivery] = await deliver({ workspace, edition, clock, smtpUrl: server.url, to: [to] })
  return `${delivery?.outcome} ${delivery?.kind}`
}

/** The text of the last mail to somebody. */
function text(to: string): string {
  return bodies(server.received.findLast((each) => each.to === to)?.source).text
}
