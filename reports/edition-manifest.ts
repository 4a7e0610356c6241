import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, openReader } from '../core/database.ts'
import type { Period } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { departmentOf } from './audience/audiences.ts'
import { namesOthersMacro, othersSql, setOthersSql } from './audience/others.ts'
import type { Manifest } from './edition.ts'
import { filesOf, hashFile } from './edition-files.ts'
import { hashedTables } from './figures-hash.ts'
import type { Rendered } from './render-edition.ts'

/** An edition that has been rendered and checked. */
export interface MadeEdition {
  readonly warehouse: string
  readonly period: Period
  readonly audience: string
  readonly revision: number
  /** Its data file. */
  readonly data: string
  readonly figures: string
  readonly checks: Manifest['checks']
  readonly rendered: Rendered
  readonly publishedAt: Date
  readonly programVersion: string
}

/** The manifest of an edition, all but the hashes of its files. */
export async function describeEdition(made: MadeEdition): Promise<Omit<Manifest, 'files'>> {
  const edition = await openReader(made.data)
  try {
    const { title_zh: zh, title_en: en } = await edition.row<{
      title_zh: string
      title_en: string
    }>('select title_zh, title_en from edition')
    return {
      period: made.period,
      audience: made.audience,
      revision: made.revision,
      title: { zh, en },
      ...(await readOrigins(made)),
      published_at: made.publishedAt.toISOString(),
      program_version: made.programVersion,
      figures_sha256: made.figures,
      figures_of: hashedTables,
      data_file: made.rendered.dataFile,
      checks: made.checks,
      csp: made.rendered.inlineScripts,
    }
  } finally {
    edition.close()
  }
}

/** The cut-off, the deliveries and the definitions; of a department no file that names another. */
async function readOrigins({ warehouse, audience }: MadeEdition) {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(warehouse)} as warehouse (read_only); use warehouse`)
    const department = departmentOf(audience)
    if (department !== undefined) {
      await database.run(`set variable department_id = ${literal(department)};
        create temp table others as ${othersSql};
        ${setOthersSql}`)
    }
    await database.run(`create temp macro names_others(words) as
      ${department === undefined ? 'false' : namesOthersMacro}`)
    const { as_of: asOf } = await database.row<{ as_of: string }>(
      'select as_of from indicators.values limit 1',
    )
    const versions = await database.rows<{ indicator: string; version: number }>(
      'select indicator, version from indicators.definitions order by indicator',
    )
    return {
      as_of: `${asOf}Z`,
      sources: (await database.rows(
        `select contract, file, sha256, rows_read, rows_accepted, rows_duplicate, rows_quarantined, load_id
        from ops.files where status in ('loaded', 'replaced') and not names_others(file)
        order by file_id`,
      )) as unknown as Manifest['sources'], // the columns selected are its fields
      definitions: Object.fromEntries(versions.map((each) => [each.indicator, each.version])),
    }
  } finally {
    database.close()
  }
}

/** Writes `manifest.json`; `known` are hashes of files that all editions share. */
export async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'files'>,
  known: ReadonlyMap<string, string>,
): Promise<void> {
  const files: Record<string, string> = {}
  for (const path of filesOf(folder)) {
    files[path] = known.get(path) ?? (await hashFile(join(folder, path)))
  }
  writeFileSync(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ ...manifest, files }, null, 1)}\n`,
  )
}
