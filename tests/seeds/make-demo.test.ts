import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BrokenRow } from '../../seeds/demo/broken-rows.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import type { DemoSummary } from '../../seeds/demo/write-files.ts'

const options = { contacts: 10_000, months: 6 }
const folder = mkdtempSync(join(tmpdir(), 'demo-'))
const inbox = join(folder, 'one')
let summary: DemoSummary

beforeAll(async () => {
  summary = await makeDemo({ ...options, inbox })
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the invented bank', () => {
  test('the same options give the same bytes, another seed gives others', async () => {
    await makeDemo({ ...options, inbox: join(folder, 'two') })
    await makeDemo({ ...options, inbox: join(folder, 'three'), seed: 7 })
    expect(hashes(join(folder, 'two'))).toEqual(hashes(inbox))
    expect(hashes(join(folder, 'three'))).not.toEqual(hashes(inbox))
  })

  test('every contract has files, and none is for an empty month', () => {
    const facts = ['contacts', 'tickets', 'surveys', 'complaints', 'complaint_events']
    const inspected = ['inspections', 'inspection_items']
    const tables = ['agents', 'branches', 'targets', 'exposure', 'recipients', 'improvement_issues']
    const records = ['coaching', 'training', 'eval_plan']
    const contracts = [...facts, ...inspected, ...tables, ...records]
    expect(readdirSync(inbox).sort()).toEqual(contracts.sort())
    for (const file of filesOf(inbox)) expect(recordsOf(file).length, file).toBeGreaterThan(0)
    expect(filesOf(inbox)).toHaveLength(summary.files)
  })

  test('the row counts are those of the files', () => {
    const counts: Record<string, number> = {}
    for (const file of filesOf(inbox)) {
      const contract = file.slice(0, file.indexOf('/'))
      counts[contract] = (counts[contract] ?? 0) + recordsOf(file).length
    }
    expect(counts).toEqual(summary.rows)
    expect(counts.contacts).toBeGreaterThan(9_500)
    expect(counts.contacts).toBeLessThan(10_700)
  })

  test('contacts of one day arrive late in a file that is named for the delivery', () => {
    const late = recordsOf('contacts/online/2026-07-19.ndjson')
    const days = late.map((record) => record.cells.get('started_at')?.slice(0, 10))
    expect(new Set(days)).toEqual(new Set(['2026-07-12']))
  })

  test('a complaint that closes after its month is delivered again as closed', () => {
    const outcomes = new Map<string, string[]>()
    for (const file of filesOf(inbox).filter((each) => each.startsWith('complaints/'))) {
      for (const { cells } of recordsOf(file)) {
        const id = cells.get('投诉编号') ?? ''
        outcomes.set(id, [...(outcomes.get(id) ?? []), cells.get('结果') ?? ''])
      }
    }
    expect([...outcomes.values()].map((each) => each.join(' '))).toContain('open resolved')
  })

  test('narratives give away personal details, all of them invented', () => {
    const text = filesOf(inbox)
      .filter((file) => file.startsWith('complaints/'))
      .flatMap((file) => recordsOf(file).map(({ cells }) => cells.get('投诉内容') ?? ''))
      .join('\n')
    const mobiles = text.match(/(?<!\d)1\d{10}(?!\d)/g) ?? []
    const identities = text.match(/(?<!\d)\d{17}[\dX](?![\dX])/g) ?? []
    const cards =
      text.replaceAll(/(?<=\d{4}) (?=\d)/g, '').match(/(?<!\d)62\d{13,17}(?![\dX])/g) ?? []
    expect(mobiles.filter((each) => !each.startsWith('1990000'))).toEqual([])
    expect(identities.filter((each) => !isIdentity(each))).toEqual([])
    expect(cards.filter((each) => !isLuhn(each))).toEqual([])
    expect(Math.min(mobiles.length, cards.length, identities.length)).toBeGreaterThan(0)
    const others = [/[\w.]+@mail\.example/, /CU\d{10}/, /[\u4e00-\u9fff]{2,3}(先生|女士)/]
    expect(others.filter((each) => !each.test(text))).toEqual([])
  })
})

