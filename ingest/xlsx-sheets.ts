import { createWriteStream, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { csvLine } from './csv-text.ts'
import { openPackage, tooLarge, type XlsxLimits, type XlsxPackage } from './xlsx-package.ts'
import { sheetRows } from './xlsx-rows.ts'
import { readWorkbook, type Workbook } from './xlsx-workbook.ts'
import { readXml } from './xlsx-xml.ts'

/** A worksheet that was written as CSV. */
export interface SheetText {
  /** The name on its tab. */
  readonly sheet: string
  readonly path: string
  /** Lines of the CSV, the header among them. */
  readonly rows: number
  /** The row of the worksheet, from 1, that became the first line. */
  readonly firstRow: number
}

const defaultLimits: XlsxLimits = {
  unpackedBytes: 4 * 2 ** 30,
  sharedBytes: 512 * 2 ** 20,
  writtenCharacters: 4 * 2 ** 30,
}

/** How a workbook is called in messages, and how large it may become. */
interface XlsxOptions {
  readonly name?: string
  readonly limits?: XlsxLimits
}

/**
 * Writes each visible sheet that is not empty into `folder` as UTF-8 CSV, cells as the text that
 * a person means; a UserError when the file is no readable workbook or unpacks absurdly.
 */
export async function xlsxToCsv(
  path: string,
  folder: string,
  { name = basename(path), limits = defaultLimits }: XlsxOptions = {},
): Promise<readonly SheetText[]> {
  const file = await openPackage(path, name, limits)
  try {
    const workbook = await readWorkbook(file)
    const written: SheetText[] = []
    const budget = { characters: limits.writtenCharacters }
    for (const [index, { name: sheet, part }] of workbook.sheets.entries()) {
      const target = join(folder, `sheet-${index + 1}.csv`)
      const counts = await writeSheet(file, workbook, part, target, budget)
      if (counts.rows > 0) written.push({ sheet, path: target, ...counts })
      else rmSync(target)
    }
    return written
  } finally {
    file.close()
  }
}

/** Rows are as wide as the first one; cells beyond stay, so that a reader sees the ragged row. */
async function writeSheet(
  file: XlsxPackage,
  workbook: Workbook,
  part: string,
  target: string,
  budget: { characters: number },
): Promise<{ rows: number; firstRow: number }> {
  const counts = { rows: 0, firstRow: 0 }
  let width = 0
  let pending = ''
  const handlers = sheetRows(workbook, (cells, row) => {
    if (counts.rows === 0) {
      width = cells.length
      counts.firstRow = row
    }
    while (cells.length < width) cells.push('')
    const line = csvLine(cells)
    budget.characters -= line.length
    if (budget.characters < 0) throw tooLarge(file.name, 'its rows repeat texts without end')
    counts.rows++
    pending += line
  })
  async function* lines() {
    for await (const _ of readXml(file, part, handlers)) {
      if (pending.length < 1 << 16) continue
      yield pending
      pending = ''
    }
    yield pending
  }
  await pipeline(lines, createWriteStream(target, { mode: 0o600 }))
  return counts
}
