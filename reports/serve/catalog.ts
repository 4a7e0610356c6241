import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type BothLanguages, type Edition, listEditions } from '../edition.ts'

/** What the server says of a published edition. */
export interface CatalogEntry {
  readonly edition: Edition
  readonly title: BothLanguages
  /** Data cut-off, ISO 8601. */
  readonly asOf: string
  /** When it was published, ISO 8601. */
  readonly publishedAt: string
  /** Hashes of its inline scripts, for the content security policy. */
  readonly scriptHashes: readonly string[]
  /** The status of each indicator of its summary; undefined without a summary. */
  readonly statuses: readonly string[] | undefined
}

export interface Catalog {
  /** Every edition whose manifest can be read, in the order of `listEditions`. */
  list(): readonly CatalogEntry[]
  /** The edition `2026-Q3/bank/r1`; undefined where there is none. */
  find(id: string): CatalogEntry | undefined
}

/** The editions below a folder; each manifest is read once, unless the edition is replaced. */
export function openCatalog(editions: string): Catalog {
  const known = new Map<string, { readonly time: number; readonly entry?: CatalogEntry }>()
  const describe = (edition: Edition) => {
    const time = manifestTime(edition)
    const before = known.get(edition.id)
    if (before?.time === time) return before.entry
    const entry = readEntry(edition)
    known.set(edition.id, { time, ...(entry && { entry }) })
    return entry
  }
  return {
    list: () => listEditions(editions).flatMap((each) => describe(each) ?? []),
    find: (id) => {
      const before = known.get(id)
      if (before?.entry !== undefined && before.time === manifestTime(before.entry.edition)) {
        return before.entry
      }
      const edition = listEditions(editions).find((each) => each.id === id)
      return edition && describe(edition)
    },
  }
}

function manifestTime({ folder }: Edition): number {
  return statSync(join(folder, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

const manifestSchema = z.object({
  title: z.object({ zh: z.string(), en: z.string() }),
  as_of: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  published_at: z.iso.datetime().optional(),
  csp: z.array(z.string()).default([]),
})

const summarySchema = z.object({ indicators: z.array(z.object({ status: z.string() })) })

function readEntry(edition: Edition): CatalogEntry | undefined {
  const manifest = manifestSchema.safeParse(readJson(join(edition.folder, 'manifest.json')))
  if (!manifest.success) return undefined
  const summary = summarySchema.safeParse(readJson(join(edition.folder, 'summary.json')))
  return {
    edition,
    title: manifest.data.title,
    asOf: manifest.data.as_of,
    publishedAt: manifest.data.published_at ?? manifest.data.as_of,
    scriptHashes: manifest.data.csp,
    statuses: summary.data?.indicators.map((each) => each.status),
  }
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