describe('broken rows', () => {
  test('every kind occurs, about one row in two hundred', () => {
    const kinds = [
      'missing_required',
      'not_a_timestamp',
      'not_a_number',
      'not_a_boolean',
      'unknown_code',
      'out_of_range',
      'rating_above_scale',
      'closed_before_received',
      'wrong_column_count',
      'bad_json',
    ]
    expect(new Set(summary.broken.map(({ reason }) => reason))).toEqual(new Set(kinds))
    const facts = Object.entries(summary.rows).filter(([name]) => factColumns(name) !== undefined)
    const rows = facts.reduce((sum, [, count]) => sum + count, 0)
    expect(summary.broken.length / rows).toBeGreaterThan(0.004)
    expect(summary.broken.length / rows).toBeLessThan(0.007)
  })

  test('each stands where the list says, broken as the list says', () => {
    for (const broken of summary.broken) {
      expect(describeBreakage(broken), JSON.stringify(broken)).toBe(broken.reason)
    }
  })

  test('none shares its identifier with another row', () => {
    const places = new Map<string, string[]>()
    for (const file of filesOf(inbox)) {
      const contract = file.slice(0, file.indexOf('/'))
      recordsOf(file).forEach(({ first }, index) => {
        const key = `${contract} ${first}`
        places.set(key, [...(places.get(key) ?? []), `${file} ${index + 1}`])
      })
    }
    for (const { contract, file, record, column_name } of summary.broken) {
      const { first } = recordAt(file, record)
      if (column_name.endsWith('_id') && first === '') continue
      expect(places.get(`${contract} ${first}`), `${file} ${record}`).toEqual([`${file} ${record}`])
    }
  })

  test('every other row has the cells of its header and its required values', () => {
    const listed = new Set(summary.broken.map(({ file, record }) => `${file} ${record}`))
    for (const file of filesOf(inbox)) {
      const required = factColumns(file.slice(0, file.indexOf('/'))) ?? []
      recordsOf(file).forEach((each, index) => {
        if (listed.has(`${file} ${index + 1}`)) return
        expect(each.isWhole, `${file} ${index + 1}`).toBe(true)
        for (const names of required) {
          expect(cellOf(each, names), `${file} ${index + 1} ${names[0]}`).not.toBe('')
        }
      })
    }
  })
})

interface FileRecord {
  /** The identifier in the first column. */
  readonly first: string
  readonly cells: ReadonlyMap<string, string>
  readonly isWhole: boolean
}

/** What is wrong with a listed row, found out from its file alone. */
function describeBreakage({ file, record, column_name: column }: BrokenRow): string {
  const found = recordAt(file, record)
  if (!found.isWhole) return file.endsWith('.ndjson') ? 'bad_json' : 'wrong_column_count'
  const value = cellOf(found, [column, chinese[column] ?? column])
  if (value === '') return 'missing_required'
  if (column === 'closed_at') {
    const received = Date.parse(cellOf(found, ['收到时间']))
    if (Date.parse(value) < received) return 'closed_before_received'
  }
  if (column === 'rating' && Number(value) === Number(cellOf(found, ['scale'])) + 1) {
    return 'rating_above_scale'
  }
  if (column.endsWith('_at'))
    return Number.isNaN(Date.parse(value)) || value.includes('-30 ') ? 'not_a_timestamp' : 'none'
  if (/^(is_|requested|delivered|resolved_at)/.test(column)) return 'not_a_boolean'
  if (/seconds|count|score|rating|days|amount/.test(column)) {
    return Number.isNaN(Number(value)) ? 'not_a_number' : 'out_of_range'
  }
  return ['fax', 'lost', 'sideways', 'p0', 'xyz', 'drone'].includes(value) ? 'unknown_code' : 'none'
}

