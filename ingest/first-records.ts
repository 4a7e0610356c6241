/** A record of delimited text. */
export interface TextRecord {
  readonly cells: readonly string[]
  /** Line ends before it. */
  readonly line: number
  /** Cells that a pair of quotes encloses. */
  readonly quoted: number
}

const mostRecords = 20

/** The first records of a text that are not empty. */
export function firstRecords(text: string, delimiter: string, quote: string): TextRecord[] {
  const records: TextRecord[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let quoted = 0
  let line = 0
  let startLine = 0
  const end = () => {
    if (cells.length > 0 || cell.trim() !== '') {
      records.push({ cells: [...cells, cell], line: startLine, quoted })
    }
    cells = []
    quoted = 0
    cell = ''
  }
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    const isLineEnd = sign === '\n' || (sign === '\r' && text[at + 1] !== '\n')
    if (isLineEnd) line++
    if (sign === quote && isQuoted && text[at + 1] === quote) {
      cell += quote
      at++
    } else if (sign === quote && (isQuoted || cell.trim() === '')) {
      isQuoted = !isQuoted
      if (!isQuoted && [delimiter, '\r', '\n', undefined].includes(text[at + 1])) quoted++
    } else if (!isQuoted && (isLineEnd || sign === '\r')) {
      if (!isLineEnd) continue
      end()
      if (records.length === mostRecords) return records
      startLine = line
    } else if (!isQuoted && sign === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  end()
  return records
}
