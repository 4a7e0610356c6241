import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isPulled, type Source } from '../define-source.ts'
import type { DeliveredFile } from '../deliveries.ts'
import { inspectBinary } from '../inspect-file.ts'
import type { Load } from '../load-file.ts'
import type { PullRead } from './read.ts'
import { spoolRows } from './spool.ts'
import { laterWatermark } from './watermark.ts'

/**
 * Asks a feeding system for the rows since the last pull, and puts them into the inbox as a file
 * like any other. Undefined where there is no new row, or the connection is not set up.
 */
export async function pullDelivery(load: Load, source: Source): Promise<DeliveredFile | undefined> {
  if (!isPulled(source)) return undefined
  const variables = load.variables ?? {}
  const { connection, watermark: wanted } = settingsOf(source.read)
  const isNamed = load.only?.includes(source.name) === true
  if ((variables[connection] ?? '').trim() === '' && !isNamed) return undefined
  const watermark = await lastWatermark(load, source.name)
  const name = `${load.loadedAt.replace(/[-: ]/g, '').slice(0, 14)}-${load.loadId}.ndjson.gz`
  const folder = load.isDryRun === true ? load.scratch : join(load.workspace.inbox, source.name)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  const { pullRows } = await import('./read.ts') // database clients, needed only here
  const spooled = await spoolRows(pullRows(source.read, { variables, watermark }), path, wanted)
  if (spooled === undefined) return undefined
  if (await isKnown(load, source, path)) {
    rmSync(path) // the newest rows once more, as every pull begins with them
    return undefined
  }
  if (spooled.watermark !== undefined) {
    // the newest row may have been deleted since: what was reached is never given up
    const reached = laterWatermark(watermark ?? spooled.watermark, spooled.watermark)
    await keepWatermark(load, source.name, reached)
  }
  return { path, name: `${source.name}/${name}` }
}

/** Whether the very bytes were loaded before. */
async function isKnown({ database }: Load, source: Source, path: string): Promise<boolean> {
  const { sha256 } = await inspectBinary(path)
  const found = await database.rows(
    `select 1 as found from ops.files where source = $1 and sha256 = $2 and status = 'loaded' limit 1`,
    [source.name, sha256],
  )
  return found.length > 0
}

function settingsOf(read: PullRead): { connection: string; watermark: string | undefined } {
  if ('http' in read) return { connection: read.http.url, watermark: read.http.watermark?.column }
  const query = 'postgres' in read ? read.postgres : read.mysql
  return { connection: query.connection, watermark: query.watermark?.column }
}

async function lastWatermark({ database }: Load, source: string): Promise<string | undefined> {
  const [row] = await database.rows<{ watermark: string }>(
    'select watermark from ops.watermarks where source = $1 order by load_id desc limit 1',
    [source],
  )
  return row?.watermark
}

/** Kept with the rows themselves: both are published, or neither. */
async function keepWatermark(load: Load, source: string, watermark: string): Promise<void> {
  await load.database.run('insert into ops.watermarks values ($1, $2, $3)', [
    source,
    watermark,
    load.loadId,
  ])
}
