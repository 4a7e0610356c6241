import { join } from 'node:path'
import { type Database, openDatabase } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { departmentOf } from './audience/audiences.ts'
import type { GateCheck } from './edition.ts'
import { checkBankValues } from './gate-bank-values.ts'
import { checkOthers } from './gate-others.ts'
import { checkLinks, checkPages } from './gate-pages.ts'
import { checkPersonalData } from './gate-personal.ts'
import { checkScore } from './gate-score.ts'
import { checkSmallGroups } from './gate-small-groups.ts'
import { readTexts } from './gate-texts.ts'

/** An edition before it is published. */
export interface GateOptions {
  readonly folder: string
  readonly dataFile: string
  readonly warehouse: string
  readonly audience: string
  readonly expectedPages: number
  readonly basePath: string
  /** Files of the application, which were built without data. */
  readonly shell: ReadonlySet<string>
}

/**
 * What must hold before an edition is published: data checks without an error, pages without a
 * hole or a dead link, figures equal to the warehouse, no personal data in any file, and of
 * departments nothing of another.
 */
export async function checkEdition(options: GateOptions): Promise<readonly GateCheck[]> {
  const { folder, basePath } = options
  const department = departmentOf(options.audience)
  const database = await openDatabase()
  try {
    await database.run(
      `attach ${literal(options.warehouse)} as warehouse (read_only);
      attach ${literal(join(folder, options.dataFile))} as edition (read_only)`,
    )
    const texts = await readTexts(folder, options.shell)
    return [
      await checkData(database),
      await checkFigures(database),
      await checkScore(database, department === undefined ? 1 : 0),
      await checkSmallGroups(database, department !== undefined),
      checkPages(texts, options.expectedPages),
      checkLinks(texts, folder, basePath),
      checkPersonalData(texts),
      ...(department === undefined
        ? []
        : [await checkOthers(database, department, texts), await checkBankValues(database)]),
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
