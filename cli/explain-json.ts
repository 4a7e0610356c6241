import type { Explanation } from '../metrics/explain.ts'
import type { CountedSide } from '../metrics/explain-sides.ts'
import { rootsOf } from '../transforms/lineage.ts'
import { modelsBehind } from '../transforms/lineage-home.ts'
import type { Origins } from './explain-origins.ts'

/** An explanation for machines; names as in the tables of the warehouse. */
export function explanationJson(
  explanation: Explanation,
  { models, lineage, headers }: Origins,
  columnsOf: ReadonlyMap<CountedSide, readonly string[]>,
): object {
  const { question, published, change, recount, detail, sides, problems } = explanation
  const { indicator, period, groupedBy, groupId } = question
  return {
    indicator: indicator.name,
    period_id: period.id,
    grouped_by: groupedBy,
    group_id: groupId,
    is_proved: problems.length === 0,
    problems,
    published,
    definition: {
      title: indicator.title,
      kind: indicator.kind,
      article: indicator.article,
      unit: indicator.unit,
      better: indicator.better,
      owner: indicator.owner,
      counts: indicator.counts,
      leaves_out: indicator.leavesOut,
      version: indicator.version,
      change: change ?? null,
    },
    recount,
    detail: detail ?? null,
    sides: sides.map(({ side, reasons, files, refused, others }) => ({
      role: side.role,
      mart: side.from,
      day: side.at,
      written: side.written,
      models: modelsBehind(models, side.from).map(({ name, grain, description, reads }) => ({
        name,
        grain,
        description,
        reads,
      })),
      columns: (columnsOf.get(side) ?? []).map((name) => ({
        name,
        from: rootsOf(lineage, `${side.from}.${name}`).map((column) => ({
          column,
          header_zh: headers.get(column)?.zh ?? null,
        })),
      })),
      reasons,
      files,
      quarantine: refused,
      other_tables: others,
    })),
  }
}
