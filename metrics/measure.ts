import type { Database } from '../core/database.ts'
import { createClosings } from './closings.ts'
import { countDays } from './count-days.ts'
import { findFindings } from './findings.ts'
import { readIndicators } from './indicators.ts'
import { createIntervalFunctions } from './intervals.ts'
import { judge } from './judge.ts'
import { createPeriods } from './periods.ts'
import { measureQuantiles } from './quantiles.ts'
import { applyExposure, createMeasured, rollUpDays } from './roll-up.ts'
import { measureScores } from './score.ts'
import { createShown } from './shown.ts'
import { measureStocks } from './stocks.ts'
import { measureSurvival } from './survival.ts'

/**
 * Computes every indicator of `metrics/indicators/` from the marts into `indicators.values`, for
 * day, month, quarter and year and for each group. The connection must have been prepared by the
 * build: its `as_of` is the cut-off.
 */
export async function measure(database: Database): Promise<{ readonly values: number }> {
  const indicators = await readIndicators()
  await database.run('create schema if not exists indicators')
  await createIntervalFunctions(database)
  await countDays(database, indicators)
  await createPeriods(database)
  await createMeasured(database)
  await rollUpDays(database, indicators)
  await applyExposure(database, indicators)
  await measureQuantiles(database, indicators)
  await measureStocks(database, indicators)
  await measureSurvival(database, indicators)
  await measureScores(database, indicators)
  await judge(database, indicators)
  await createShown(database, indicators)
  await createClosings(database)
  await findFindings(database)
  const { values } = await database.row<{ values: number }>(
    'select count(*) as values from indicators.values',
  )
  return { values }
}
