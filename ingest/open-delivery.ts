import type { Database } from '../core/database.ts'
import { type InspectedFile, mapTable, type OpenedFile, type Reading } from './delivery.ts'
import { type Drift, findDrift, holdForDrift } from './drift.ts'
import type { MappedTable } from './landing.ts'
import { requireColumns } from './map-columns.ts'
import { openFile } from './read-file.ts'

/** A delivery that is ready to be landed. */
export interface ReadyDelivery {
  readonly opened: OpenedFile
  readonly tables: readonly MappedTable[]
  readonly drift: Drift
}

/** Opens a file, compares its columns with those before, and maps them to the contract. */
export async function openDelivery(
  { database, scratch }: { database: Database; scratch: string },
  reading: Omit<Reading, 'scratch'>,
  file: InspectedFile,
): Promise<ReadyDelivery> {
  const { source, compiled, codes } = reading
  const whole: Reading = { source, compiled, codes, scratch }
  const opened = await openFile(database, file, whole)
  try {
    const drift = await findDrift(database, opened.tables, whole, file.name)
    holdForDrift(drift, file.name, source.name)
    const tables = opened.tables.map((table) => {
      const { relation, mapped } = mapTable(table, { ...whole, ...drift })
      if (file.format !== 'ndjson') requireColumns(mapped, compiled, table.names, file.name)
      const { sheet, hasRejects, linesBefore, signs } = table
      return { relation, sheet, hasRejects, linesBefore, signs, width: table.names.length }
    })
    return { opened, tables, drift }
  } catch (error) {
    opened.dispose()
    throw error
  }
}
