import {
  BOOLEAN,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  LIST,
  VARCHAR,
} from '@duckdb/node-api'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import type { CompiledContract } from './compile-contract.ts'
import { rawColumn } from './compile-contract.ts'

/** Every refused record is checked up to this number, and one accepted record of so many. */
const mostRefused = 200_000
const oneOf = 1000

/**
 * A second opinion: zod itself judges every refused record and a sample of the accepted ones
 * while DuckDB lands them, on the same cells. `verdict` throws when the two ever disagree.
 */
export interface Oracle {
  /** SQL that asks zod about a row where needed; `isBroken` is SQL's own judgement of its cells. */
  readonly sql: (isBroken: string) => string
  /**
   * How many records zod judged since the last verdict; throws a UserError that names columns,
   * never values, when it judged one otherwise.
   */
  verdict(file: string): number
}

/** Makes the oracle of a contract usable on a connection. */
export function openOracle(database: Database, compiled: CompiledContract): Oracle {
  const names = compiled.columns.map((column) => column.name)
  const schema = compiled.contract.row
  const disagreements: string[] = []
  let refused = 0
  let accepted = 0
  const judge = (cells: readonly unknown[], isBroken: boolean): boolean => {
    if (isBroken && refused >= mostRefused) return true
    if (isBroken) refused++
    else accepted++
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index]]))
    const result = schema.safeParse(row)
    if (result.success !== isBroken) return true
    const where = result.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? ''
    disagreements.push(isBroken ? 'SQL refuses it, zod does not' : `zod refuses ${where}`)
    return false
  }
  const name = `zod_agrees_${compiled.contract.name}`
  registerOnce(database, name, judge)
  const cells = names.map((each) => rawColumn(each)).join(', ')
  const key = compiled.contract.key.map((each) => rawColumn(each)).join(', ')
  return {
    // one call in the statement: each would hand every batch of rows over to JavaScript once more
    sql: (isBroken) => `case when ${isBroken} or hash(${key}) % ${oneOf} = 0
      then ${name}([${cells}], ${isBroken}) end`,
    verdict: (file) => {
      const [first] = disagreements.splice(0)
      const judged = refused + accepted
      refused = 0
      accepted = 0
      if (first === undefined) return judged
      throw new UserError(
        `${file}: the contract of ${compiled.contract.name} in SQL and in zod disagree on a record (${first}).`,
        {
          hint: 'this is a defect of the program: nothing of the file was taken; report the columns named here.',
        },
      )
    },
  }
}

type Judge = (cells: readonly unknown[], isBroken: boolean) => boolean

/** The judges of each connection: a function can be registered once, its judge may change. */
const judges = new WeakMap<object, Map<string, { judge: Judge }>>()

function registerOnce(database: Database, name: string, judge: Judge): void {
  const known = judges.get(database.connection) ?? new Map<string, { judge: Judge }>()
  judges.set(database.connection, known)
  const present = known.get(name)
  if (present !== undefined) {
    present.judge = judge
    return
  }
  const holder = { judge }
  known.set(name, holder)
  database.connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: [LIST(VARCHAR), BOOLEAN],
      returnType: BOOLEAN,
      mainFunction: (_info, input: DuckDBDataChunk, output) => {
        const rows = input.getRows()
        for (const [index, [cells, isBroken]] of rows.entries()) {
          output.setItem(index, holder.judge(listItems(cells), isBroken === true))
        }
        output.flush()
      },
    }),
  )
}

function listItems(value: unknown): readonly unknown[] {
  return typeof value === 'object' &&
    value !== null &&
    'items' in value &&
    Array.isArray(value.items)
    ? value.items
    : []
}
