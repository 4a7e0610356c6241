import { UserError } from '../core/errors.ts'

/** The records of a CSV text by its header; an empty cell is null, `""` is an empty text. */
export function csvRecords(
  text: string,
  where: string,
): readonly Readonly<Record<string, string | null>>[] {
  const [header = [], ...records] = csvCells(text)
  const names = header.map((name) => name ?? '')
  return records.map((cells, index) => {
    if (cells.length !== names.length) {
      throw new UserError(
        `${where}: row ${index + 1} has ${cells.length} cells, the header ${names.length}.`,
      )
    }
    return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? null]))
  })
}

/** Cells by line; spaces around a cell are for the eye, quotes keep what they hold. */
function csvCells(text: string): readonly (readonly (string | null)[])[] {
  const cell = /[ \t]*(?:"((?:[^"]|"")*)"|([^",\n]*?))[ \t]*(,|\r?\n|$)/y
  const lines: (string | null)[][] = []
  let line: (string | null)[] = []
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    const [, quoted, plain = '', end] = found
    line.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : plain))
    if (end !== ',') {
      if (line.some((each) => each !== null)) lines.push(line)
      line = []
    }
    if (cell.lastIndex >= text.length) break
  }
  return lines
}
