import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Database } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { readSecret } from '../../core/workspace.ts'
import { localDay } from '../../core/zone.ts'
import {
  discardRefused,
  listRefused,
  type RefusedRow,
  showRefused,
} from '../../ingest/quarantine.ts'
import { replay } from '../../ingest/replay.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'
import {
  read,
  type SelectionOptions,
  seenOn,
  selectionOf,
  wholeNumber,
} from '../quarantine-selection.ts'
import { refusedSheets } from '../quarantine-workbook.ts'
import { writeXlsx } from '../write-xlsx.ts'

export interface QuarantineOptions extends SelectionOptions {
  readonly all?: boolean
  readonly limit?: string
  readonly by?: string
  readonly note?: string
  readonly out?: string
}

/** `csq quarantine list`: what is held back, by source, column and reason. */
export async function quarantineList(context: Context, options: QuarantineOptions): Promise<void> {
  const groups = await read(context, async (database) =>
    listRefused(database, await selectionOf(options, database)),
  )
  const { output } = context
  if (groups.length === 0) output.say('nothing is held back')
  else {
    output.say(
      textTable(
        groups.map((each) => ({
          source: each.source,
          column: each.column_name || '(record)',
          reason: each.reason,
          records: each.records,
          first: `${each.first_file} record ${each.first_record}`,
          'first seen': seenOn(context.workspace, each.first_seen),
          'last seen': seenOn(context.workspace, each.last_seen),
          'what to do': each.todo,
        })),
      ),
    )
  }
  output.result(groups)
}

/** `csq quarantine show`: the refused rows themselves, values masked. */
export async function quarantineShow(context: Context, options: QuarantineOptions): Promise<void> {
  const limit = options.limit === undefined ? 50 : wholeNumber(options.limit, '--limit')
  const rows = await read(context, async (database) =>
    showRefused(database, await selectionOf(options, database), {
      withClosed: options.all === true,
      limit,
    }),
  )
  const { output } = context
  if (rows.length === 0) output.say('no such record is held back')
  else {
    output.say(
      textTable(
        rows.map((row) => ({
          file: row.sheet === null ? row.file : `${row.file} [${row.sheet}]`,
          record: row.record,
          column: row.column_name || '(record)',
          reason: row.reason,
          value: row.value_masked,
          key: row.record_key,
          status: row.status,
          seen: seenOn(context.workspace, row.first_seen),
          note: [row.closed_by, row.note].filter((each) => each !== null).join(': '),
        })),
      ),
    )
    if (rows.length === limit) output.say(`the first ${limit}; --limit shows more`)
  }
  output.result(rows)
}

/** `csq quarantine replay`: reads the files again after a fix. False when a file could not be read. */
export async function quarantineReplay(
  context: Context,
  options: QuarantineOptions,
): Promise<boolean> {
  const { workspace, output } = context
  const selection = await read(context, (database) => selectionOf(options, database))
  const files = await writeWarehouse(workspace, (database) =>
    replay(
      database,
      {
        workspace,
        secret: readSecret(workspace.home, context.environment),
        clock: context.clock,
        programVersion: context.programVersion,
        variables: context.environment.variables ?? {},
      },
      selection,
    ),
  )
  if (files.length === 0) output.say('no such record is held back')
  else {
    output.say(
      textTable(
        files.map(({ file, accepted, superseded, still_refused }) => ({
          file,
          'moved on': accepted,
          'of them superseded': superseded,
          'still refused': still_refused,
        })),
      ),
    )
    for (const { message } of files) if (message !== null) output.say(`not read: ${message}`)
    if (files.some((each) => each.accepted > 0)) output.say('csq build takes them into the figures')
  }
  output.result(files)
  return files.every((each) => each.message === null)
}

/** `csq quarantine discard`: gives records up for good, with a name and a reason. */
export async function quarantineDiscard(
  context: Context,
  options: QuarantineOptions,
): Promise<void> {
  const { by, note } = options
  if (by === undefined || note === undefined || by.trim() === '' || note.trim() === '') {
    throw new UserError('Records are given up only with a name and a reason.', {
      hint: 'add --by NAME --note "why these records will not be delivered again".',
    })
  }
  const selection = await read(context, (database) => selectionOf(options, database))
  if (Object.values(selection).every((each) => each === undefined)) {
    throw new UserError('Say which records are given up.', {
      hint: 'add --source, --reason, --column, --file, --record or --department.',
    })
  }
  const at = context.clock.now()
  const records = await writeWarehouse(context.workspace, (database) =>
    discardRefused(database, selection, { name: by, note, at }),
  )
  context.output.say(`${records} record(s) given up by ${by}; they stay counted in ops.files`)
  context.output.result({ records })
}

/** `csq quarantine export`: one Excel list for each department that can correct its records. */
export async function quarantineExport(
  context: Context,
  options: QuarantineOptions,
): Promise<void> {
  const { workspace, output } = context
  const rows = await read(context, async (database) =>
    showRefused(database, await selectionOf(options, database)),
  )
  const names = await read(context, departmentNames)
  const folder = resolve(options.out ?? join(workspace.home, 'quarantine'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const day = localDay(workspace.zone, context.clock.now())
  const written: { department: string; records: number; file: string }[] = []
  for (const [department, own] of byDepartment(rows)) {
    const file = join(folder, `${day}-${department.replace(/[^\p{L}\p{N}_.-]/gu, '_')}.xlsx`)
    const sheets = await read(context, (database) => refusedSheets(database, own, workspace))
    await writeXlsx(file, sheets)
    const records = new Set(own.map((row) => `${row.file}:${row.record}`)).size
    written.push({ department: names.get(department) ?? department, records, file })
  }
  if (written.length === 0) output.say('nothing is held back')
  else output.say(textTable(written))
  output.result(written)
}

function byDepartment(rows: readonly RefusedRow[]): ReadonlyMap<string, readonly RefusedRow[]> {
  const groups = new Map<string, RefusedRow[]>()
  for (const row of rows) {
    const department = row.department_id ?? 'unassigned'
    const own = groups.get(department) ?? []
    own.push(row)
    groups.set(department, own)
  }
  return groups
}

async function departmentNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ department_id: string; name_zh: string }>(
    'select department_id, name_zh from reference.departments',
  )
  return new Map(rows.map((row) => [row.department_id, `${row.department_id} ${row.name_zh}`]))
}
