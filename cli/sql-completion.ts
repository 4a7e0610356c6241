import { type TableName, tablesNamed } from './sql-names.ts'

/** What a name can be completed to. */
export interface Completions {
  readonly tables: readonly TableName[]
  readonly indicators: readonly string[]
}

/** Words of the prompt itself. */
export const promptCommands = ['\\d', '\\metric', '\\timing', '\\?', '\\q'] as const

const keywords =
  `select from where group by order having limit join left on using with as and or not
  in is null between like case when then else end count sum avg min max distinct filter over
  partition union all exists explain describe summarize`.split(/\s+/)

/**
 * The completions of the last word of `line`, and that word. `before` is what the statement
 * already says in the lines above; columns are those of the tables that it names.
 */
export function completeLine(
  line: string,
  before: string,
  { tables, indicators }: Completions,
): readonly [string[], string] {
  const word = /[^\s,()=<>+*/;'"]*$/.exec(line)?.[0] ?? ''
  if (before === '' && line.trimStart().startsWith('\\')) {
    if (line.trim() === word) return matches(promptCommands, word)
    const names = /^\s*\\metric\s/.test(line) ? indicators : tables.map((each) => each.name)
    return matches(names, word)
  }
  if (word === '') return [[], word]
  const statement = `${before}\n${line}`
  const names = tables.map((each) => each.name)
  const wantsTable = /\b(from|join|describe|summarize)\s+[\w.]*$/i.test(statement)
  if (wantsTable) {
    const [schemas] = matches(word.includes('.') ? names : schemasOf(names), word)
    return [[...schemas, ...tablesBegun(tables, word)], word]
  }
  const known = tablesIn(statement, tables)
  const columns = [...known.values()].flatMap((table) => table.columns)
  const qualified = [...known].flatMap(([alias, table]) =>
    table.columns.map((column) => `${alias}.${column}`),
  )
  if (word.includes('.')) return matches([...qualified, ...names], word)
  const free = known.size > 0 ? columns : tables.flatMap((table) => table.columns)
  const isUpper = /[A-Z]/.test(word) && word === word.toUpperCase()
  const words = isUpper ? keywords.map((each) => each.toUpperCase()) : keywords
  return matches([...free, ...schemasOf(names), ...words], word)
}

function matches(names: readonly string[], word: string): readonly [string[], string] {
  const start = word.toLowerCase()
  const found = names.filter((name) => name.toLowerCase().startsWith(start) && name !== word)
  return [[...new Set(found)].sort(), word]
}

/** A table may be begun without its schema; of tables with one name that of the first schema. */
function tablesBegun(tables: readonly TableName[], word: string): readonly string[] {
  if (word.includes('.')) return []
  const byName = new Map<string, string>()
  for (const { name } of [...tables].reverse()) byName.set(name.slice(name.indexOf('.') + 1), name)
  return [...byName].filter(([bare]) => bare.startsWith(word.toLowerCase())).map(([, name]) => name)
}

function schemasOf(names: readonly string[]): readonly string[] {
  return names.map((name) => name.slice(0, name.indexOf('.') + 1))
}

/** The tables that a statement reads, by the name it gives them. */
function tablesIn(statement: string, tables: readonly TableName[]): ReadonlyMap<string, TableName> {
  const found = new Map<string, TableName>()
  const reading = /\b(?:from|join)\s+([\w.]+)(?:\s+(?:as\s+)?(\w+))?/gi
  for (const [, name = '', alias = ''] of statement.matchAll(reading)) {
    const [table] = tablesNamed(tables, name)
    if (table === undefined) continue
    found.set(name.slice(name.indexOf('.') + 1), table)
    if (alias !== '' && !keywords.includes(alias.toLowerCase())) found.set(alias, table)
  }
  return found
}
