import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { type Cell, hideCells, smallestGroup } from './hide-cells.ts'
import { periodId } from './periods.ts'
import { shownGroups } from './shown-sql.ts'

/**
 * Makes `indicators.hidden`: which figures of months, quarters and years are not shown, be it as
 * the `value` of the period, or beside it as the value of the period before or a year ago. Needs
 * `indicators.rules` and the temporary tables `periods` and `open_sums`.
 */
export async function hideFigures(database: Database): Promise<void> {
  await database.run(`create or replace table indicators.hidden (
    indicator varchar, period_type varchar, period_id varchar, grouped_by varchar,
    group_id varchar, figure varchar, reason varchar)`)
  for (const [column, meaning] of Object.entries(hiddenColumns)) {
    await database.run(`comment on column indicators.hidden.${column} is ${literal(meaning)}`)
  }
  await hideByYear(database)
  await hideBesideLater(database)
  await hideEarlier(database)
}

const hiddenColumns = {
  figure: 'value, previous or year_ago: the figure of the period that is not shown',
  reason: 'small: under five rows; companion: it would give a small one away',
}

interface Figure extends Cell, Record<string, unknown> {
  readonly indicator: string
  readonly period_type: string
  readonly grouped_by: string
  readonly block: string
}

/** The figures of months, quarters and years, a block per indicator, kind of group and year. */
async function hideByYear(database: Database): Promise<void> {
  const figures = await database.rows<Figure>(`
    with sized as (
      select figures.indicator, figures.period_type, figures.period_id, figures.grouped_by,
        figures.group_id, figures.denominator as n,
        concat_ws('|', figures.indicator, figures.grouped_by, year(figures.period_start),
          teams.department_id) as block,
      from indicators."values" as figures
      join indicators.rules on rules.indicator = figures.indicator and rules.is_sampled
      left join (
        select team_id, min(department_id) as department_id from reference.agents group by team_id
      ) teams on figures.grouped_by = 'team' and teams.team_id = figures.group_id
      where figures.period_type <> 'day' and figures.denominator > 0
        and figures.grouped_by in (${shownGroups.map(literal).join(', ')})
    )
    select indicator, period_type, period_id as period, grouped_by, group_id as "group", n, block
    from sized
    where block in (select block from sized where n < ${smallestGroup})`)
  const blocks = new Map<string, Figure[]>()
  for (const figure of figures) {
    const known = blocks.get(figure.block)
    if (known === undefined) blocks.set(figure.block, [figure])
    else known.push(figure)
  }
  const rows = [...blocks.values()].flatMap((block) =>
    [...hideCells(block)].map(([cell, reason]) => {
      const figure = cell as Figure // a cell of the block that was handed in
      const { indicator, period_type: type, period, grouped_by: by, group } = figure
      return [indicator, type, period, by, group, 'value', reason]
    }),
  )
  await insertRows(database, rows)
}

async function insertRows(database: Database, rows: readonly (readonly string[])[]): Promise<void> {
  const appender = await database.connection.createAppender('hidden', 'indicators')
  for (const row of rows) {
    for (const cell of row) appender.appendVarchar(cell)
    appender.endRow()
  }
  appender.closeSync()
}

/** What is hidden of a period is hidden beside the periods that are compared with it. */
async function hideBesideLater(database: Database): Promise<void> {
  const step = `case period_type when 'month' then interval 1 month
    when 'quarter' then interval 3 month else interval 1 year end`
  for (const [figure, later] of [
    ['previous', step],
    ['year_ago', 'interval 1 year'],
  ] as const) {
    await database.run(`insert into indicators.hidden
      select hidden.indicator, periods.period_type,
        ${periodId('periods.period_type', `(periods.period_start + ${later})::date`)},
        hidden.grouped_by, hidden.group_id, '${figure}', hidden.reason
      from indicators.hidden join periods using (period_type, period_id)
      where hidden.figure = 'value'`)
  }
}

/**
 * An open period is compared with the first days of the one before: these are hidden where they,
 * or the days of that period that are left, are under five.
 */
async function hideEarlier(database: Database): Promise<void> {
  const isSmall = ['denominator', 'other_denominator'].map(
    (each) => `coalesce(${each}, 0) between 1 and ${smallestGroup - 1}`,
  )
  await database.run(`insert into indicators.hidden
    select sums.indicator, period_type, period_id, grouped_by, group_id, figure, 'small'
    from open_sums as sums join indicators.rules on rules.indicator = sums.indicator and is_sampled
    where grouped_by in (${shownGroups.map(literal).join(', ')}) and (${isSmall.join(' or ')})`)
}
