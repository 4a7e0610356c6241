import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, openReader, type Row } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import type { Workspace } from '../../core/workspace.ts'
import { diffEditions, type FigureChange } from '../diff.ts'
import { type BothLanguages, type Edition, listEditions, readManifest } from '../edition.ts'
import { headlineIndicators } from '../labels/headline.ts'
import { formatFigure } from '../labels/sign.ts'
import { statuses } from '../labels/text.ts'

/** What a revision changes for somebody who has an earlier one. */
export interface Correction {
  /** Changed figures, old → new and why: the headline ones first. */
  readonly lines: readonly BothLanguages[]
  /** How many further figures changed. */
  readonly others: number
  readonly isHeadlineChanged: boolean
}

const shown = 5

/**
 * What changed between the revision that somebody got and a newer one; undefined where no figure
 * did. Without the earlier edition on disk nothing is listed.
 */
export async function correctionOf(
  workspace: Workspace,
  earlier: string,
  edition: Edition,
): Promise<Correction | undefined> {
  const before = listEditions(workspace.editions).find((each) => each.id === earlier)
  if (before === undefined || !hasData(before) || !hasData(edition)) {
    return { lines: [], others: 0, isHeadlineChanged: true }
  }
  const changes = [...(await diffEditions(before, edition))].sort((a, b) => rank(a) - rank(b))
  if (changes.length === 0) return undefined
  const listed = changes.slice(0, shown)
  const reason = await restatement(workspace.warehouse, before, edition)
  const figures = await readFigures(before, edition, listed)
  return {
    lines: listed.flatMap((change) => {
      const figure = figures.get(keyOf(change))
      return figure === undefined ? [] : [describe(change, figure, reason)]
    }),
    others: changes.length - listed.length,
    isHeadlineChanged: changes.some((change) => rank(change) < headlineIndicators.length),
  }
}

/** Headline figures first in their order, then figures of the whole, then of groups. */
function rank(change: FigureChange): number {
  if (change.grouped_by !== 'all') return headlineIndicators.length + 1
  const place = headlineIndicators.indexOf(change.indicator)
  return place === -1 ? headlineIndicators.length : place
}

interface FigurePair extends Row {
  readonly indicator: string
  readonly grouped_by: string
  readonly group_id: string
  readonly title_zh: string
  readonly title_en: string
  readonly unit: string
  readonly name_zh: string | null
  readonly name_en: string | null
  readonly sign_before: string
  readonly sign_after: string
}

async function readFigures(
  before: Edition,
  after: Edition,
  listed: readonly FigureChange[],
): Promise<ReadonlyMap<string, FigurePair>> {
  const database = await openDatabase()
  try {
    for (const [name, edition] of Object.entries({ before, after })) {
      await database.run(`attach ${literal(dataFile(edition))} as edition_${name} (read_only)`)
    }
    const wanted = listed.map(
      (each) =>
        `(${literal(each.indicator)}, ${literal(each.grouped_by)}, ${literal(each.group_id)})`,
    )
    const rows = await database.rows<FigurePair>(
      `select indicator, grouped_by, group_id, i.title_zh, i.title_en, i.unit, g.name_zh, g.name_en,
        coalesce(b.sign, 'no_data') as sign_before, coalesce(a.sign, 'no_data') as sign_after
      from (values ${wanted.join(', ')}) w (indicator, grouped_by, group_id)
      join edition_after.indicators i using (indicator)
      left join edition_before."values" b using (indicator, grouped_by, group_id)
      left join edition_after."values" a using (indicator, grouped_by, group_id)
      left join edition_after.groups g using (grouped_by, group_id)`,
    )
    return new Map(rows.map((row) => [keyOf(row), row]))
  } finally {
    database.close()
  }
}

const reasons: Readonly<Record<string, BothLanguages>> = {
  late_data: { zh: '补收迟到数据', en: 'late data' },
  correction: { zh: '数据更正', en: 'corrected data' },
  definition: { zh: '口径变更', en: 'definition changed' },
  hidden: { zh: '显示范围变化', en: 'shown or hidden otherwise' },
  data: { zh: '数据有变', en: 'data changed' },
}

function describe(change: FigureChange, figure: FigurePair, reason: string | undefined) {
  const why = reasons[change.cause === 'data' ? (reason ?? 'data') : change.cause]
  const write = (language: 'zh' | 'en'): string => {
    const isChinese = language === 'zh'
    const group = isChinese ? figure.name_zh : figure.name_en
    const title = isChinese ? figure.title_zh : figure.title_en
    const value = (sign: string, amount: number | null) =>
      formatFigure({ sign, value: amount, status: '' }, figure.unit, language)
    const old = value(figure.sign_before, change.value_before)
    const now = value(figure.sign_after, change.value_after)
    const status = (name: string | null) => statuses[name ?? 'no_data']?.[language] ?? ''
    const isOther = change.status_before !== change.status_after
    const verdicts = [status(change.status_before), status(change.status_after)].join(' → ')
    const notes = [...(isOther ? [verdicts] : []), why?.[language] ?? '']
    const name = `${title}${group === null || change.grouped_by === 'all' ? '' : ` · ${group}`}`
    // a figure that is hidden now is not repeated
    const values = figure.sign_after === 'suppressed' ? now : `${old} → ${now}`
    return isChinese
      ? `${name}：${values}（${notes.join('，')}）`
      : `${name}: ${values} (${notes.join(', ')})`
  }
  return { zh: write('zh'), en: write('en') }
}

/** Why the period was restated between the two editions; undefined where it was not. */
async function restatement(warehouse: string, before: Edition, after: Edition) {
  if (!existsSync(warehouse)) return undefined
  const database = await openReader(warehouse)
  try {
    const known = await database.rows(
      `select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'closings'`,
    )
    if (known.length === 0) return undefined
    const rows = await database.rows<{ reason: string }>(
      `select reason from ops.closings where period_id = $1 and reason is not null
        and closed_at > $2::timestamp and closed_at <= $3::timestamp order by revision desc limit 1`,
      [after.period.id, ...[before, after].map((each) => utc(readManifest(each).published_at))],
    )
    return rows[0]?.reason
  } finally {
    database.close()
  }
}

function utc(instant: string): string {
  return new Date(instant).toISOString().slice(0, 23).replace('T', ' ')
}

function hasData(edition: Edition): boolean {
  return readManifest(edition).data_file !== undefined && existsSync(dataFile(edition))
}

function dataFile(edition: Edition): string {
  return join(edition.folder, readManifest(edition).data_file)
}

function keyOf(row: Pick<FigureChange, 'indicator' | 'grouped_by' | 'group_id'>): string {
  return [row.indicator, row.grouped_by, row.group_id].join('|')
}
