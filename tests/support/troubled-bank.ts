import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { contactCells, exportColumns } from '../../bench/contact-rows.ts'
import { systemClock } from '../../core/clock.ts'
import { type Database, openReader, type Row } from '../../core/database.ts'
import { identifier } from '../../core/sql.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { initWorkspace, readWorkspace } from '../../core/workspace.ts'
import { type LoadSummary, load } from '../../ingest/load.ts'
import { testSecret } from './process.ts'
import type { Account } from './server.ts'
import { writeWorkbook } from './xlsx.ts'

/** An empty workspace at `home`. */
export function emptyBank(home = mkdtempSync(join(tmpdir(), 'csq-faults-'))): string {
  initWorkspace(home, { home, secret: testSecret, smtpUrl: undefined })
  return home
}

/** Writes a file below the inbox; returns its path. */
export function put(home: string, file: string, content: string | Buffer): string {
  const path = join(home, 'inbox', file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** A copy of a workspace that something may happen to. */
export function copyBank(home: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'csq-faults-'))
  cpSync(home, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

export function removeBank(home: string): void {
  rmSync(home, { recursive: true, force: true })
}

/** Makes a workspace another account's, except the inbox, which that account may only read. */
export function giveTo(home: string, { uid, gid }: Account): void {
  if (uid === undefined || gid === undefined) return
  for (const file of readdirSync(home)) if (file !== 'inbox') chownSync(join(home, file), uid, gid)
  chownSync(home, uid, gid)
}

/** Loads in this process, as the next run after a trouble. */
export function loadHere(home: string): Promise<LoadSummary> {
  const workspace = readWorkspace(home)
  return writeWarehouse(workspace, (database) =>
    load(database, {
      workspace,
      secret: Buffer.from(testSecret),
      clock: systemClock,
      programVersion: 'test',
    }),
  )
}

/** Contacts as CSV, from one number up to another; one of 128 is broken in some way. */
export function contactsCsv(from: number, until: number): string {
  const rows = Array.from({ length: until - from }, (_, index) =>
    contactCells(from + index, (text) => text).join(','),
  )
  return `${Object.values(exportColumns).join(',')}\n${rows.join('\n')}\n`
}

/** Twenty files that lie in the inbox before the load that is disturbed. */
export async function deliverFirst(home: string): Promise<void> {
  for (let file = 0; file < 14; file++) {
    put(home, `contacts/day-${10 + file}.csv`, contactsCsv(file * 150, (file + 1) * 150))
  }
  put(home, 'contacts/again.csv', contactsCsv(0, 150))
  for (let file = 0; file < 5; file++)
    put(home, `complaint_events/events-${file}.csv`, events(file))
}

/** Nine more: plain, compressed, a workbook, newer versions, broken rows, doubles, a reference table. */
export async function deliverMore(home: string): Promise<void> {
  put(home, 'contacts/day-30.csv', contactsCsv(2100, 2500))
  put(home, 'contacts/day-31.csv.gz', gzipSync(contactsCsv(2400, 2700)))
  put(home, 'contacts/twice.csv', contactsCsv(150, 300))
  put(home, 'contacts/overlap.csv', contactsCsv(100, 260))
  put(home, 'complaint_events/events-6.csv', events(6))
  put(home, 'complaint_events/events-7.csv', events(7).replace('收到', '不详'))
  put(home, 'complaint_events/events-8.ndjson', eventsNdjson())
  const lines = events(5).trim().split('\n')
  const cells = lines.map((line) => line.split(','))
  mkdirSync(join(home, 'inbox/complaint_events'), { recursive: true })
  await writeWorkbook(join(home, 'inbox/complaint_events/events-5.xlsx'), { 流转: cells })
  put(home, 'departments/departments.csv', 'department_id,name_zh\nD1,甲部\nD2,乙部\n')
}

function events(file: number): string {
  const kinds = ['收到', '分派', '办结']
  const rows = Array.from({ length: 120 }, (_, row) => {
    const minute = String(row % 60).padStart(2, '0')
    return `P${file}${row},${kinds[row % 3]},2026-09-0${1 + (row % 9)} 09:${minute}:00,D1,致电13800138000`
  })
  return `投诉编号,流转类型,发生时间,部门编号,备注\n${rows.join('\n')}\n`
}

function eventsNdjson(): string {
  return ['received', 'closed', 'lost']
    .map((event_type, day) =>
      JSON.stringify({
        complaint_id: 'N1',
        event_type,
        occurred_at: `2026-09-0${1 + day} 10:00:00`,
      }),
    )
    .join('\n')
}

/** What a load changes by being another one: its number, and when it was. */
const passing = [
  'load_id',
  'started_at',
  'finished_at',
  'seconds',
  'loaded_at',
  '_loaded_at',
  'closed_at',
  'stamp',
  'program_version',
]

/** All rows of what a load writes, as text; equal texts are equal warehouses. */
export async function contents(home: string): Promise<Readonly<Record<string, string>>> {
  return withReader(home, async (database) => {
    const tables = await database.rows<{ name: string; columns: string[] }>(
      `select schema_name || '.' || table_name as name, list(column_name order by column_index) as columns
      from duckdb_columns() where schema_name in ('landing', 'reference', 'ops') group by all order by all`,
    )
    const found: Record<string, string> = {}
    for (const { name, columns } of tables) {
      const kept = columns.filter((column) => !passing.includes(column))
      const listed = kept.map((column) => identifier(column)).join(', ')
      const rows = await database.rows(
        `select ${listed} from ${identifier(...name.split('.'))} order by all`,
      )
      found[name] = rows.map((row) => JSON.stringify(row)).join('\n')
    }
    return found
  })
}

export function rowsOf<T extends Row = Row>(home: string, sql: string): Promise<T[]> {
  return withReader(home, (database) => database.rows<T>(sql))
}

async function withReader<T>(home: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openReader(join(home, 'warehouse.duckdb'))
  try {
    return await work(database)
  } finally {
    database.close()
  }
}

/** Every file of a workspace with its size, except the warehouse's, whose size may vary. */
export function filesOf(home: string, folder = '.'): readonly string[] {
  return readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      const name = relative(home, path)
      return name === 'warehouse.duckdb'
        ? name
        : `${name} ${statSync(path, { throwIfNoEntry: false })?.size}`
    })
    .sort()
}
