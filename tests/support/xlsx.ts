import { writeFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'

type Cell = ExcelJS.CellValue

/** Writes a workbook by exceljs: one worksheet per entry, then whatever `touch` does to it. */
export async function writeWorkbook(
  path: string,
  sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>,
  touch: (workbook: ExcelJS.Workbook) => void = () => {},
): Promise<void> {
  const workbook = new ExcelJS.Workbook()
  for (const [name, rows] of Object.entries(sheets)) {
    workbook.addWorksheet(name).addRows(rows.map((row) => [...row]))
  }
  touch(workbook)
  await workbook.xlsx.writeFile(path)
}

/** Parts of a workbook by hand, for what exceljs does not write. */
export interface RawWorkbook {
  /** The children of `<sheetData>`. */
  readonly rows: string
  /** Number formats; style 1 is the first of them, style 0 is General. */
  readonly formats?: readonly (string | number)[]
  /** The children of `<sst>`. */
  readonly strings?: string
  readonly is1904?: boolean
}

/** Writes a workbook of one sheet, `Sheet1`, from its raw XML. */
export function writeRawWorkbook(path: string, raw: RawWorkbook): void {
  writeFileSync(path, zipped(rawParts(raw)))
}

/** The parts of a workbook of one sheet by their names, to be changed and zipped. */
export function rawParts(raw: RawWorkbook): Record<string, string> {
  return {
    '[Content_Types].xml': `<Types xmlns="${schema}/package/2006/content-types"/>`,
    '_rels/.rels': relations({ officeDocument: 'xl/workbook.xml' }),
    'xl/_rels/workbook.xml.rels': relations({
      worksheet: 'worksheets/sheet1.xml',
      styles: 'styles.xml',
      sharedStrings: 'sharedStrings.xml',
    }),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${documents}">
      <workbookPr${raw.is1904 ? ' date1904="1"' : ''}/>
      <sheets><sheet name="Sheet1" sheetId="1" r:id="worksheet"/></sheets></workbook>`,
    'xl/styles.xml': styles(raw.formats ?? []),
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${raw.strings ?? ''}</sst>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
      <worksheet xmlns="${main}"><sheetData>${raw.rows}</sheetData></worksheet>`,
  }
}

const schema = 'http://schemas.openxmlformats.org'
const main = `${schema}/spreadsheetml/2006/main`
const documents = `${schema}/officeDocument/2006/relationships`

function relations(targets: Readonly<Record<string, string>>): string {
  const listed = Object.entries(targets).map(
    ([type, target]) =>
      `<Relationship Id="${type}" Type="${documents}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${schema}/package/2006/relationships">${listed.join('')}</Relationships>`
}

function styles(formats: readonly (string | number)[]): string {
  const id = (format: string | number, index: number) =>
    typeof format === 'number' ? format : 164 + index
  const custom = formats.map((format, index) =>
    typeof format === 'number'
      ? ''
      : `<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`,
  )
  const xfs = formats.map((format, index) => `<xf numFmtId="${id(format, index)}"/>`)
  return `<styleSheet xmlns="${main}"><numFmts>${custom.join('')}</numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/>${xfs.join('')}</cellXfs></styleSheet>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** A zip file of the parts; `claimedSize` is written in place of a part's true size. */
export function zipped(
  parts: Readonly<Record<string, string | Buffer>>,
  claimedSize: Readonly<Record<string, number>> = {},
): Buffer {
  const bodies: Buffer[] = []
  const listings: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0) // version
    fixed.writeUInt16LE(0x0800, 2) // names are UTF-8
    fixed.writeUInt16LE(8, 4) // deflate
    fixed.writeUInt32LE(crc32(bytes), 10)
    fixed.writeUInt32LE(packed.length, 14)
    fixed.writeUInt32LE(claimedSize[name] ?? bytes.length, 18)
    fixed.writeUInt16LE(Buffer.byteLength(name), 22)
    bodies.push(Buffer.from('PK\x03\x04'), fixed, Buffer.from(name), packed)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    listings.push(Buffer.from('PK\x01\x02\x14\x00'), fixed, place, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const listing = Buffer.concat(listings)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(Object.keys(parts).length, 4)
  end.writeUInt16LE(Object.keys(parts).length, 6)
  end.writeUInt32LE(listing.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06'), end])
}
