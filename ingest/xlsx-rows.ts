import { numberText } from './xlsx-formats.ts'
import { damaged } from './xlsx-package.ts'
import type { Workbook } from './xlsx-workbook.ts'
import { unescaped, type XmlHandlers } from './xlsx-xml.ts'

/** Receives a row that is not blank: its cells without empty ones at the end, its number from 1. */
export type OnRow = (cells: string[], row: number) => void

/** Turns the XML of one worksheet into rows of text. */
export function sheetRows(workbook: Workbook, onRow: OnRow): XmlHandlers {
  let cells: string[] = []
  let row = 0
  let column = -1
  let type = 'n'
  let style = 0
  let value = ''
  let isInRow = false
  let isValue = false
  let isPhonetic = false
  return {
    open(tag, attributes) {
      if (tag === 'row') {
        isInRow = true
        row = attributes.r === undefined ? row + 1 : Number(attributes.r)
        cells = []
        column = -1
      }
      if (!isInRow) return
      if (tag === 'c') {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
        type = attributes.t ?? 'n'
        style = attributes.s === undefined ? 0 : Number(attributes.s)
        value = ''
      }
      if (tag === 'rPh') isPhonetic = true
      isValue = tag === 'v' || (tag === 't' && !isPhonetic)
    },
    text(piece) {
      if (isValue) value += piece
    },
    close(tag) {
      if (!isInRow) return
      isValue = false
      if (tag === 'rPh') isPhonetic = false
      if (tag === 'c') cells[column] = cellText(workbook, type, style, value)
      if (tag !== 'row') return
      isInRow = false
      trimEnd(cells)
      if (cells.some((cell) => cell.trim() !== '')) onRow(cells, row)
    },
  }
}

function cellText(workbook: Workbook, type: string, style: number, value: string): string {
  if (value === '') return ''
  if (type === 's') return sharedString(workbook, value)
  if (type === 'n') return (workbook.styles[style] ?? numberText)(value)
  if (type === 'b') return value === '1' || value === 'true' ? 'true' : 'false'
  if (type === 'd') return value.replace('T', ' ').replace(/\.0+$/, '')
  if (type === 'e') return value
  return unescaped(value)
}

function sharedString(workbook: Workbook, index: string): string {
  const text = workbook.sharedStrings[Number(index)]
  if (text === undefined) throw damaged(workbook.name)
  return text
}

/** Fills gaps, then takes empty cells off the end. */
function trimEnd(cells: string[]): void {
  while (cells.length > 0 && (cells.at(-1) ?? '') === '') cells.pop()
  for (let at = 0; at < cells.length; at++) cells[at] ??= ''
}

/** `AB12` is column 27, counted from zero. */
function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~32
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}
