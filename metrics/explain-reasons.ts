import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { askedSql, partCondition } from './explain-parts.ts'
import type { CountedSide } from './explain-sides.ts'

/** Why a row is left out by a stated rule. */
export interface Reason {
  readonly code: string
  readonly title: { readonly zh: string; readonly en: string }
  /** SQL condition over the mart. */
  readonly when: string
}

export interface ReasonCount extends Reason {
  readonly rows: number
}

const reason = (code: string, when: string, zh: string, en: string): Reason => ({
  code,
  title: { zh, en },
  when,
})

/** The reasons of each mart; a row that has several counts for the first. */
const reasonsOf: Readonly<Record<string, readonly Reason[]>> = {
  'marts.contacts': [
    reason('test', 'is_test', '测试', 'tests'),
    reason('short_abandon', 'is_short_abandon', '短放弃', 'short abandons'),
    reason('callback_requested', `outcome = 'callback_requested'`, '请求回拨', 'callback requests'),
    reason('blocked', `outcome = 'blocked'`, '线路忙', 'line busy'),
    reason('out_of_hours', `outcome = 'out_of_hours'`, '非服务时间', 'out of hours'),
    reason('contained', `outcome = 'contained'`, '自助完成', 'contained in self-service'),
  ],
  'marts.surveys': [
    reason('test', 'is_test', '测试', 'about test contacts'),
    reason('scale_3', 'scale = 3', '三级量表', 'three-point scale'),
  ],
  'marts.complaints': [
    reason(
      'duplicate',
      `outcome = 'duplicate' or duplicate_of is not null`,
      '合并的重复投诉',
      'merged duplicates',
    ),
    reason(
      'transferred_out',
      `outcome = 'transferred_out'`,
      '转出他机构',
      'passed to another institution',
    ),
    reason('withdrawn', `outcome = 'withdrawn'`, '撤诉', 'withdrawn'),
    reason('open', `outcome = 'open'`, '重开未结', 'open again'),
  ],
  'marts.inspections': [
    reason('targeted', `sampling = 'targeted'`, '定向抽检', 'targeted inspections'),
    reason('invalid', `sampling = 'random' and not is_sample`, '无效质检', 'invalid inspections'),
  ],
  'marts.tickets': [reason('cancelled', 'is_cancelled', '已取消', 'cancelled')],
}

const other = reason('other', 'true', '其他规则', 'another stated rule')

/**
 * The excluded rows of a side by reason, each row once; they add up to the excluded rows. A reason
 * that a counted row has as well is none of this definition and is left out.
 */
export async function countReasons(
  database: Database,
  side: CountedSide,
): Promise<readonly ReasonCount[]> {
  const excluded = partCondition(side, 'excluded')
  if (side.written.excluded === undefined || excluded === undefined) return []
  const asked = `with asked as (\n    ${askedSql(side)}\n)`
  const known = reasonsOf[side.from] ?? []
  const counted = known.map(
    ({ code, when }) => `count(*) filter (where not (${excluded}) and (${when})) as ${code}`,
  )
  const used = await database.row(
    `${asked} select ${['1 as one', ...counted].join(', ')} from asked`,
  )
  const own = [...known.filter(({ code }) => used[code] === 0), other]
  const cases = own.map(({ code, when }) => `when ${when} then ${literal(code)}`).join(' ')
  const rows = await database.rows<{ code: string; rows: number }>(
    `${asked} select case ${cases} end as code, count(*) as rows from asked
    where ${excluded} group by code`,
  )
  return own.flatMap((each) => {
    const found = rows.find(({ code }) => code === each.code)
    return found === undefined ? [] : [{ ...each, rows: found.rows }]
  })
}
