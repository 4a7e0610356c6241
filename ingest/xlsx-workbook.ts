import { posix } from 'node:path'
import { UserError } from '../core/errors.ts'
import { type NumberText, numberFormat } from './xlsx-formats.ts'
import { tooLarge, type XlsxPackage } from './xlsx-package.ts'
import { type Attributes, scanXml, unescaped } from './xlsx-xml.ts'

/** A workbook without the cells of its sheets. */
export interface Workbook {
  /** The file's name, as errors say it. */
  readonly name: string
  /** Visible worksheets in the order of their tabs. */
  readonly sheets: readonly { readonly name: string; readonly part: string }[]
  readonly sharedStrings: readonly string[]
  /** How numbers are shown, by style number. */
  readonly styles: readonly NumberText[]
}

/** Reads what the cells of all sheets refer to. */
export async function readWorkbook(file: XlsxPackage): Promise<Workbook> {
  const part = await workbookPart(file)
  const relations = await readRelations(file, part)
  const named: Attributes[] = []
  let is1904 = false
  await scanXml(file, part, {
    open(tag, attributes) {
      if (tag === 'sheet') named.push(attributes)
      if (tag === 'workbookPr') is1904 = isTrue(attributes.date1904)
    },
  })
  const target = (type: string) => relations.find((each) => each.type === type)?.part
  return {
    name: file.name,
    sheets: visibleSheets(named, relations),
    sharedStrings: await readSharedStrings(file, target('sharedStrings')),
    styles: await readStyles(file, target('styles'), is1904),
  }
}

interface Relation {
  readonly id: string
  /** The last word of its type, the same in all dialects of the format. */
  readonly type: string
  readonly part: string
}

async function workbookPart(file: XlsxPackage): Promise<string> {
  const relations = file.size('_rels/.rels') === undefined ? [] : await readRelations(file, '')
  const part = relations.find((each) => each.type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  if (file.size(part) === undefined || !part.endsWith('.xml')) {
    const isBinary = file.size('xl/workbook.bin') !== undefined
    throw new UserError(
      isBinary
        ? `${file.name} is a binary workbook (.xlsb) under another ending.`
        : `${file.name} is a zip file, but holds no Excel workbook.`,
      { hint: 'open it in Excel and save it as .xlsx.' },
    )
  }
  return part
}

async function readRelations(file: XlsxPackage, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part)
  const listed = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  const relations: Relation[] = []
  await scanXml(file, listed, {
    open(tag, { Id = '', Type = '', Target = '' }) {
      if (tag !== 'Relationship') return
      const target = posix.join(Target.startsWith('/') ? '' : folder, Target.replace(/^\//, ''))
      relations.push({ id: Id, type: posix.basename(Type), part: target })
    },
  })
  return relations
}

function visibleSheets(
  named: readonly Attributes[],
  relations: readonly Relation[],
): Workbook['sheets'] {
  return named.flatMap((attributes) => {
    const idKey = Object.keys(attributes).find((key) => key.endsWith(':id'))
    const id = idKey === undefined ? undefined : attributes[idKey]
    const found = relations.find((each) => each.id === id && each.type === 'worksheet')
    const isVisible = (attributes.state ?? 'visible') === 'visible'
    return found && isVisible ? [{ name: attributes.name ?? '', part: found.part }] : []
  })
}

async function readSharedStrings(file: XlsxPackage, part: string | undefined): Promise<string[]> {
  const strings: string[] = []
  const size = part === undefined ? undefined : file.size(part)
  if (part === undefined || size === undefined) return strings
  if (size > file.limits.sharedBytes) {
    throw tooLarge(file.name, `its texts alone are ${size} bytes`)
  }
  let text = ''
  let isText = false
  let isPhonetic = false
  await scanXml(file, part, {
    open(tag) {
      if (tag === 'si') text = ''
      if (tag === 'rPh') isPhonetic = true
      isText = tag === 't' && !isPhonetic
    },
    text(piece) {
      if (isText) text += piece
    },
    close(tag) {
      isText = false
      if (tag === 'rPh') isPhonetic = false
      if (tag === 'si') strings.push(unescaped(text))
    },
  })
  return strings
}

async function readStyles(
  file: XlsxPackage,
  part: string | undefined,
  is1904: boolean,
): Promise<NumberText[]> {
  const codes = new Map<number, string>()
  const ids: number[] = []
  let isCellStyle = false
  if (part === undefined) return []
  await scanXml(file, part, {
    open(tag, { numFmtId, formatCode }) {
      if (tag === 'numFmt' && formatCode !== undefined) codes.set(Number(numFmtId), formatCode)
      if (tag === 'cellXfs') isCellStyle = true
      if (tag === 'xf' && isCellStyle) ids.push(Number(numFmtId ?? 0))
    },
    close(tag) {
      if (tag === 'cellXfs') isCellStyle = false
    },
  })
  return ids.map((id) => numberFormat(id, codes.get(id), is1904))
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on'
}
