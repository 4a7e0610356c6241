import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { tableFromIPC } from 'apache-arrow'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportRows } from '../cli/export-rows.ts'
import { type Database, openReader } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'

/** A block of the page: its language, its text, and what it printed. */
interface Block {
  readonly language: string
  readonly text: string
  readonly printed: string
}

const path = join(programRoot, 'docs/notebook.md')
const page = readFileSync(path, 'utf8')
const fence = /```(\w+)\n([\s\S]*?)```\n/g
const python = process.env.CSQ_PYTHON ?? 'python3'
const hasPython = spawnSync(python, ['--version']).status === 0
const hasLibraries = spawnSync(python, ['-c', 'import duckdb, pandas, pyarrow']).status === 0

const folder = mkdtempSync(join(tmpdir(), 'csq-notebook-'))
const home = join(folder, 'notebook')
let blocks: readonly Block[]
let database: Database

beforeAll(async () => {
  blocks = await runPage()
})
afterAll(() => {
  database?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the sh and sql blocks from top to bottom, as a reader would, in a folder of their own. */
async function runPage(): Promise<readonly Block[]> {
  const found: Block[] = []
  for (const [, language = '', text = ''] of page.matchAll(fence)) {
    found.push({ language, text, printed: await runBlock(language, text) })
  }
  return found
}

async function runBlock(language: string, text: string): Promise<string> {
  if (language === 'sh') return runShell(text)
  if (language !== 'sql') return ''
  return runSql(text)
}

function runShell(script: string): string {
  const csq = `csq() { '${process.execPath}' '${join(programRoot, 'cli/csq.mjs')}' "$@"; }`
  return execFileSync('bash', ['-euc', `${csq}\n${script}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CSQ_HOME: home, CSQ_SECRET: 'a secret for tests' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function runSql(query: string): Promise<string> {
  database ??= await openReader(join(home, 'warehouse.duckdb'))
  const output = new PassThrough()
  const printed = text(output)
  await exportRows(database, query, 'table', undefined, output)
  output.end()
  return printed
}

/** The page as it is when each `text` block says what the block before it printed. */
function pageAsRun(): string {
  let at = 0
  return page.replaceAll(fence, (whole, language: string) => {
    const before = blocks[at - 1]
    at++
    return language === 'text' ? `\`\`\`text\n${before?.printed}\`\`\`\n` : whole
  })
}

const written = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => block.text)

/** SQL within a block of another language: `"""…"""` of Python, `r"(…)"` of R. */
function sqlWithin(code: string): readonly string[] {
  return [...code.matchAll(/"""([\s\S]*?)"""|r"\(([\s\S]*?)\)"/g)].map(
    ([, first, second]) => first ?? second ?? '',
  )
}

describe('docs/notebook.md', () => {
  it('shows what its sh and sql blocks print; when it does not, look why, then vitest -u', async () => {
    expect(blocks.filter((block) => block.language === 'text').length).toBeGreaterThan(4)
    await expect(pageAsRun()).toMatchFileSnapshot(path)
  })

  it('has SQL in Python and in R that this warehouse answers', async () => {
    const queries = [...written('python'), ...written('r')].flatMap(sqlWithin)
    expect(queries.length).toBeGreaterThan(1)
    for (const query of queries) expect(await runSql(query)).toContain('numerator')
  })

  it('asserts in Python and in R only numbers that a block above has printed', () => {
    const printed = blocks.map((block) => block.printed).join('\n')
    const asserted = [...written('python'), ...written('r')].flatMap((code) =>
      [...code.matchAll(/== ([\d.]+)/g)].map(([, number = '']) => number),
    )
    expect(asserted.length).toBeGreaterThan(6)
    for (const number of asserted) {
      expect(printed, number).toMatch(new RegExp(`(^|\\D)${number.replace('.', '\\.')}(\\D|$)`))
    }
  })

  it('makes an Arrow stream with the rows and types that it promises', async () => {
    const table = tableFromIPC(readFileSync(join(folder, 'offered.arrows')))
    const rows = await database.row<{ rows: number }>(
      `select count(*) as rows from marts.contacts
      where started_on between '2026-07-01' and '2026-09-30' and is_offered`,
    )
    expect(table.numRows).toBe(rows.rows)
    expect(String(table.schema.fields[1]?.type)).toBe('Timestamp<MICROSECOND>')
  })

  it('makes a workbook with numbers and their definitions, and a CSV file that Excel reads', async () => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(join(folder, '2026-Q3.xlsx'))
    const names = workbook.worksheets.map((sheet) => sheet.name)
    expect(names).toEqual(['数据 rows', '口径 definitions'])
    for (const name of page.matchAll(/Item = "([^"]+)"/g)) expect(names).toContain(name[1])
    expect(typeof workbook.worksheets[0]?.getRow(2).getCell(4).value).toBe('number')
    const csv = readFileSync(join(folder, 'timely.csv'))
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const header = csv.toString('utf8').slice(1).split('\n')[0]?.split(',') ?? []
    for (const [, column = ''] of page.matchAll(/\{"([^"]+)", (?:Int64|type)/g)) {
      expect(header).toContain(column)
    }
  })

  it.skipIf(!hasPython)('has Python that compiles', () => {
    const file = join(folder, 'notebook.py')
    writeFileSync(file, written('python').join('\n'))
    execFileSync(python, ['-m', 'py_compile', file], { stdio: 'pipe' })
  })

  // without duckdb, pandas and pyarrow its Python is compiled and not run; its R and its Power
  // Query are never run here
  it.skipIf(!hasLibraries)('has Python whose assertions hold', () => {
    const script = written('python').join('\n')
    execFileSync(python, ['-c', script], {
      cwd: folder,
      env: { ...process.env, CSQ_HOME: home },
      stdio: 'pipe',
    })
  })
})
