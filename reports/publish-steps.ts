import { renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { UserError } from '../core/errors.ts'
import type { Period } from '../core/periods.ts'
import type { Workspace } from '../core/workspace.ts'
import { addCommentary } from './commentary/add-commentary.ts'
import { type Edition, editionPath, type GateCheck, listEditions, readManifest } from './edition.ts'
import { describeEdition, writeManifest } from './edition-manifest.ts'
import { addChanges, writeChanges } from './export/add-changes.ts'
import { signEdition } from './export/signature.ts'
import type { Exporter } from './export-data.ts'
import { figuresHash } from './figures-hash.ts'
import { checkEdition } from './gate.ts'
import { renderPlain } from './plain/render-plain.ts'
import { renderEdition, type Shell } from './render-edition.ts'
import type { Renderer } from './renderer.ts'
import { writeSummary } from './summary.ts'

/** What the editions of a run have in common. */
export interface Run {
  readonly workspace: Workspace
  readonly period: Period
  readonly clock: Clock
  readonly programVersion: string
  readonly signingKey: Parameters<typeof signEdition>[1] | undefined
  /** Folder for what is made on the way. */
  readonly scratch: string
  readonly say: (step: string) => void
}

/** What turns data files into pages. */
export interface Press {
  readonly shell: Shell
  readonly renderer: Renderer
  /** Folder of `buildPlain`. */
  readonly plain: string
  /** SHA-256 of the files of the shell that are linked. */
  readonly hashes: ReadonlyMap<string, string>
}

/** The data of an edition, before its pages. */
export interface Draft {
  readonly audience: string
  readonly revision: number
  readonly data: string
  readonly figures: string
  readonly commentary: readonly GateCheck[]
  /** The newest revision, when it says the same already. */
  readonly same: Edition | undefined
}

/** An edition that was published, or stands already. */
export interface Published {
  readonly edition: Edition
  /** False when the newest revision has the same figures already. */
  readonly isNew: boolean
  readonly pages: number
  readonly cpuSeconds: number
  /** What the gate tells and what stops nothing. */
  readonly warnings: readonly string[]
}

/** Makes the data of an edition, with its commentary. */
export async function draftEdition(run: Run, exporter: Exporter, audience: string): Promise<Draft> {
  const { workspace, period } = run
  run.say(`${audience} data`)
  const newest = listEditions(workspace.editions).find(
    (each) => each.period.id === period.id && each.audience === audience,
  )
  const revision = (newest?.revision ?? 0) + 1
  const data = join(run.scratch, `${audience.replaceAll('/', '-')}.duckdb`)
  await exporter.export({ target: data, audience, revision })
  const commentary = await addCommentary({
    home: workspace.home,
    data,
    period: period.id,
    audience,
    isRequired: workspace.config.editions.require_commentary,
  })
  const figures = await figuresHash(data)
  const isSame = newest !== undefined && readManifest(newest).figures_sha256 === figures
  if (newest !== undefined && !isSame) {
    await addChanges({ data, before: newest, period, warehouse: workspace.warehouse })
  }
  return { audience, revision, data, figures, commentary, same: isSame ? newest : undefined }
}

/** Renders, checks and describes an edition, and moves it into place. */
export async function finishEdition(run: Run, press: Press, draft: Draft): Promise<Published> {
  const { workspace, period } = run
  const { audience, revision, data, figures } = draft
  const path = editionPath(period.id, audience, revision)
  const folder = join(workspace.editions, period.id, audience, `.r${revision}-${process.pid}`)
  const basePath = `/editions/${path}`
  run.say(`${audience} pages`)
  const rendered = await renderEdition({ ...press, data, audience, basePath, out: folder })
  await renderPlain({ bundle: press.plain, data, out: join(folder, 'plain') })
  run.say(`${audience} gate`)
  const gate = await checkEdition({
    folder,
    dataFile: rendered.dataFile,
    warehouse: workspace.warehouse,
    audience,
    expectedPages: rendered.pages,
    basePath,
    shell: new Set([...press.shell.linked, ...press.shell.texts.keys()]),
  })
  const checks = [...gate, ...draft.commentary]
  const failed = checks.filter((check) => !check.ok && check.severity !== 'warning')
  if (failed.length > 0) {
    throw new UserError(
      `${path} is not published:\n${failed.map((check) => `  ${check.name}: ${check.detail}`).join('\n')}`,
      { hint: 'correct the data or the page named above; the last good edition stays in place.' },
    )
  }
  const manifest = await describeEdition({
    ...{ period, audience, revision, data, figures, checks, rendered },
    warehouse: workspace.warehouse,
    publishedAt: run.clock.now(),
    programVersion: run.programVersion,
  })
  await writeSummary(folder, data, manifest)
  await writeChanges(folder, data)
  await writeManifest(folder, manifest, press.hashes)
  if (run.signingKey !== undefined) signEdition(folder, run.signingKey)
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

/** What the gate tells and what stops nothing. */
export function warningsOf(checks: readonly GateCheck[]): readonly string[] {
  return checks
    .filter((check) => !check.ok && check.severity === 'warning')
    .map((check) => `${check.name}: ${check.detail}`)
}
