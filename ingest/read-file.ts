import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { type FileFormat, fileRead, type Source } from './define-source.ts'
import {
  cleanCell,
  type InspectedFile,
  knownHeaders,
  type OpenedFile,
  type Reading,
  requireTable,
} from './delivery.ts'
import { inspectBinary, inspectText, readHead, type TextFacts } from './inspect-file.ts'
import { csvTable, openCsv } from './read-csv.ts'
import { findHeader } from './read-header.ts'
import { openNdjson } from './read-ndjson.ts'
import { rewriteText } from './rewrite-text.ts'
import { xlsxToCsv } from './xlsx-sheets.ts'

/** Endings of the files that can be read. */
const endings: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.csv.gz': 'csv',
  '.tsv.gz': 'csv',
  '.xlsx': 'xlsx',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.ndjson.gz': 'ndjson',
  '.jsonl.gz': 'ndjson',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
}

/** The format of a file by its ending, else by what its source says; a UserError without either. */
export function formatOf(name: string, source: Source): FileFormat {
  const lower = name.toLowerCase()
  const ending = Object.keys(endings).find((each) => lower.endsWith(each))
  const format = ending === undefined ? fileRead(source).format : endings[ending]
  if (format !== undefined) return format
  throw new UserError(
    `${name}: this format cannot be read; deliver it as ${Object.keys(endings).join(', ')}.`,
    lower.endsWith('.xls') ? { hint: 'open it in Excel and save it as .xlsx.' } : {},
  )
}

/** Hash, size and, for text, encoding and first lines. */
export async function inspect(path: string, name: string, source: Source): Promise<InspectedFile> {
  // throws what is wrong with a folder: that it may not be opened, or that it is one
  if (statSync(path).isDirectory() && readdirSync(path).length >= 0) readFileSync(path)
  const format = formatOf(name, source)
  const isText = format === 'csv' || format === 'ndjson'
  const facts = isText
    ? await inspectText(path, fileRead(source).encoding)
    : await inspectBinary(path)
  return { path, name, format, facts }
}

/** Makes a delivery readable as tables of text; a UserError holds the whole file. */
export async function openFile(
  database: Database,
  file: InspectedFile,
  reading: Reading,
): Promise<OpenedFile> {
  const opened = await openAs(database, file, reading)
  try {
    return { ...opened, tables: requireTable(opened.tables, reading, file.name) }
  } catch (error) {
    opened.dispose()
    throw error
  }
}

function openAs(
  database: Database,
  file: InspectedFile,
  reading: Reading,
): Promise<OpenedFile> | OpenedFile {
  switch (file.format) {
    case 'csv':
      return openCsv(withText(file), reading)
    case 'ndjson':
      return openNdjson(database, withText(file), reading)
    case 'xlsx':
      return openSheets(file, reading)
    case 'arrow':
      return openArrow(file, reading)
    case 'parquet':
      return openParquet(database, file, reading)
  }
}

function withText(file: InspectedFile): InspectedFile & { facts: TextFacts } {
  if (!('head' in file.facts)) throw new Error(`${file.name} was not inspected as text`)
  return { ...file, facts: file.facts }
}

async function openSheets(file: InspectedFile, reading: Reading): Promise<OpenedFile> {
  const wanted = fileRead(reading.source).sheets
  const sheets = (await xlsxToCsv(file.path, reading.scratch, { name: file.name })).filter(
    ({ sheet }) => wanted === undefined || wanted.includes(sheet),
  )
  const tables = []
  for (const { sheet, path } of sheets) {
    tables.push(await textTable(path, reading, { sheet, hasSerialDates: true, isPadded: true }))
  }
  const dispose = () => {
    for (const { path } of sheets) rmSync(path, { force: true })
  }
  return { tables, delimiter: null, quote: null, linesBefore: 0, dispose }
}

async function openArrow(file: InspectedFile, reading: Reading): Promise<OpenedFile> {
  const path = join(reading.scratch, 'arrow.csv')
  const { arrowToCsv } = await import('./arrow-text.ts') // a large library, seldom needed
  await arrowToCsv(file.path, path)
  const dispose = () => rmSync(path, { force: true })
  return {
    tables: [await textTable(path, reading, {})],
    delimiter: null,
    quote: null,
    linesBefore: 0,
    dispose,
  }
}

/** A plain CSV file that this program wrote, from the line on that looks most like a header. */
async function textTable(
  path: string,
  reading: Reading,
  options: { sheet?: string; hasSerialDates?: boolean; isPadded?: boolean },
) {
  const head = readHead(path)
  const plain = { ...fileRead(reading.source), delimiter: ',', quote: '"' }
  const header = findHeader(head, plain, knownHeaders(reading))
  if (header.linesBefore > 0) {
    renameSync(path, `${path}.whole`)
    const text = { encoding: 'utf-8', quote: '"', tidyLines: false }
    await rewriteText(`${path}.whole`, path, { ...text, linesBefore: header.linesBefore })
    rmSync(`${path}.whole`)
  }
  return csvTable(path, header, reading, options)
}

async function openParquet(
  database: Database,
  file: InspectedFile,
  reading: Reading,
): Promise<OpenedFile> {
  const described = await database.rows<{ column_name: string }>(
    `describe select * from read_parquet(${literal(file.path)})`,
  )
  const names = described.map((each) => each.column_name)
  const cells = names.map(
    (name) =>
      `${cleanCell(`${identifier(name)}::varchar`, reading.source.unknown)} as ${identifier(name)}`,
  )
  return {
    tables: [
      {
        names,
        sheet: null,
        hasRejects: false,
        signs: null,
        linesBefore: 0,
        hasSerialDates: false,
        cells: `select ${cells.join(', ')}, null::varchar as _structure from read_parquet(${literal(file.path)})`,
      },
    ],
    delimiter: null,
    quote: null,
    linesBefore: 0,
    dispose: () => undefined,
  }
}
