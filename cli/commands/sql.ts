import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { openReader } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import { explainSqlError } from '../explain-sql-error.ts'
import { exportRows, readFormat, unfinishedPath } from '../export-rows.ts'
import { sqlPrompt } from '../sql-prompt.ts'

export interface SqlCommandOptions {
  readonly format?: string
  readonly out?: string
}

/** `csq sql "select …"`: read-only SQL over the warehouse; a prompt when there is no query. */
export async function sqlCommand(
  context: Context,
  query: string | undefined,
  options: SqlCommandOptions,
): Promise<void> {
  const { workspace, output } = context
  const { out } = options
  const format = readFormat(options.format, out, output.isJson ? 'json' : 'table')
  requireWarehouse(workspace.warehouse)
  if (query === undefined && process.stdin.isTTY) return await sqlPrompt(context)
  const database = await openReader(workspace.warehouse, {
    writable: out === undefined ? [] : [unfinishedPath(out)],
  })
  try {
    const asked = query ?? (await text(process.stdin))
    if (asked.trim() === '') {
      throw new UserError('There is no query.', { hint: 'csq sql "select 1", or csq sql alone.' })
    }
    await exportRows(database, asked, format, out)
    if (out !== undefined) output.say(`wrote ${out}`)
  } catch (error) {
    throw await explainSqlError(database, error)
  } finally {
    database.close()
  }
}

/** A UserError when nothing was built yet. */
export function requireWarehouse(path: string): void {
  if (existsSync(path)) return
  throw new UserError('There is no warehouse yet.', { hint: 'run csq load, then csq build.' })
}
