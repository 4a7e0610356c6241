import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import type { Indicator } from './define-indicator.ts'
import { commentColumns } from './score-parts.ts'

/** The columns of `indicators.definition_changes`, as readers may rely on them. */
export const definitionChangeColumns: Readonly<Record<string, string>> = {
  indicator: 'identifier',
  version: 'version that began, from 2 on',
  valid_from: 'first local day of the version',
  note_zh: 'what it changed',
  note_en: 'the same in English',
}

/** Makes `indicators.definition_changes`: where a series breaks because its definition changed. */
export async function createDefinitionChanges(
  database: Database,
  indicators: readonly Indicator[],
): Promise<void> {
  const rows = indicators.flatMap(({ name, changes }) =>
    changes
      .filter(({ version }) => version > 1)
      .map(({ version, from, note }) => {
        const cells = [name, version, from, note.zh, note.en].map(literal)
        return `(${cells.join(', ')})`
      }),
  )
  const values = rows.length === 0 ? '(null, null, null, null, null)' : rows.join(', ')
  await database.run(`create or replace table indicators.definition_changes as
    select indicator::varchar as indicator, version::integer as version,
      valid_from::date as valid_from, note_zh::varchar as note_zh, note_en::varchar as note_en
    from (values ${values}) changes(indicator, version, valid_from, note_zh, note_en)
    where indicator is not null`)
  await commentColumns(database, 'indicators.definition_changes', definitionChangeColumns)
}
