import type { Database } from '../../core/database.ts'
import type { Period } from '../../core/periods.ts'
import { literal } from '../../core/sql.ts'
import { headlineIndicators } from '../labels/headline.ts'
import { blank, subjectOf } from './render-commentary.ts'

/** A headline indicator that misses its target. */
export interface RedIndicator {
  readonly indicator: string
  readonly title_zh: string
  readonly title_en: string
}

/** The headline indicators of a period that miss their target, of the bank or of a department. */
export async function readRed(
  warehouse: Database,
  period: Period,
  audience: string,
): Promise<readonly RedIndicator[]> {
  const { groupedBy, id } = subjectOf(audience)
  const found = (await warehouse.rows(
    `select indicator, title_zh, title_en
    from indicators.shown join indicators.definitions using (indicator)
    where period_type = ${literal(period.type)} and period_id = ${literal(period.id)}
      and grouped_by = ${literal(groupedBy)} and group_id = ${literal(id)} and status = 'missed'`,
  )) as unknown as RedIndicator[] // the columns selected are its fields
  return headlineIndicators.flatMap(
    (name) => found.find(({ indicator }) => indicator === name) ?? [],
  )
}

/** What a new commentary begins with: how figures are referred to, and a line per missed target. */
export function commentaryTemplate(
  period: Period,
  red: readonly RedIndicator[],
  language: 'zh' | 'en',
): string {
  const lines = red.map(({ indicator, title_zh: zh, title_en: en }) =>
    language === 'zh'
      ? `- **${zh}** {{${indicator}}}（目标 {{${indicator}.target}}，{{${indicator}.change}}）：${blank}`
      : `- **${en}** {{${indicator}}} (target {{${indicator}.target}}, {{${indicator}.change}}): ${blank}`,
  )
  const rest = lines.length === 0 ? [blank] : lines
  return `${howTo(period)[language]}\n\n${rest.join('\n')}\n`
}

function howTo({ id }: Period): { readonly zh: string; readonly en: string } {
  return {
    zh: `<!-- ${id} 评述。数字一律用指标引用，发布时由系统代入：
{{connect_rate}} 本期值　{{connect_rate.change}} 较上期变化　{{connect_rate.target}} 目标
{{connect_rate channel=phone}} 某渠道　{{complaint_rate_per_10k.count cause=C07}} 件数　{{connect_rate bank}} 全行
请用原因与措施替换每处空格，用不到的行删去；本段注释不会显示。 -->`,
    en: `<!-- Commentary on ${id}. Write figures as references; publishing puts them in:
{{connect_rate}} the value, {{connect_rate.change}} its change, {{connect_rate.target}} the target,
{{connect_rate channel=phone}} of a channel, {{complaint_rate_per_10k.count cause=C07}} a count, {{connect_rate bank}} the bank.
Say causes and actions in place of every blank and delete lines that you do not need; this note is not shown. -->`,
  }
}
