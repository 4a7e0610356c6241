import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import type { Period } from '../core/periods.ts'
import { lock } from '../core/warehouse.ts'
import type { Workspace } from '../core/workspace.ts'
import { expandAudiences } from './audience/audiences.ts'
import { readSigningKey } from './export/signing-keys.ts'
import { openExporter } from './export-data.ts'
import { openPress } from './open-press.ts'
import {
  type Draft,
  draftEdition,
  finishEdition,
  type Press,
  type Published,
  type Run,
  warningsOf,
} from './publish-steps.ts'
import { publishedDepartments } from './published-departments.ts'
import type { RendererUse } from './renderer.ts'

/** What to publish; `audience` is a list as `expandAudiences` reads it. */
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

/** What came of a list of audiences. */
export interface PublishedEditions {
  readonly published: readonly Published[]
  /** Audiences whose edition could not be made; the others were. */
  readonly failed: readonly { readonly audience: string; readonly error: Error }[]
  /** What the process that renders took. */
  readonly renderer: RendererUse
}

/** Editions that are rendered or checked at a time. */
const atOnce = 3

/**
 * Publishes an edition: export, render, gate, move into place. Nothing is visible before the
 * last step; a failure leaves what was published untouched.
 */
export async function publishEdition(options: PublishOptions): Promise<Published> {
  const { published, failed } = await publishEditions(options)
  if (failed[0] !== undefined) throw failed[0].error
  const [first] = published
  if (first === undefined || published.length > 1) {
    throw new Error(`"${options.audience}" is not one audience`)
  }
  return first
}

/** Publishes the editions of a list of audiences; one that fails does not stop the others. */
export async function publishEditions(options: PublishOptions): Promise<PublishedEditions> {
  const { workspace, period } = options
  const departments = await publishedDepartments(workspace.warehouse, period)
  const audiences = expandAudiences(options.audience, departments)
  const unlock = lock(join(workspace.editions, '.publish.lock'))
  const scratch = join(workspace.cache, `publish-${process.pid}`)
  try {
    rmSync(scratch, { recursive: true, force: true })
    mkdirSync(scratch, { recursive: true })
    return await publishAll({ ...asRun(options), scratch }, audiences)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
    for (const audience of audiences) {
      for (const name of unfinishedFolders(workspace, period.id, audience)) {
        rmSync(name, { recursive: true, force: true })
      }
    }
    unlock()
  }
}

function asRun(options: PublishOptions): Omit<Run, 'scratch'> {
  const { workspace, period, clock, programVersion, signingKey } = options
  return {
    ...{ workspace, period, clock, programVersion },
    // a key that cannot be read is said before the work
    signingKey: signingKey === undefined ? undefined : readSigningKey(signingKey),
    say: options.onStep ?? (() => undefined),
  }
}

async function publishAll(run: Run, audiences: readonly string[]): Promise<PublishedEditions> {
  const { workspace, period } = run
  const published: Published[] = []
  const failed: { audience: string; error: Error }[] = []
  const working = new Set<Promise<void>>()
  let press: Promise<Press> | undefined
  const finish = async (draft: Draft) => {
    press ??= openPress(run)
    published.push(await finishEdition(run, await press, draft))
    rmSync(draft.data, { force: true })
  }
  const exporter = await openExporter({
    ...{ period, warehouse: workspace.warehouse },
    ...{ bank: workspace.config.bank, zone: workspace.zone },
  })
  try {
    for (const audience of audiences) {
      const noteFailure = (error: unknown) => {
        failed.push({ audience, error: error instanceof Error ? error : new Error(String(error)) })
      }
      const draft = await draftEdition(run, exporter, audience).catch(noteFailure)
      if (draft === undefined) continue
      if (draft.same !== undefined) {
        published.push(standing(draft.same, draft))
        continue
      }
      const work = finish(draft)
        .catch(noteFailure)
        .finally(() => working.delete(work))
      working.add(work)
      if (working.size >= atOnce) await Promise.race(working)
    }
    await Promise.all(working)
  } finally {
    exporter.close()
  }
  // where the application could not be built, each audience says so
  const opened = await press?.catch(() => undefined)
  const renderer = (await opened?.renderer.close()) ?? { cpuSeconds: 0, peakBytes: 0 }
  return { published, failed, renderer }
}

function standing(edition: Published['edition'], draft: Draft): Published {
  return { edition, isNew: false, pages: 0, cpuSeconds: 0, warnings: warningsOf(draft.commentary) }
}

function unfinishedFolders(workspace: Workspace, period: string, audience: string): string[] {
  const parent = join(workspace.editions, period, audience)
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((name) => name.startsWith('.r'))
    .map((name) => join(parent, name))
}
