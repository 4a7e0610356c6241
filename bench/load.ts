import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReader } from '../core/database.ts'
import { type Ran, runChild } from './child.ts'
import { writeContactsCsv, writeContactsXlsx, writeManyCsv } from './contact-files.ts'
import { countBroken } from './contact-rows.ts'
import { loadReport } from './load-report.ts'
import {
  type Counts,
  countsSchema,
  type LoadRuns,
  maskingSchema,
  summarySchema,
} from './load-results.ts'
import type { Report } from './report.ts'

const rounds = 3
const workbookRows = 50_000
const smallFiles = { files: 1000, rowsEach: 10 }

/** Where the files of a bench are, and how its steps are told. */
interface Bench {
  readonly folder: string
  readonly rows: number
  say(line: string): void
}

/** Measures `csq load` beside a bare `read_csv`, zod row by row, GB18030, Excel and small files. */
export async function benchLoad(rows: number, say: (line: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'csq-bench-'))
  try {
    return loadReport(await runAll({ folder, rows, say }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAll(bench: Bench): Promise<LoadRuns> {
  const { folder, rows, say } = bench
  const file = (name: string) => join(folder, name)
  const rowsOfZod = Math.floor(rows / 10)
  say(`writing ${rows} rows in UTF-8 and GB18030, and a workbook of ${workbookRows}`)
  const bytes = writeContactsCsv(file('contacts.csv'), rows)
  writeContactsCsv(file('contacts-gb18030.csv'), rows, 'gb18030')
  writeContactsCsv(file('tenth.csv'), rowsOfZod)
  await writeContactsXlsx(file('contacts.xlsx'), workbookRows)
  const runs = { csq: [], bare: [], zod: [], gb18030: [], xlsx: [] } as {
    [side in 'csq' | 'bare' | 'zod' | 'gb18030' | 'xlsx']: Ran<unknown>[]
  }
  for (let round = 1; round <= rounds; round++) {
    runs.csq.push(await loadFile(bench, 'contacts.csv', rows))
    runs.bare.push(await runBare(bench, 'contacts.csv'))
    runs.gb18030.push(await loadFile(bench, 'contacts-gb18030.csv', rows))
    runs.zod.push(await runZod(bench, 'tenth.csv', rowsOfZod))
    runs.xlsx.push(await loadFile(bench, 'contacts.xlsx', workbookRows))
    say(`round ${round} of ${rounds} is done`)
  }
  const small = await loadTwice(bench)
  say('masking')
  const masking = await runChild('bench/sides/masking.ts', [], maskingSchema)
  return { rows, rowsOfZod, bytes, ...runs, workbookRows, ...small, masking }
}

/** The whole command into an empty workspace; an error unless just the right rows were taken. */
async function loadFile({ folder, say }: Bench, name: string, rows: number) {
  const home = join(folder, 'home')
  mkdirSync(join(home, 'inbox/contacts'), { recursive: true })
  linkSync(join(folder, name), join(home, 'inbox/contacts', name))
  const ran = await csqLoad(home)
  say(`csq load ${name}: ${ran.seconds.toFixed(1)} s`)
  await requireLanded(home, expected(rows, name.endsWith('.xlsx')))
  rmSync(home, { recursive: true })
  return ran
}

function csqLoad(home: string) {
  return runChild('cli/csq.mjs', ['load', '--home', home, '--json'], summarySchema)
}

/** A sheet has no rows with too many or too few cells: those are ordinary ones there. */
function expected(rows: number, isSheet: boolean): Counts {
  const { broken, ofStructure } = countBroken(rows)
  const refused = isSheet ? broken - ofStructure : broken
  return { accepted: rows - refused, refused }
}

async function requireLanded(home: string, wanted: Counts): Promise<void> {
  const database = await openReader(join(home, 'warehouse.duckdb'))
  try {
    const landed = await database.row(`select
        (select count(*) from landing.contacts) as accepted,
        (select count(*) from (select distinct file_id, record from ops.rejected_rows)) as refused`)
    requireCounts('csq load', countsSchema.parse(landed), wanted)
  } finally {
    database.close()
  }
}

async function runBare({ folder, rows, say }: Bench, name: string) {
  const target = join(folder, 'bare.duckdb')
  const ran = await runChild('bench/sides/bare.ts', [join(folder, name), target], countsSchema)
  const { seenByReader: refused } = countBroken(rows)
  requireCounts('read_csv', ran.result, { accepted: rows - refused, refused })
  say(`read_csv ${name}: ${ran.seconds.toFixed(1)} s, ${statSync(target).size} bytes`)
  rmSync(target)
  return ran
}

async function runZod({ folder, say }: Bench, name: string, rows: number) {
  const target = join(folder, 'zod.duckdb')
  const ran = await runChild('bench/sides/zod.ts', [join(folder, name), target], countsSchema)
  requireCounts('zod row by row', ran.result, expected(rows, false))
  say(`zod ${name}: ${ran.seconds.toFixed(1)} s`)
  rmSync(target)
  return ran
}

/** Loads an inbox of small files, then again, unchanged. */
async function loadTwice({ folder, say }: Bench) {
  const home = join(folder, 'home')
  const { files, rowsEach } = smallFiles
  writeManyCsv(join(home, 'inbox/contacts'), files, rowsEach)
  const firstLoad = await csqLoad(home)
  say(`first load of ${files} files: ${firstLoad.seconds.toFixed(1)} s`)
  const secondLoads = []
  for (let round = 0; round < rounds; round++) secondLoads.push(await csqLoad(home))
  await requireLanded(home, expected(files * rowsEach, false))
  return { firstLoad, secondLoads }
}

function requireCounts(side: string, found: Counts, wanted: Counts): void {
  if (found.accepted === wanted.accepted && found.refused === wanted.refused) return
  throw new Error(
    `${side} took ${found.accepted} rows and refused ${found.refused}, not ${wanted.accepted} and ${wanted.refused}`,
  )
}
