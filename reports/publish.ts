import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { openDatabase, openReader } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { UserError } from '../core/errors.ts'
import type { Period } from '../core/periods.ts'
import { literal } from '../core/sql.ts'
import { lock } from '../core/warehouse.ts'
import type { Workspace } from '../core/workspace.ts'
import { buildApp } from './build-app.ts'
import { addCommentary } from './commentary/add-commentary.ts'
import { type Edition, editionPath, listEditions, type Manifest, readManifest } from './edition.ts'
import { readSigningKey, signatureFile, signEdition } from './export/signature.ts'
import { exportData } from './export-data.ts'
import { checkEdition } from './gate.ts'
import { buildPlain } from './plain/build-plain.ts'
import { renderPlain } from './plain/render-plain.ts'
import { renderEdition } from './render-edition.ts'
import { writeSummary } from './summary.ts'

export interface PublishOptions {
  readonly workspace: Workspace
  readonly period: Period
  readonly audience: string
  readonly clock: Clock
  readonly programVersion: string
  /** Private key that signs the edition, PEM or base64; unsigned without. */
  readonly signingKey?: string | undefined
  /** Is told each step as it begins. */
  readonly onStep?: (step: string) => void
}

/** Whether an audience has an edition: its rows must be its own, so that each is made on purpose. */
export function canPublish(audience: string): boolean {
  return audience === 'bank'
}

export interface Published {
  readonly edition: Edition
  /** False when the newest revision has the same figures already. */
  readonly isNew: boolean
  readonly pages: number
  readonly cpuSeconds: number
  /** What the gate tells and what stops nothing. */
  readonly warnings: readonly string[]
}

/**
 * Publishes an edition: export, render, gate, move into place. Nothing is visible before the
 * last step; a failure leaves what was published untouched.
 */
