import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../core/database.ts'
import { identifier, literal } from '../core/sql.ts'
import type { GateCheck } from './edition.ts'
import { checkScore } from './gate-score.ts'
import { checkSmallGroups } from './gate-small-groups.ts'

/**
 * What must hold before an edition is published: data checks without an error, pages without a
 * hole, figures equal to the warehouse, and no personal data in any page or row.
 */
export async function checkEdition(options: {
  readonly folder: string
  readonly dataFile: string
  readonly warehouse: string
  readonly expectedPages: number
}): Promise<readonly GateCheck[]> {
  const database = await openDatabase()
  try {
    await database.run(
      `attach ${literal(options.warehouse)} as warehouse (read_only);
      attach ${literal(join(options.folder, options.dataFile))} as edition (read_only)`,
    )
    return [
      await checkData(database),
      await checkFigures(database),
      await checkScore(database),
      await checkSmallGroups(database),
      checkPages(options.folder, options.expectedPages),
      checkPersonalDataInPages(options.folder),
      await checkPersonalDataInRows(database),
    ]
  } finally {
    database.close()
  }
}

async function checkData(database: Database): Promise<GateCheck> {
  const failed = await database.rows<{ check_name: string; rows: number }>(
    `select check_name, rows from warehouse.ops.checks where severity = 'error' and rows > 0`,
  )
  const detail = failed.map((each) => `${each.check_name}: ${each.rows}`).join(', ')
  return { name: 'data_checks', ok: failed.length === 0, detail: detail || 'no error' }
}

/** Every figure of the edition, but the suppressed ones, stands in the warehouse. */
async function checkFigures(database: Database): Promise<GateCheck> {
  const { figures, wrong } = await database.row<{ figures: number; wrong: number }>(
    `select count(*) as figures, count(*) filter (
        where source.indicator is null
          or shown.value is distinct from source.value
          or shown.numerator is distinct from source.numerator
          or shown.denominator is distinct from source.denominator) as wrong
    from edition."values" shown
    left join warehouse.indicators."values" source
      using (indicator, period_type, period_id, grouped_by, group_id)
    where not shown.is_suppressed`,
  )
  return {
    name: 'figures_equal_warehouse',
    ok: figures > 0 && wrong === 0,
    detail: `${figures} figures, ${wrong} different`,
  }
}

function checkPages(folder: string, expected: number): GateCheck {
  const pages = htmlFiles(folder)
  const holes = pages.filter((page) =>
    /\b(undefined|NaN|null|Infinity)\b/.test(visibleText(folder, page)),
  )
  return {
    name: 'pages_complete',
    ok: pages.length >= expected && expected > 0 && holes.length === 0,
    detail: `${pages.length} pages${holes.length > 0 ? `; a hole in ${holes.join(', ')}` : ''}`,
  }
}

/** Telephone, identity and card numbers that stand alone, not within a hash or a longer code. */
const personalPatterns = [
  '(^|[^0-9.A-Za-z])1[3-9][0-9]{9}([^0-9A-Za-z]|$)',
  '(^|[^0-9.A-Za-z])[1-9][0-9]{16}[0-9Xx]([^0-9A-Za-z]|$)',
  '(^|[^0-9.A-Za-z])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}',
  '(^|[^0-9.A-Za-z])[0-9]{16,19}([^0-9A-Za-z]|$)',
]

function checkPersonalDataInPages(folder: string): GateCheck {
  const patterns = personalPatterns.map((pattern) => new RegExp(pattern))
  const found = htmlFiles(folder).filter((page) => {
    const text = visibleText(folder, page)
    return patterns.some((pattern) => pattern.test(text))
  })
  return {
    name: 'no_personal_data_in_pages',
    ok: found.length === 0,
    detail: found.join(', ') || 'none',
  }
}

async function checkPersonalDataInRows(database: Database): Promise<GateCheck> {
  const columns = await database.rows<{ table_name: string; column_name: string }>(
    `select table_name, column_name from duckdb_columns()
    where database_name = 'edition' and data_type = 'VARCHAR'`,
  )
  const found: string[] = []
  for (const { table_name: table, column_name: column } of columns) {
    const matches = personalPatterns
      .map((pattern) => `regexp_matches(${identifier(column)}, ${literal(pattern)})`)
      .join(' or ')
    const { rows } = await database.row<{ rows: number }>(
      `select count(*) as rows from edition.${identifier(table)} where ${matches}`,
    )
    if (rows > 0) found.push(`${table}.${column}: ${rows}`)
  }
  return {
    name: 'no_personal_data_in_rows',
    ok: found.length === 0,
    detail: found.join(', ') || 'none',
  }
}

function htmlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function visibleText(folder: string, page: string): string {
  return readFileSync(join(folder, page), 'utf8')
    .replace(/<(script|style|code)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
}