/** Chinese headers of the columns that are broken or required. */
const chinese: Readonly<Record<string, string>> = {
  contact_id: '接触编号',
  channel: '渠道',
  direction: '呼叫方向',
  started_at: '进入时间',
  ended_at: '结束时间',
  requested_agent: '是否转人工',
  outcome: '结果',
  talk_seconds: '通话时长',
  hold_seconds: '保持时长',
  wrap_seconds: '事后处理时长',
  is_transferred: '是否转接',
  ticket_id: '工单编号',
  opened_at: '创建时间',
  closed_at: '关闭时间',
  reopen_count: '重开次数',
  bounce_count: '退回次数',
  resolved_at_first_contact: '是否一次解决',
  status: '状态',
  priority: '优先级',
  complaint_id: '投诉编号',
  source_body: '投诉来源',
  received_at: '收到时间',
  limit_days: '办理时限',
  redress_amount: '补偿金额',
  is_upheld: '是否属实',
  inspection_id: '质检编号',
  mode: '方式',
  sampling: '抽样',
  agent_id: '坐席工号',
  contact_at: '服务时间',
  inspected_at: '质检时间',
  d2_score: '服务流程',
  critical_error_count: '致命差错数',
  is_valid: '是否有效',
}

function factColumns(contract: string): readonly (readonly string[])[] | undefined {
  const required: Readonly<Record<string, readonly string[]>> = {
    contacts: ['contact_id', 'channel', 'direction', 'started_at', 'requested_agent', 'outcome'],
    tickets: ['ticket_id', 'channel', 'opened_at', 'status'],
    surveys: ['survey_id', 'channel', 'method', 'invited_at', 'delivered'],
    complaints: ['complaint_id', 'channel', 'source_body', 'received_at', 'limit_days', 'outcome'],
    complaint_events: ['complaint_id', 'event_type', 'occurred_at'],
    inspections: ['inspection_id', 'mode', 'sampling', 'agent_id', 'channel', 'contact_at'],
    inspection_items: ['inspection_id', 'item_code', 'result'],
  }
  return required[contract]?.map((name) => [name, chinese[name] ?? name])
}

function cellOf({ cells }: FileRecord, names: readonly string[]): string {
  const name = [...names, '办结时间'].find((each) => cells.has(each))
  return name === undefined ? '' : (cells.get(name) ?? '')
}

function recordAt(file: string, record: number): FileRecord {
  const found = recordsOf(file)[record - 1]
  if (!found) throw new Error(`${file} has no record ${record}`)
  return found
}

const parsed = new Map<string, readonly FileRecord[]>()

function recordsOf(file: string): readonly FileRecord[] {
  const known = parsed.get(file)
  if (known) return known
  const text = textOf(file)
  const records = file.endsWith('.ndjson') ? readLines(text) : readCsv(text)
  parsed.set(file, records)
  return records
}

function textOf(file: string): string {
  const bytes = readFileSync(join(inbox, file))
  const raw = file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  const isGb = file.startsWith('complaints/') || file.startsWith('contacts/branch/')
  return new TextDecoder(isGb ? 'gb18030' : 'utf-8', { fatal: true }).decode(raw)
}

function readLines(text: string): FileRecord[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const first = /^\{"\w+":"([^"]*)/.exec(line)?.[1] ?? ''
      try {
        const row: object = JSON.parse(line)
        const cells = Object.entries(row).map(([key, value]) => [key, String(value ?? '')] as const)
        return { first, cells: new Map(cells), isWhole: true }
      } catch {
        return { first, cells: new Map<string, string>(), isWhole: false }
      }
    })
}

function readCsv(text: string): FileRecord[] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end !== ',') rows.push([])
  }
  const [header = [], ...records] = rows.filter((row) => row.length > 1)
  return records.map((row) => ({
    first: row[0] ?? '',
    cells: new Map(header.map((name, index) => [name, row[index] ?? ''])),
    isWhole: row.length === header.length,
  }))
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}

function hashes(root: string): Record<string, string> {
  const entries = filesOf(root).map((file) => {
    const bytes = readFileSync(join(root, file))
    return [file, createHash('sha256').update(bytes).digest('hex')]
  })
  return Object.fromEntries(entries)
}

function isIdentity(value: string): boolean {
  const sum = [...value.slice(0, 17)].reduce(
    (total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11),
    0,
  )
  return value.startsWith('110000') && value.at(-1) === '10X98765432'[sum % 11]
}

function isLuhn(value: string): boolean {
  const sum = [...value].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
