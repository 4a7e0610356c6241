import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { type CompiledColumn, type CompiledContract, rawColumn } from './compile-contract.ts'
import type { MappedTable } from './landing.ts'

/** What the sender says that a file contains. */
export interface ControlTotals {
  readonly rows?: number
  readonly bytes?: number
  readonly sha256?: string
  /** Column of the contract → sum of its cells. */
  readonly sums: Readonly<Record<string, number>>
}

/** What a control file is called: the name of its delivery and one of these. */
export const controlEndings = ['.control', '.control.json', '.ctl'] as const

/**
 * The control totals beside a delivery, or undefined without any. A file of JSON, or of lines
 * such as `rows=1200` and `sum(talk_seconds)=86400`; a UserError when it is neither.
 */
export function readControl(path: string, name: string): ControlTotals | undefined {
  const file = controlEndings.map((ending) => `${path}${ending}`).find((each) => existsSync(each))
  if (file === undefined) return undefined
  const whole = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  const pairs = whole.trim().startsWith('{') ? jsonPairs(whole) : linePairs(whole)
  if (pairs === undefined || pairs.length === 0) throw badControl(basename(file), name, whole)
  let totals: ControlTotals = { sums: {} }
  for (const [written, text] of pairs) {
    const key = written.toLowerCase()
    const value = text.replaceAll(',', '')
    const column = /^sum[(.](\w+)\)?$/.exec(key)?.[1]
    if (key === 'sha256') totals = { ...totals, sha256: value.toLowerCase() }
    else if (value === '' || Number.isNaN(Number(value)))
      throw badControl(basename(file), name, `${written}=${text}`)
    else if (column !== undefined) {
      totals = { ...totals, sums: { ...totals.sums, [column]: Number(value) } }
    } else if (key === 'rows' || key === 'bytes') totals = { ...totals, [key]: Number(value) }
    else throw badControl(basename(file), name, written)
  }
  return totals
}

/** Compares what the bytes of a file tell; a UserError holds it. */
export function checkBytes(
  totals: ControlTotals | undefined,
  found: { readonly sha256: string; readonly bytes: number },
  name: string,
): void {
  if (totals?.bytes !== undefined) requireEqual(name, 'bytes', totals.bytes, found.bytes)
  if (totals?.sha256 !== undefined) requireEqual(name, 'SHA-256', totals.sha256, found.sha256)
}

/** Compares the number of records and the sums of columns; a UserError holds the file. */
export async function checkTotals(
  database: Database,
  totals: ControlTotals | undefined,
  tables: readonly MappedTable[],
  compiled: CompiledContract,
  found: { readonly rowsRead: number; readonly name: string },
): Promise<void> {
  if (totals === undefined) return
  if (totals.rows !== undefined) requireEqual(found.name, 'records', totals.rows, found.rowsRead)
  for (const [name, wanted] of Object.entries(totals.sums)) {
    const column = compiled.columns.find((each) => each.name === name)
    if (column === undefined) throw badControl('its control file', found.name, `sum(${name})`)
    let sum = 0
    for (const { relation } of tables) {
      const row = await database.row<{ sum: number }>(
        `select coalesce(sum(${exactNumber(column)}), 0) as sum from (${relation})`,
      )
      sum += row.sum
    }
    // a sum of decimals is exact, its way through a double is not
    if (Math.abs(sum - wanted) > Math.max(1e-6, 1e-12 * Math.abs(wanted))) {
      requireEqual(found.name, `the sum of ${name}`, wanted, sum)
    }
  }
}

/** SQL for the number in a cell; a cell that holds none, refused or not, adds nothing. */
function exactNumber(column: CompiledColumn): string {
  const raw = rawColumn(column.name)
  const isNumber = column.kind === 'number' || column.kind === 'integer'
  const text = isNumber ? `(${column.typed})::varchar` : raw
  return `coalesce(try_cast(replace(${raw}, ',', '') as decimal(38, 6)), try_cast(${text} as decimal(38, 6)))`
}

function requireEqual(
  name: string,
  what: string,
  wanted: string | number,
  found: string | number,
): void {
  if (wanted === found) return
  throw new UserError(
    `${name}: the control totals say ${what} = ${wanted}, the file has ${found}.`,
    {
      hint: 'the delivery is not whole, or its control file is of another one: ask the sending team; the whole file is held.',
    },
  )
}

function badControl(file: string, name: string, what: string): UserError {
  return new UserError(
    `${name}: ${file} has a line that is no control total: ${what.slice(0, 80)}.`,
    {
      hint: 'write rows=…, bytes=…, sha256=… or sum(column)=…, one per line, or the same as JSON.',
    },
  )
}

function jsonPairs(text: string): [string, string][] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).map(([key, each]) => [key, String(each)])
  } catch {
    return undefined
  }
}

function linePairs(text: string): [string, string][] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, key = line, value = ''] = /^([^=:]+)[=:](.*)$/.exec(line) ?? []
      return [key.trim(), value.trim()]
    })
}
