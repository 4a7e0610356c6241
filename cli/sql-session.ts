import { statSync } from 'node:fs'
import { type Database, openReader } from '../core/database.ts'
import { readTableNames, type TableName } from './sql-names.ts'

/** A warehouse that is read for a while; a load or build puts another file into its place. */
export interface Session {
  /** The warehouse as it is now; `onReplaced` is told where it is another one than before. */
  database(onReplaced?: () => void): Promise<Database>
  tables(): Promise<readonly TableName[]>
  /** Stops the query that runs; nothing where none does. */
  interrupt(): void
  close(): void
}

/** Opens a warehouse for reading. Nobody waits: a writer works on a copy and renames it. */
export async function openSession(path: string): Promise<Session> {
  let version = versionOf(path)
  let current = await openReader(path)
  let names: readonly TableName[] | undefined
  return {
    database: async (onReplaced) => {
      const now = versionOf(path)
      if (now !== undefined && now !== version) {
        const next = await openReader(path)
        current.close()
        current = next
        version = now
        names = undefined
        onReplaced?.()
      }
      return current
    },
    tables: async () => {
      names ??= await readTableNames(current)
      return names
    },
    interrupt: () => current.connection.interrupt(),
    close: () => current.close(),
  }
}

/** What tells one file at a path from the next; undefined where there is none. */
function versionOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`
}
