import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { programRoot } from '../core/definitions.ts'
import { readContracts } from '../ingest/contracts.ts'
import { fileRead, isPulled, type Sample, type Source } from '../ingest/define-source.ts'
import { readSources } from '../ingest/sources.ts'
import { type Bank, makeBank } from './support/bank.ts'
import { encode } from './support/encode.ts'
import { writeWorkbook } from './support/xlsx.ts'

const contracts = await readContracts()
const sources = (await readSources(contracts)).filter(
  (source) => !contracts.some((contract) => contract.name === source.name),
)
let bank: Bank
afterEach(() => bank?.remove())

describe('every source of ingest/sources', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(0)
  })

  it.each(sources)('$name turns its sample into what it says', async (source) => {
    expect(source.sample, `${source.name} needs a sample: a few made-up records`).toBeDefined()
    if (source.sample === undefined) return
    bank = makeBank()
    await deliver(source, source.sample.given)
    const { files } = await bank.load()
    expect(files.filter((file) => file.message !== null)).toEqual([])
    expect(await landed(source, source.sample.expect)).toEqual(source.sample.expect)
    const refused = await bank.rows(
      `select record, column_name, reason from ops.rejected_rows order by all`,
    )
    expect(refused).toEqual(source.sample.refused ?? [])
  })
})

describe('docs/sources.md', () => {
  const page = readFileSync(join(programRoot, 'docs/sources.md'), 'utf8')

  it('shows a source as it is, and names every field of a definition', () => {
    const example = readFileSync(join(programRoot, 'ingest/sources/pbx-contacts.ts'), 'utf8')
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``)
    for (const field of Object.keys(sources[0] ?? {})) expect(page).toContain(`| \`${field}\` |`)
  })
})

/** The landing rows by key, with the columns that each expected row names. */
async function landed(source: Source, expected: Sample['expect']) {
  const key = contracts.find((each) => each.name === source.contract)?.key ?? []
  const rows = await bank.rows(`select * from landing.${source.contract} order by ${key}`)
  return rows.map((row, index) => {
    const named = Object.keys(expected[index] ?? row)
    return Object.fromEntries(named.map((name) => [name, row[name]]))
  })
}

/** Puts a sample into the inbox as the system would have sent it. */
async function deliver(source: Source, given: Sample['given']): Promise<void> {
  const { folder = source.name, format = 'csv', encoding = 'utf-8' } = fileRead(source)
  const put = (ending: string, content: Buffer) => {
    const file = `${folder}/sample.${ending}`
    bank.put(file, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    bank.put(`${file}.control`, `sha256=${sha256}\n`)
  }
  const text = typeof given === 'string' ? given : ''
  if (isPulled(source)) put('ndjson.gz', gzipSync(text === '' ? ndjson(given) : text))
  else if (text !== '') put(format === 'ndjson' ? 'ndjson' : 'csv', encode(text, encoding))
  else if (format === 'xlsx') put('xlsx', await workbook(given))
  else put('ndjson', Buffer.from(ndjson(given)))
}

function ndjson(given: Sample['given']): string {
  if (typeof given === 'string' || 'sheets' in given) throw new Error('a sample of no records')
  return given.map((record) => `${JSON.stringify(record)}\n`).join('')
}

async function workbook(given: Sample['given']): Promise<Buffer> {
  const path = join(bank.workspace.home, 'sample.xlsx')
  await writeWorkbook(path, sheetsOf(given))
  return readFileSync(path)
}

type Sheets = Parameters<typeof writeWorkbook>[1]

function sheetsOf(given: Sample['given']): Sheets {
  if (typeof given === 'string') throw new Error('a workbook is no text')
  if ('sheets' in given) return given.sheets
  const names = [...new Set(given.flatMap((record) => Object.keys(record)))]
  const cell = (value: unknown) => (value instanceof Date ? value : String(value ?? ''))
  return { Sheet1: [names, ...given.map((record) => names.map((name) => cell(record[name])))] }
}
