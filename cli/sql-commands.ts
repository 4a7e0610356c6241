import { unknownName } from '../core/errors.ts'
import type { Zone } from '../core/zone.ts'
import type { Indicator } from '../metrics/define-indicator.ts'
import { tableText } from './export-rows.ts'
import { promptCommands } from './sql-completion.ts'
import { metricText } from './sql-metric.ts'
import { columnListSql, tableListSql, tablesNamed } from './sql-names.ts'
import type { Session } from './sql-session.ts'

/** What the commands of the prompt read and change. */
export interface PromptState {
  readonly session: Session
  readonly zone: Zone
  readonly indicators: () => Promise<readonly Indicator[]>
  isTiming: boolean
}

const help = `\\d              tables, with what a row of them is; \\d WORD: those whose name contains the word
\\d TABLE        columns of a table with their types and meaning
\\metric NAME    what an indicator means, and its value of the last quarter that is over
\\timing         say how long each statement takes, or stop it
\\?              this list
\\q              leave (also Ctrl-D)
A statement ends with a semicolon and may take several lines. Tab completes tables and columns,
Ctrl-C stops a query or throws the line away, the arrow up brings earlier lines back.
All rows into a file: csq sql "select …" --out rows.xlsx (or .csv, .parquet, .arrow, .json)
`

/** The older words of the same commands. */
const otherNames: Readonly<Record<string, string>> = {
  '.tables': '\\d',
  '.schema': '\\d',
  '.columns': '\\d',
  '.help': '\\?',
  '\\h': '\\?',
  '\\dt': '\\d',
}

/** Whether a line leaves the prompt. */
export function isLeaving(line: string): boolean {
  return ['\\q', '\\quit', '.quit', '.exit', 'quit', 'exit'].includes(bare(line))
}

/** Whether a line is a command of the prompt and no SQL. */
export function isCommand(line: string): boolean {
  return /^\s*[\\.]/.test(line)
}

/** What a command says; a UserError where the command or a name is unknown. */
export async function runCommand(line: string, state: PromptState): Promise<string> {
  const [written = '', ...rest] = bare(line).split(/\s+/)
  const name = rest.join(' ')
  const command = otherNames[written] ?? written
  if (command === '\\?') return help
  if (command === '\\d') return describe(name, state)
  if (command === '\\metric') {
    const database = await state.session.database()
    return `${await metricText(database, name, await state.indicators(), state.zone)}\n`
  }
  if (command === '\\timing') {
    state.isTiming = name === '' ? !state.isTiming : name === 'on'
    return `timing is ${state.isTiming ? 'on' : 'off'}\n`
  }
  throw unknownName('command', written, [...promptCommands, ...Object.keys(otherNames)])
}

function bare(line: string): string {
  return line.trim().replace(/\s*;$/, '')
}

/** The columns of the table that is named so; else the tables whose name contains the word. */
async function describe(name: string, { session }: PromptState): Promise<string> {
  const database = await session.database()
  const tables = await session.tables()
  const [table, ...others] = name === '' ? [] : tablesNamed(tables, name)
  if (table !== undefined) {
    const also = others.length === 0 ? '' : `also: ${others.map((each) => each.name).join(', ')}\n`
    return `${table.name}\n${tableText(await database.rows(columnListSql(table.name)))}${also}`
  }
  const found = await database.rows(tableListSql(name))
  if (found.length > 0 || name === '') return tableText(found)
  const names = tables.map((each) => each.name)
  throw unknownName('table', name, name.includes('.') ? names : [...names, ...bareNames(names)])
}

function bareNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((each) => each.slice(each.indexOf('.') + 1)))]
}
