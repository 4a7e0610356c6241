import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../core/database.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { Summary } from '../../reports/mail/summary.ts'

/** Makes the table recipients of a warehouse. */
export async function putRecipients(
  workspace: Workspace,
  rows: readonly (readonly string[])[],
): Promise<void> {
  const database = await openDatabase(workspace.warehouse)
  await database.run(
    `create schema reference; create table reference.recipients
    (email varchar, name varchar, audience varchar, period_types varchar, locale varchar)`,
  )
  for (const row of rows) {
    await database.run('insert into reference.recipients values ($1, $2, $3, $4, $5)', row)
  }
  database.close()
}

/** Publishes an edition of a summary and a manifest. */
export function putEdition(
  workspace: Workspace,
  period: string,
  audience: string,
  revision: number,
  changes: { readonly ok?: boolean; readonly summary?: Partial<Summary> } = {},
): void {
  const folder = join(workspace.editions, period, audience, `r${revision}`)
  mkdirSync(folder, { recursive: true })
  const summary: Summary = {
    period: { id: period, type: 'quarter', start: '2026-07-01', end: '2026-09-30' },
    audience,
    revision,
    title: { zh: '2026年第三季度', en: 'Third quarter 2026' },
    as_of: '2026-10-08T00:30:00Z',
    headline: { zh: '10项指标中8项达标。', en: '8 of 10 indicators are on target.' },
    indicators: [
      {
        indicator: 'connect_rate',
        title: { zh: '电话接通率', en: 'Connect rate' },
        value_text: { zh: '92.1%', en: '92.1%' },
        status: 'met',
        status_text: { zh: '✓ 达标', en: '✓ on target' },
        target_text: { zh: '不低于 90%', en: 'at least 90%' },
        change_text: { zh: '较上季 +1.2 个百分点', en: '+1.2 points' },
      },
      {
        indicator: 'complaint_timely_rate',
        title: { zh: '投诉及时办结率', en: 'Complaints <handled> in time' },
        value_text: { zh: '88.0%', en: '88.0%' },
        status: 'missed',
        status_text: { zh: '✗ 未达标', en: '✗ below target' },
        target_text: { zh: '不低于 95%', en: 'at least 95%' },
        change_text: { zh: '', en: '' },
      },
    ],
    reasons: [{ zh: '银行卡类投诉增加。', en: 'Complaints about cards rose.' }],
    ...changes.summary,
  }
  const check = {
    name: 'figures_equal_warehouse',
    ok: changes.ok ?? true,
    detail: changes.ok === false ? '40 figures, 1 different' : '40 figures, 0 different',
  }
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(summary))
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      checks: [check],
      published_at: `2026-10-08T00:${30 + revision}:00Z`,
      figures_sha256: `figures of r${revision}`,
    }),
  )
}

/** One figure of an edition. */
export interface Figure {
  readonly indicator: string
  readonly group?: readonly [groupedBy: string, groupId: string]
  readonly value: number | null
  readonly status?: string
  readonly version?: number
  readonly sign?: string
}

/** Gives an edition of `putEdition` its data file. */
export async function putFigures(
  workspace: Workspace,
  id: string,
  figures: readonly Figure[],
): Promise<void> {
  const folder = join(workspace.editions, id)
  const database = await openDatabase(join(folder, 'csq.duckdb'))
  await database.run(`create table "values" (indicator varchar, grouped_by varchar,
    group_id varchar, value double, numerator double, denominator double, status varchar,
    is_suppressed boolean, definition_version integer, sign varchar)`)
  await database.run(`create table indicators as from (values
    ('connect_rate', '电话接通率', 'Connect rate', 'rate'),
    ('abandon_rate', '放弃率', 'Abandon rate', 'rate')) t (indicator, title_zh, title_en, unit)`)
  await database.run(`create table groups as from (values
    ('department', 'D02', '信用卡中心', 'Card centre')) t (grouped_by, group_id, name_zh, name_en)`)
  for (const each of figures) {
    const [groupedBy, groupId] = each.group ?? ['all', 'all']
    const { indicator, value, status = 'met', version = 1, sign = 'value' } = each
    await database.run('insert into "values" values ($1, $2, $3, $4, null, null, $5, $6, $7, $8)', [
      ...[indicator, groupedBy, groupId, value, status, sign === 'suppressed', version, sign],
    ])
  }
  database.close()
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as object // written by putEdition
  writeFileSync(path, JSON.stringify({ ...manifest, data_file: 'csq.duckdb' }))
}