export async function publishEdition(options: PublishOptions): Promise<Published> {
  const { workspace, period, audience } = options
  if (!canPublish(audience)) {
    throw new UserError(`There is no edition for the audience "${audience}" yet.`, {
      hint: 'publish for bank; its pages hold every department.',
    })
  }
  await requirePeriod(workspace, period)
  const unlock = lock(join(workspace.editions, '.publish.lock'))
  const scratch = join(workspace.cache, `publish-${process.pid}`)
  try {
    rmSync(scratch, { recursive: true, force: true })
    mkdirSync(scratch, { recursive: true })
    return await publishLocked(options, scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
    for (const name of unfinishedFolders(workspace, period.id, audience)) {
      rmSync(name, { recursive: true, force: true })
    }
    unlock()
  }
}

async function publishLocked(options: PublishOptions, scratch: string): Promise<Published> {
  const { workspace, period, audience } = options
  const step = options.onStep ?? (() => undefined)
  // a key that cannot be read is said before the work
  const signingKey =
    options.signingKey === undefined ? undefined : readSigningKey(options.signingKey)
  const newest = listEditions(workspace.editions).find(
    (each) => each.period.id === period.id && each.audience === audience,
  )
  const revision = (newest?.revision ?? 0) + 1
  const data = join(scratch, 'csq.duckdb')
  step('data')
  await exportData({
    warehouse: workspace.warehouse,
    target: data,
    period,
    audience,
    revision,
    bank: workspace.config.bank,
    zone: workspace.zone,
  })
  const commentary = await addCommentary({
    home: workspace.home,
    data,
    period: period.id,
    audience,
    isRequired: workspace.config.editions.require_commentary,
  })
  const figures = await figuresHash(data)
  if (newest !== undefined && readManifest(newest).figures_sha256 === figures) {
    return {
      edition: newest,
      isNew: false,
      pages: 0,
      cpuSeconds: 0,
      warnings: warningsOf(commentary),
    }
  }
  step('application')
  const site = join(programRoot, 'reports', 'site')
  const parts = {
    site,
    reports: join(programRoot, 'reports'),
    config: join(programRoot, 'evidence.config.yaml'),
  }
  const { app } = await buildApp(parts, join(workspace.cache, 'site'))
  step('pages')
  const path = editionPath(period.id, audience, revision)
  const folder = join(workspace.editions, period.id, audience, `.r${revision}-${process.pid}`)
  const rendered = await renderEdition({
    app,
    site,
    data,
    basePath: `/editions/${path}`,
    out: folder,
    cache: join(workspace.cache, 'site'),
  })
  const bundle = await buildPlain(join(workspace.cache, 'site'))
  await renderPlain({ bundle, data, out: join(folder, 'plain') })
  step('gate')
  const gate = await checkEdition({
    folder,
    dataFile: rendered.dataFile,
    warehouse: workspace.warehouse,
    expectedPages: rendered.pages,
  })
  const checks = [...gate, ...commentary]
  const failed = checks.filter((check) => !check.ok && check.severity !== 'warning')
  if (failed.length > 0) {
    throw new UserError(
      `${path} is not published:\n${failed.map((check) => `  ${check.name}: ${check.detail}`).join('\n')}`,
      { hint: 'correct the data or the page named above; the last good edition stays in place.' },
    )
  }
  const manifest = await describeEdition(options, { data, revision, figures, checks, rendered })
  await writeSummary(folder, data, manifest)
  await writeManifest(folder, manifest)
  if (signingKey !== undefined) signEdition(folder, signingKey)
  const target = join(workspace.editions, path)
  renameSync(folder, target)
  return {
    edition: { id: path, folder: target, period, audience, revision },
    isNew: true,
    pages: rendered.pages,
    cpuSeconds: rendered.cpuSeconds,
    warnings: warningsOf(checks),
  }
}

function warningsOf(checks: Manifest['checks']): readonly string[] {
  return checks
    .filter((check) => !check.ok && check.severity === 'warning')
    .map((check) => `${check.name}: ${check.detail}`)
}

async function requirePeriod(workspace: Workspace, period: Period): Promise<void> {
  if (!existsSync(workspace.warehouse)) {
    throw new UserError('There is no warehouse yet.', { hint: 'run csq load, then csq build.' })
  }
  const database = await openReader(workspace.warehouse)
  try {
    const { tables } = await database.row<{ tables: number }>(
      `select count(*) as tables from duckdb_tables() where schema_name = 'indicators' and table_name = 'values'`,
    )
    if (tables === 0)
      throw new UserError('There are no indicators yet.', { hint: 'run csq build.' })
    const { values } = await database.row<{ values: number }>(
      `select count(*) as values from indicators.values where period_id = ${literal(period.id)}`,
    )
    if (values > 0) return
    const known = await database.rows<{ period_id: string }>(
      `select distinct period_id, period_start from indicators.values
      where period_type = ${literal(period.type)} order by period_start desc limit 6`,
    )
    throw new UserError(`No data touch the period ${period.id}.`, {
      hint: `periods with data: ${known.map((each) => each.period_id).join(', ')}`,
    })
  } finally {
    database.close()
  }
}

/** SHA-256 over all figures of the data file. */
export async function figuresHash(data: string): Promise<string> {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(data)} as edition (read_only)`)
    const { hash } = await database.row<{ hash: string }>(
      `select sha256(string_agg(figure, e'\\n' order by figure)) as hash
      from (select concat_ws('|', indicator, period_id, grouped_by, group_id, numerator, denominator,
        value, status, definition_version) as figure from edition."values"
        union all
        -- the gate and the grades move no value
        select concat_ws('|', 'score', period_id, grade_zh, capped_score, critical_inspections)
        from edition.score
        union all
        select concat_ws('|', 'commentary', audience, html_zh, html_en) from edition.commentary)`,
    )
    return hash
  } finally {
    database.close()
  }
}

async function describeEdition(
  options: PublishOptions,
  made: {
    readonly data: string
    readonly revision: number
    readonly figures: string
    readonly checks: Manifest['checks']
    readonly rendered: { readonly dataFile: string; readonly inlineScripts: readonly string[] }
  },
): Promise<Omit<Manifest, 'files'>> {
  const database = await openReader(options.workspace.warehouse)
  const edition = await openReader(made.data)
  try {
    const { title_zh: zh, title_en: en } = await edition.row<{
      title_zh: string
      title_en: string
    }>('select title_zh, title_en from edition')
    const { as_of: asOf } = await database.row<{ as_of: string }>(
      'select as_of from indicators.values limit 1',
    )
    const versions = await database.rows<{ indicator: string; version: number }>(
      'select indicator, version from indicators.definitions order by indicator',
    )
    return {
      period: options.period,
      audience: options.audience,
      revision: made.revision,
      title: { zh, en },
      as_of: `${asOf}Z`,
      published_at: options.clock.now().toISOString(),
      program_version: options.programVersion,
      figures_sha256: made.figures,
      data_file: made.rendered.dataFile,
      sources: (await database.rows(
        `select contract, file, sha256, rows_read, rows_accepted, rows_duplicate, rows_quarantined, load_id
        from ops.files where status in ('loaded', 'replaced') order by file_id`,
      )) as unknown as Manifest['sources'], // the columns selected are its fields
      definitions: Object.fromEntries(versions.map((each) => [each.indicator, each.version])),
      checks: made.checks,
      csp: made.rendered.inlineScripts,
    }
  } finally {
    database.close()
    edition.close()
  }
}

async function writeManifest(folder: string, manifest: Omit<Manifest, 'files'>): Promise<void> {
  const files: Record<string, string> = {}
  for (const path of filesOf(folder)) files[path] = await hashFile(join(folder, path))
  writeFileSync(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ ...manifest, files }, null, 1)}\n`,
  )
}

/** Paths of all files of an edition but its manifest and signature, sorted. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== 'manifest.json' && path !== signatureFile)
    .sort()
}

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

function unfinishedFolders(workspace: Workspace, period: string, audience: string): string[] {
  const parent = join(workspace.editions, period, audience)
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((name) => name.startsWith('.r'))
    .map((name) => join(parent, name))
}
