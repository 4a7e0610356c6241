import type { Database } from '../core/database.ts'
import { nearestName, UserError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import { type ColumnKind, columnKinds } from './column-kinds.ts'
import type { DriftPolicy } from './define-source.ts'
import { feedOf } from './deliveries.ts'
import { type DeliveredTable, mapTable, type Reading } from './delivery.ts'
import { findRenames, kindFamily } from './find-renames.ts'
import { formerColumns, formerRenames } from './former-columns.ts'
import { has, isServed, soughtHeaders, soughtRenames } from './sought-headers.ts'

/** A difference between the columns of a file and those of the file before it. */
export interface DriftChange {
  readonly change: 'new_column' | 'missing_column' | 'renamed_column' | 'changed_type'
  readonly column_name: string
  readonly detail: string | null
  readonly decision: 'ignore' | 'evolve' | 'hold'
}

/** What was found, and how the file is to be read because of it. */
export interface Drift {
  readonly changes: readonly DriftChange[]
  readonly keep: ReadonlySet<string>
  readonly renamed: ReadonlyMap<string, string>
  readonly kinds: ReadonlyMap<string, ColumnKind>
}

/** Compares the columns of a file with what its source delivered before, and decides by policy. */
export async function findDrift(
  database: Database,
  tables: readonly DeliveredTable[],
  reading: Reading,
  file: string,
): Promise<Drift> {
  const { source } = reading
  const former = await formerColumns(database, feedOf(file))
  const policy = former.size > 0 ? source.drift : firstTime(source.drift)
  const names = [...new Set(tables.flatMap((table) => table.names))]
  const taken =
    policy.renamedColumn === 'evolve'
      ? await formerRenames(database, source.name, file, names)
      : new Map<string, string>()
  const again = { ...reading, renamed: soughtRenames(taken, reading) }
  const mapped = tables.map((table) => mapTable(table, again).mapped)
  const kinds = new Map<string, ColumnKind>()
  for (const table of tables) {
    for (const [each, kind] of await columnKinds(database, table, source.unknown))
      kinds.set(each, kind)
  }
  const unclaimed = new Set(mapped.flatMap((each) => each.unclaimed))
  const gone = [...former].filter(([each]) => !has(names, each) && !isServed(each, mapped, reading))
  const fresh = [...unclaimed].filter((each) => !has(former.keys(), each))
  const renamed = findRenames(
    new Map([
      ...soughtHeaders(
        mapped,
        reading,
        gone.map(([each]) => each),
      ),
      ...gone,
    ]),
    new Map(fresh.map((each) => [each, kinds.get(each) ?? null])),
  )
  const isNew = new Set(renamed.values())
  const changes: DriftChange[] = [
    ...[...renamed].map(([from, to]) => change('renamed_column', to, from, policy.renamedColumn)),
    ...fresh
      .filter((each) => !isNew.has(each))
      .map((each) => newColumn(each, reading, policy.newColumn)),
    ...gone
      .filter(([each]) => !renamed.has(each))
      .map(([each]) => change('missing_column', each, null, policy.missingColumn)),
    ...changedKinds(former, kinds, policy),
  ]
  const followed = policy.renamedColumn === 'evolve' ? new Map([...taken, ...renamed]) : taken
  return {
    changes,
    kinds,
    keep: policy.newColumn === 'evolve' ? unclaimed : new Set(),
    renamed: soughtRenames(followed, reading),
  }
}

/** Throws a UserError when a change is one that the source's policy holds a file for. */
export function holdForDrift(drift: Drift, file: string, source: string): void {
  const held = drift.changes.filter((each) => each.decision === 'hold')
  if (held.length === 0) return
  const named = held.map((each) => describeChange(each)).join('; ')
  throw new UserError(`${file}: its columns are not those of the last file: ${named}.`, {
    hint: `ask the sending team; adapt ingest/sources/ or the policy of ${source} (drift), then load again. The whole file is held.`,
  })
}

/** A change in words. */
export function describeChange(
  each: Pick<DriftChange, 'change' | 'column_name' | 'detail'>,
): string {
  switch (each.change) {
    case 'new_column':
      return `new column "${each.column_name}"${each.detail === null ? '' : `; did you mean ${each.detail}?`}`
    case 'missing_column':
      return `column "${each.column_name}" is gone`
    case 'renamed_column':
      return `"${each.detail}" seems to be called "${each.column_name}" now`
    case 'changed_type':
      return `column "${each.column_name}": ${each.detail}`
  }
}

/** Remembers what a file delivered, and writes what was found into `ops.drift`. */
export async function recordDrift(
  database: Database,
  drift: Drift,
  where: { source: string; contract: string; file: string; fileId: number; loadId: number },
): Promise<void> {
  const { fileId } = where
  const feed = literal(feedOf(where.file))
  const kinds = [...drift.kinds].map(([name, kind]) => `(${literal(name)}, ${literal(kind)})`)
  if (kinds.length > 0) {
    const found = `(values ${kinds.join(', ')}) found(column_name, kind)`
    await database.run(`
      update ops.source_columns
        set last_file_id = ${fileId}, kind = coalesce(found.kind::varchar, source_columns.kind)
        from ${found}
        where feed = ${feed} and source_columns.column_name = found.column_name;
      insert into ops.source_columns
        select ${feed}, column_name, kind, ${fileId}, ${fileId} from ${found}
        where column_name not in
          (select column_name from ops.source_columns where feed = ${feed})`)
  }
  for (const each of drift.changes) {
    const values = [where.source, where.contract, where.file, where.loadId, each.change]
    const row = [...values, each.column_name, each.detail, each.decision].map(literal).join(', ')
    await database.run(`insert into ops.drift values (${row})`)
  }
}

function newColumn(
  name: string,
  { compiled }: Reading,
  decision: DriftChange['decision'],
): DriftChange {
  const known = compiled.columns.flatMap((column) => [column.name, column.zh])
  return change('new_column', name, nearestName(name, known) ?? null, decision)
}

/** The first file of a source has nothing to be compared with: it is never held for a column. */
function firstTime(policy: DriftPolicy): DriftPolicy {
  const { newColumn, renamedColumn } = policy
  return {
    ...policy,
    newColumn: newColumn === 'hold' ? 'ignore' : newColumn,
    renamedColumn: renamedColumn === 'hold' ? 'ignore' : renamedColumn,
  }
}

function changedKinds(
  former: ReadonlyMap<string, ColumnKind>,
  kinds: ReadonlyMap<string, ColumnKind>,
  policy: DriftPolicy,
): DriftChange[] {
  return [...kinds].flatMap(([name, now]) => {
    const before = former.get(name) ?? null
    if (before === null || now === null || kindFamily(before) === kindFamily(now)) return []
    return [change('changed_type', name, `${before} before, ${now} now`, policy.changedType)]
  })
}

function change(
  kind: DriftChange['change'],
  column: string,
  detail: string | null,
  decision: DriftChange['decision'],
): DriftChange {
  return { change: kind, column_name: column, detail, decision }
}
