import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parsePeriod } from '../../core/periods.ts'
import type { Manifest } from '../../reports/edition.ts'

export interface EditionContent {
  /** Further files by path, over the usual ones. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Hashes of inline scripts. */
  readonly csp?: readonly string[]
  /** Statuses of the indicators of its summary; none leaves the summary out. */
  readonly statuses?: readonly string[]
}

/** Publishes an edition of a few files, `2026-Q3/bank/r1`; returns its folder. */
export function putEdition(editions: string, id: string, content: EditionContent = {}): string {
  const [period = '', ...rest] = id.split('/')
  const folder = join(editions, id)
  const manifest: Manifest = {
    period: parsePeriod(period),
    audience: rest.slice(0, -1).join('/'),
    revision: Number(rest.at(-1)?.slice(1)),
    title: { zh: `报告 ${period}`, en: `Report ${period}` },
    as_of: '2026-10-08T01:00:00Z',
    published_at: '2026-10-08T01:05:00Z',
    program_version: 'test',
    figures_sha256: '',
    data_file: 'data/edition.duckdb',
    sources: [],
    definitions: {},
    checks: [],
    csp: content.csp ?? [],
    files: {},
  }
  const indicators = content.statuses?.map((status) => ({ status }))
  const files: Record<string, string | Buffer> = {
    'index.html': `<p>${id}</p>${'x'.repeat(2000)}`,
    'causes/index.html': '<p>causes</p>',
    '_app/immutable/a.js': 'export {}',
    '.hidden': 'hidden',
    'manifest.json': JSON.stringify(manifest),
    ...(indicators === undefined ? {} : { 'summary.json': JSON.stringify({ indicators }) }),
    ...content.files,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
