import { readFileSync } from 'node:fs'

/** The rows of a default table of `seeds/reference/`, as text by column; empty cells are ''. */
export function readReference(table: string): readonly Readonly<Record<string, string>>[] {
  const file = new URL(`../reference/${table}.csv`, import.meta.url)
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const names = splitLine(header)
  return lines.map((line) => {
    const cells = splitLine(line)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

function splitLine(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}
