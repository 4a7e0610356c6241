import { constants, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openReader } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { buildCommand, cutOff } from './commands/build.ts'
import type { Context } from './context.ts'

/** A warehouse file whose indicators are of one data cut-off. */
export interface MeasuredWarehouse {
  readonly path: string
  remove(): void
}

/**
 * The warehouse as of an instant. Where it was built as of another one, a private copy is built
 * anew, so that nobody else's figures change. A UserError when nothing was measured yet.
 */
export async function measuredWarehouse(
  context: Context,
  asOf: string | undefined,
): Promise<MeasuredWarehouse> {
  const { workspace, output } = context
  const built = await builtAsOf(workspace.warehouse)
  const wanted = asOf === undefined ? undefined : cutOff(context, asOf)
  if (wanted === undefined || built === wanted.getTime()) {
    return { path: workspace.warehouse, remove: () => {} }
  }
  mkdirSync(workspace.cache, { recursive: true, mode: 0o700 })
  const home = mkdtempSync(join(workspace.cache, 'as-of-'))
  const remove = () => rmSync(home, { recursive: true, force: true })
  try {
    const path = join(home, basename(workspace.warehouse))
    copyFileSync(workspace.warehouse, path, constants.COPYFILE_FICLONE)
    const copy: Context = {
      ...context,
      workspace: { ...workspace, home, warehouse: path, cache: join(home, 'cache') },
      output: { ...output, isJson: false, say: () => {}, result: () => {} },
    }
    await buildCommand(copy, [], { asOf: wanted.toISOString() })
    return { path, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The one cut-off of all values, in milliseconds; undefined when there are several or none. */
async function builtAsOf(path: string): Promise<number | undefined> {
  const database = await openReader(path)
  try {
    const { tables } = await database.row<{ tables: number }>(`select count(*) as tables
      from (
        select schema_name, table_name as name from duckdb_tables()
        union all select schema_name, view_name from duckdb_views()
      ) where schema_name = 'indicators' and name in ('daily', 'values', 'definitions', 'shown')`)
    if (tables < 4)
      throw new UserError('Nothing has been measured yet, or by an earlier version.', {
        hint: 'run csq build.',
      })
    const { first, last } = await database.row<{ first: number | null; last: number | null }>(
      'select epoch_ms(min(as_of)) as first, epoch_ms(max(as_of)) as last from indicators.values',
    )
    return first !== null && first === last ? first : undefined
  } finally {
    database.close()
  }
}
