import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/errors.ts'
import type { Period } from '../core/periods.ts'
import { parsePeriod } from '../core/periods.ts'

export interface BothLanguages {
  readonly zh: string
  readonly en: string
}

/** `manifest.json`: what an edition is made of. */
export interface Manifest {
  readonly period: Period
  readonly audience: string
  readonly revision: number
  readonly title: BothLanguages
  /** Data cut-off, ISO 8601. */
  readonly as_of: string
  readonly published_at: string
  readonly program_version: string
  /** SHA-256 of all figures, in the order of `values`. */
  readonly figures_sha256: string
  /** Tables of the data file that the hash covers; figures and score where it is left out. */
  readonly figures_of?: readonly string[]
  /** Path of the data file below the edition's folder. */
  readonly data_file: string
  readonly sources: readonly {
    readonly file: string
    readonly contract: string
    readonly sha256: string
    readonly rows_read: number
    readonly rows_accepted: number
    readonly rows_duplicate: number
    readonly rows_quarantined: number
    readonly load_id: number
  }[]
  readonly definitions: Readonly<Record<string, number>>
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    /** What is told and stops nothing. */
    readonly severity?: 'warning'
    readonly detail: string
  }[]
  /** Hashes of inline scripts, for the server's content security policy. */
  readonly csp: readonly string[]
  /** SHA-256 of every other file, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** What was checked before an edition was published. */
export type GateCheck = Manifest['checks'][number]

/** A published edition on disk. */
export interface Edition {
  /** `2026-Q3/bank/r1` */
  readonly id: string
  readonly folder: string
  readonly period: Period
  readonly audience: string
  readonly revision: number
}

/** Folder of an edition below `editions/`: `2026-Q3/department/D02/r1`. */
export function editionPath(period: string, audience: string, revision: number): string {
  return `${period}/${audience}/r${revision}`
}

/** Every published edition, newest period first, then audience, newest revision first. */
export function listEditions(editions: string): readonly Edition[] {
  const found: Edition[] = []
  for (const period of folders(editions)) {
    for (const audience of audiences(join(editions, period))) {
      for (const name of folders(join(editions, period, audience))) {
        const revision = /^r(\d+)$/.exec(name)?.[1]
        const folder = join(editions, period, audience, name)
        if (revision === undefined || !existsSync(join(folder, 'manifest.json'))) continue
        found.push({
          id: `${period}/${audience}/${name}`,
          folder,
          period: parsePeriod(period),
          audience,
          revision: Number(revision),
        })
      }
    }
  }
  return found.sort(
    (a, b) =>
      compare(b.period.end, a.period.end) ||
      compare(b.period.start, a.period.start) ||
      compare(a.audience, b.audience) ||
      b.revision - a.revision,
  )
}

/** The newest revision that `name` means: a period, a period and audience, or with a revision. */
export function findEdition(editions: string, name: string): Edition {
  const wanted = name.replace(/^.*\/editions\//, '').replace(/\/+$/, '')
  const all = listEditions(editions)
  const found = all.find(
    (each) =>
      each.id === wanted ||
      `${each.period.id}/${each.audience}` === wanted ||
      (each.period.id === wanted && each.audience === 'bank'),
  )
  if (found !== undefined) return found
  throw new UserError(`There is no edition "${name}".`, {
    hint:
      all.length === 0
        ? 'publish one: csq publish --period 2026-Q3'
        : `published: ${[...new Set(all.map((each) => `${each.period.id}/${each.audience}`))].join(', ')}`,
  })
}

/** The manifest of an edition. */
export function readManifest(edition: Pick<Edition, 'folder'>): Manifest {
  return JSON.parse(readFileSync(join(edition.folder, 'manifest.json'), 'utf8')) as Manifest // written by us
}

function audiences(folder: string): string[] {
  return folders(folder).flatMap((name) =>
    name === 'department' ? folders(join(folder, name)).map((id) => `department/${id}`) : [name],
  )
}

function folders(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
