import { statSync } from 'node:fs'
import { openReader } from '../../core/database.ts'

/** What the server tells of the warehouse. */
export interface WarehouseFacts {
  readonly isReadable: boolean
  /** When the last load ended. */
  readonly loadedAt: Date | undefined
}

/** Asks the warehouse, and again only after it has changed. */
export function openWarehouseFacts(warehouse: string): () => Promise<WarehouseFacts> {
  let stamp = ''
  let known: Promise<WarehouseFacts> | undefined
  return () => {
    const file = statSync(warehouse, { throwIfNoEntry: false })
    const now = `${file?.mtimeMs} ${file?.size}`
    if (known === undefined || now !== stamp) {
      stamp = now
      known = file === undefined ? Promise.resolve(unreadable) : readFacts(warehouse)
    }
    return known
  }
}

const unreadable: WarehouseFacts = { isReadable: false, loadedAt: undefined }

async function readFacts(warehouse: string): Promise<WarehouseFacts> {
  try {
    const database = await openReader(warehouse)
    try {
      const tables = await database.rows(
        `select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'loads'`,
      )
      if (tables.length === 0) return { isReadable: true, loadedAt: undefined }
      const { at } = await database.row<{ at: string | null }>(
        'select max(finished_at) as at from ops.loads',
      )
      return { isReadable: true, loadedAt: at === null ? undefined : new Date(`${at}Z`) }
    } finally {
      database.close()
    }
  } catch {
    return unreadable // damaged, or not a database: the answer says so
  }
}
