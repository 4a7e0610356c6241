import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { csvRecords } from './unit-test-csv.ts'

/** A cell as it is written; null where it is left out or says null. */
export type Cell = string | null

/** Rows of a unit test: as they are written, or a query that gives them. */
export type TestRows =
  | { readonly records: readonly Readonly<Record<string, Cell>>[] }
  | { readonly sql: string }

/** Rows of a table that the model reads; without rows it is the default of a reference table. */
export interface TestInput {
  readonly input: string
  readonly rows: TestRows | undefined
}

/** What a model makes of a few rows: one entry of the `unit_tests` of a file. */
export interface UnitTest {
  readonly name: string
  readonly description: string | undefined
  readonly model: string
  readonly given: readonly TestInput[]
  readonly expect: TestRows
  /** Settings of the build that the test overrides. */
  readonly vars: Readonly<z.infer<typeof variables>>
  /** `transforms/marts/contacts.yml` */
  readonly file: string
}

const variables = z
  .strictObject({
    as_of: z.string(),
    complaint_days: z.enum(['natural', 'working']),
    zone: z.string(),
  })
  .partial()

const cell = z
  .union([z.string(), z.boolean(), z.null()], 'is neither a text nor a number, true, false or null')
  .transform((value) => (value === null ? null : String(value)))
const rowsShape = {
  format: z.enum(['dict', 'csv', 'sql']).default('dict'),
  rows: z
    .union([z.array(z.record(z.string(), cell)), z.string()], {
      error: 'are a list of rows, or a text with format csv or sql',
    })
    .optional(),
}
const definition = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  model: z.string().min(1),
  given: z.array(z.strictObject({ input: z.string().min(1), ...rowsShape })).default([]),
  expect: z.strictObject(rowsShape),
  overrides: z.strictObject({ vars: variables.prefault({}) }).optional(),
})
const fileShape = z.strictObject({
  version: z.string().optional(),
  unit_tests: z.array(definition).min(1),
})

/** The unit tests that a file's YAML states; a UserError that names every mistake. */
export function parseUnitTests(file: string, value: unknown): readonly UnitTest[] {
  const result = fileShape.safeParse(value)
  if (!result.success) {
    const mistakes = result.error.issues.map(
      (issue) => `  ${placeOf(issue.path, value)}: ${issue.message}`,
    )
    throw new UserError(`${file} has ${mistakes.length} mistake(s):\n${mistakes.join('\n')}`, {
      hint: 'docs/models.md says how a unit test is written.',
    })
  }
  return result.data.unit_tests.map(({ given, expect, overrides, ...test }) => {
    const where = `${file}, ${test.name}`
    const expected = readRows(expect, `${where}: expect`)
    if (expected === undefined) {
      throw new UserError(`${where}: expect has no rows.`, {
        hint: 'write rows: [] where none are expected.',
      })
    }
    return {
      ...test,
      description: test.description,
      given: given.map((each) => ({
        input: each.input,
        rows: readRows(each, `${where}: ${each.input}`),
      })),
      expect: expected,
      vars: overrides?.vars ?? {},
      file,
    }
  })
}

/** `unit_tests 2 (the name of the test): given.0.rows` */
function placeOf(path: readonly PropertyKey[], value: unknown): string {
  const [list, index, ...rest] = path
  if (list !== 'unit_tests' || typeof index !== 'number') return path.join('.') || '(file)'
  const tests = (value as { readonly unit_tests: readonly unknown[] }).unit_tests // the path says so
  const test = tests[index]
  const name = typeof test === 'object' && test !== null && 'name' in test ? test.name : index + 1
  return `${String(name)}${rest.length === 0 ? '' : `, ${rest.join('.')}`}`
}

interface WrittenRows {
  readonly format: 'dict' | 'csv' | 'sql'
  readonly rows?: readonly Readonly<Record<string, Cell>>[] | string | undefined
}

function readRows({ format, rows }: WrittenRows, where: string): TestRows | undefined {
  if (rows === undefined) return undefined
  if (typeof rows !== 'string') {
    if (format === 'dict') return { records: rows }
    throw new UserError(`${where}: format ${format} has its rows in one text.`, {
      hint: 'write rows: | and the text below it, or leave the format away.',
    })
  }
  if (format === 'sql') return { sql: rows.trim().replace(/;+$/, '') }
  if (format === 'csv') return { records: csvRecords(rows, where) }
  throw new UserError(`${where}: the rows are a text.`, {
    hint: 'add format: csv or format: sql, or write a list of { column: value }.',
  })
}
