import { openDatabase } from '../core/database.ts'
import { closingColumns, publishedColumns, restatedFigureColumns } from '../metrics/closings.ts'
import { controlLimitColumns } from '../metrics/control-limits.ts'
import { definitionChangeColumns } from '../metrics/definition-changes.ts'
import { funnelColumns, funnelLimitColumns } from '../metrics/funnels.ts'
import { inspectionEstimateColumns } from '../metrics/inspection-estimates.ts'
import { scorePartColumns } from '../metrics/score-parts.ts'
import { scoreColumns } from '../metrics/score-summary.ts'
import { seriesColumns } from '../metrics/series.ts'
import { shownColumns } from '../metrics/shown-columns.ts'
import { valueColumns } from '../metrics/value-columns.ts'
import { type Model, readModels } from '../transforms/model.ts'
import { lineageColumns } from '../transforms/record-lineage.ts'
import { code, markdownTable, page } from './docs-text.ts'
import { runColumns } from './record-runs.ts'

/** `tables.md`: every model of `transforms/`, from the headers of its SQL; marts first. */
export async function tablesPage(): Promise<string> {
  const database = await openDatabase()
  try {
    const models = await readModels(database)
    const layers = ['marts', 'staging']
    return page(
      'Tables',
      'Numbers stand in `indicators.values`, cases in the marts; staging holds the newest version of every delivered row. The same texts stand in the warehouse as comments, see `.tables` and `.columns` of `csq sql`.',
      [
        valuesPart(),
        shownPart(),
        ...scoreTables(),
        ...chartTables(),
        ...closingParts(),
        ...layers.flatMap((layer) => models.filter((each) => each.layer === layer).map(modelPart)),
      ],
    )
  } finally {
    database.close()
  }
}

function modelPart(model: Model): string {
  return [
    `## ${model.name}`,
    model.description,
    `Grain: ${model.grain.map(code).join(', ')}. Reads ${model.reads.map(code).join(', ')}.`,
    markdownTable(
      ['column', 'meaning'],
      model.columns.map((each) => [code(each.name), each.description]),
    ),
  ].join('\n\n')
}

function valuesPart(): string {
  return columnsPart('indicators.values', 'One row per indicator, period and group.', valueColumns)
}

function shownPart(): string {
  const about =
    'What editions may show of `indicators.values`: one row per indicator, period and group, also where there is no value.'
  return columnsPart('indicators.shown', about, shownColumns)
}

function scoreTables(): readonly string[] {
  return [
    columnsPart('indicators.scores', 'One row per period: the score of the bank.', scoreColumns),
    columnsPart(
      'indicators.score_parts',
      'One row per period and part of the score: the score follows from these rows.',
      scorePartColumns,
    ),
  ]
}

function chartTables(): readonly string[] {
  return [
    columnsPart(
      'indicators.control_limits',
      'One row per indicator, closed month and group: level and limits of its control chart.',
      controlLimitColumns,
    ),
    columnsPart(
      'indicators.funnels',
      'One row per indicator, period and department: against all departments, by its size.',
      funnelColumns,
    ),
    columnsPart(
      'indicators.funnel_limits',
      'The limits of the funnels at sizes between, to draw them.',
      funnelLimitColumns,
    ),
    columnsPart(
      'indicators.inspection_estimates',
      'One row per period: the pass rate of all cases, and how far inspectors can be relied on.',
      inspectionEstimateColumns,
    ),
    columnsPart(
      'ops.lineage',
      'One row per column of a model and column behind it, one table back.',
      lineageColumns,
    ),
    columnsPart(
      'indicators.definition_changes',
      'One row per new version of a definition.',
      definitionChangeColumns,
    ),
  ]
}

function closingParts(): readonly string[] {
  return [
    columnsPart(
      'indicators.series',
      'One row per indicator, period and group: as published, as restated, and now.',
      seriesColumns,
    ),
    columnsPart(
      'indicators.published',
      'One row per indicator, group and revision of a closed period: the columns of `indicators.values`, and these.',
      publishedColumns,
    ),
    columnsPart(
      'ops.runs',
      'One row per attempt at a step of the schedule, as the last build found them in `runs.ndjson`; `csq status` has those since.',
      runColumns,
    ),
    columnsPart('ops.closings', 'One row per revision of a closed period.', closingColumns),
    columnsPart(
      'ops.restated_figures',
      'One row per figure that a restatement changed, and why.',
      restatedFigureColumns,
    ),
  ]
}

function columnsPart(
  table: string,
  description: string,
  columns: Readonly<Record<string, string>>,
): string {
  const rows = Object.entries(columns).map(([name, text]) => [code(name), text])
  return `## ${table}\n\n${description}\n\n${markdownTable(['column', 'meaning'], rows)}`
}
