import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDelivered } from '../../../cli/commands/restate.ts'
import { openDatabase, openReader } from '../../../core/database.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { writeWarehouse } from '../../../core/warehouse.ts'
import { closePeriod } from '../../../metrics/close.ts'
import { readIndicators } from '../../../metrics/indicators.ts'
import { restatePeriod } from '../../../metrics/restate.ts'
import { type Edition, findEdition } from '../../../reports/edition.ts'
import { addChanges, writeChanges } from '../../../reports/export/add-changes.ts'
import { exportData } from '../../../reports/export-data.ts'
import { type Bank, makeBank } from '../../support/bank.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })
const file = (rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`

describe('a revision tells what the one before showed otherwise', () => {
  let bank: Bank
  let before: Edition
  const period = parsePeriod('2026-02')
  const data = () => join(bank.workspace.home, 'next.duckdb')
  const makeData = (target: string, revision: number) =>
    exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period,
      audience: 'bank',
      revision,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
  const changes = async () => {
    await makeData(data(), 2)
    await addChanges({ data: data(), before, period, warehouse: bank.workspace.warehouse })
    const database = await openReader(data())
    const rows = await database.rows<Record<string, unknown>>(
      `from changes where indicator = 'connect_rate' and grouped_by in ('all', 'channel')`,
    )
    database.close()
    return rows
  }
  const decide = (at: string) => ({
    period,
    by: '王芳',
    note: '二月电话补送',
    at: new Date(at),
    zone: bank.workspace.zone,
    programVersion: 'test',
  })

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': file([...contacts('answered', 90), ...contacts('abandoned', 10)]),
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    const folder = join(bank.workspace.editions, '2026-02/bank/r1')
    mkdirSync(folder, { recursive: true })
    await makeData(join(folder, 'edition.duckdb'), 1)
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ data_file: 'edition.duckdb', published_at: '2026-03-05T02:00:00.000Z' }),
    )
    before = findEdition(bank.workspace.editions, '2026-02')
    await writeWarehouse(bank.workspace, (database) =>
      closePeriod(database, decide('2026-03-05T03:00:00Z')),
    )
  })
  afterAll(() => bank.remove())

  it('and nothing where no figure moved', async () => {
    expect(await changes()).toEqual([])
  })

  it('with newer data as the cause, until somebody restates the period; then as it was judged', async () => {
    bank.put('contacts/b.csv', file(contacts('abandoned', 30).slice(10)))
    await bank.load()
    await bank.build('2026-11-02T09:00:00+08:00')
    const newer = await changes()
    expect(newer.find((each) => each.grouped_by === 'all')).toMatchObject({
      value_before: 0.9,
      value_after: 0.75,
      denominator_before: 100,
      denominator_after: 120,
      cause: 'data',
      reason: null,
    })
    const background = { indicators: await readIndicators(), delivered: await readDelivered() }
    await writeWarehouse(bank.workspace, (database) =>
      restatePeriod(database, decide('2026-11-02T03:00:00Z'), 'late_data', background),
    )
    const restated = await changes()
    expect(restated.find((each) => each.grouped_by === 'all')).toMatchObject({
      title_zh: '电话接通率',
      group_zh: '全行',
      value_before: 0.9,
      value_after: 0.75,
      cause: 'late_data',
      cause_zh: '数据补送',
      reason: 'late_data',
      note: '二月电话补送',
    })
    expect(restated.map((each) => each.group_id)).toContain('phone')
  })

  it('as changes.json beside its pages too', async () => {
    const folder = join(bank.workspace.home, 'edition')
    mkdirSync(folder, { recursive: true })
    await writeChanges(folder, data())
    const list = JSON.parse(readFileSync(join(folder, 'changes.json'), 'utf8')) as {
      indicator: string
    }[]
    expect(list.map((each) => each.indicator)).toContain('connect_rate')
  })

  it('but not the number of a group that is hidden now', async () => {
    const hidden = join(bank.workspace.home, 'hidden.duckdb')
    cpSync(data(), hidden)
    const database = await openDatabase(hidden)
    await database.run(
      `update "values" set is_suppressed = true, sign = 'suppressed', value = null,
        numerator = null, denominator = null, status = 'small_n'
      where indicator = 'connect_rate' and group_id = 'phone'; checkpoint`,
    )
    database.close()
    await addChanges({ data: hidden, before, period, warehouse: bank.workspace.warehouse })
    const reader = await openReader(hidden)
    const [row] = await reader.rows(
      `from changes where indicator = 'connect_rate' and group_id = 'phone'`,
    )
    reader.close()
    expect(row).toMatchObject({
      cause: 'hidden',
      value_before: null,
      numerator_before: null,
      denominator_before: null,
    })
  })
})
