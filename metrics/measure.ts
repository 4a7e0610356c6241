import type { Database } from '../core/database.ts'
import { addUpMonths } from './add-up-months.ts'
import { createClosings } from './closings.ts'
import { createControlLimits } from './control-limits.ts'
import { countDays } from './count-days.ts'
import { createDefinitionChanges } from './definition-changes.ts'
import { findFindings } from './findings.ts'
import { createFunnels } from './funnels.ts'
import { readIndicators } from './indicators.ts'
import { createInspectionEstimates } from './inspection-estimates.ts'
import { createIntervalFunctions } from './intervals.ts'
import { judge } from './judge.ts'
import { createPeriods } from './periods.ts'
import { measureQuantiles } from './quantiles.ts'
import { applyExposure, createMeasured, rollUpDays } from './roll-up.ts'
import {
  chooseSlices,
  findTouchedDays,
  keepFormerPeriods,
  restoreMeasured,
  type Scope,
} from './scope.ts'
import { measureScores } from './score.ts'
import { createShown } from './shown.ts'
import { measureStocks } from './stocks.ts'
import { measureSurvival } from './survival.ts'

/**
 * Computes every indicator of `metrics/indicators/` from the marts into `indicators.values`, for
 * day, month, quarter and year and for each group. The connection must have been prepared by the
 * build: its `as_of` is the cut-off. Where the scope is not full, only what changed is computed.
 */
export async function measure(
  database: Database,
  scope: Scope = { isFull: true },
): Promise<{ readonly values: number }> {
  const indicators = await readIndicators()
  await database.run('create schema if not exists indicators')
  await createIntervalFunctions(database)
  if (!scope.isFull) await findTouchedDays(database, indicators)
  await countDays(database, indicators, scope)
  await createPeriods(database)
  if (!scope.isFull) {
    await keepFormerPeriods(database)
    await chooseSlices(database, indicators)
  }
  await addUpMonths(database, indicators, scope)
  await createMeasured(database)
  await rollUpDays(database, indicators, scope)
  await applyExposure(database, indicators, scope)
  await measureQuantiles(database, indicators, scope)
  await measureStocks(database, indicators, scope)
  await measureSurvival(database, indicators, scope)
  if (!scope.isFull) await restoreMeasured(database)
  await measureScores(database, indicators)
  await judge(database, indicators, scope)
  await createShown(database, indicators)
  await createDefinitionChanges(database, indicators)
  await createControlLimits(database)
  await createFunnels(database)
  await createInspectionEstimates(database)
  await createClosings(database)
  await findFindings(database, undefined, scope)
  const { values } = await database.row<{ values: number }>(
    'select count(*) as values from indicators.values',
  )
  return { values }
}
