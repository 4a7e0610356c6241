import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePeriod } from '../../core/periods.ts'
import { type Edition, findEdition, type Manifest } from '../../reports/edition.ts'
import { filesOf, hashFile } from '../../reports/edition-files.ts'
import { exportData } from '../../reports/export-data.ts'
import { figuresHash, hashedTables } from '../../reports/figures-hash.ts'
import { buildPlain } from '../../reports/plain/build-plain.ts'
import { renderPlain } from '../../reports/plain/render-plain.ts'
import type { Bank } from './bank.ts'

/** Publishes an edition of the bank with its data and plain pages, and without the application. */
export async function publishPlainly(bank: Bank, period: string): Promise<Edition> {
  const { editions, cache, warehouse, zone } = bank.workspace
  const folder = join(editions, period, 'bank/r1')
  const dataFile = 'data/edition.duckdb'
  const data = join(folder, dataFile)
  mkdirSync(join(folder, 'data'), { recursive: true })
  await exportData({
    warehouse,
    target: data,
    period: parsePeriod(period),
    audience: 'bank',
    revision: 1,
    bank: { zh: '示例银行', en: 'Example Bank' },
    zone,
  })
  await renderPlain({ bundle: await buildPlain(cache), data, out: join(folder, 'plain') })
  const [built] = await bank.rows<{ as_of: string }>(
    'select max(as_of) as as_of from indicators."values"',
  )
  const files = await Promise.all(
    filesOf(folder).map(async (path) => [path, await hashFile(join(folder, path))] as const),
  )
  const manifest: Manifest = {
    period: parsePeriod(period),
    audience: 'bank',
    revision: 1,
    title: { zh: `${period}客服质量评估报告`, en: `Customer-service quality report, ${period}` },
    as_of: `${built?.as_of}Z`,
    published_at: '2026-10-08T01:05:00Z',
    program_version: 'test',
    figures_sha256: await figuresHash(data),
    figures_of: hashedTables,
    data_file: dataFile,
    sources: [],
    definitions: {},
    checks: [],
    csp: [],
    files: Object.fromEntries(files),
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  return findEdition(editions, period)
}
