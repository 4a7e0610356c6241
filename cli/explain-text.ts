import type { Explanation } from '../metrics/explain.ts'
import type { CountedSide } from '../metrics/explain-sides.ts'
import type { Origins } from './explain-origins.ts'
import { limited, section, sideSections } from './explain-side-text.ts'
import { textTable } from './output.ts'

const shownSteps = 30

/** An explanation as sections for a terminal, in Chinese and English. */
export function explanationText(
  explanation: Explanation,
  origins: Origins,
  columnsOf: ReadonlyMap<CountedSide, readonly string[]>,
): string {
  const { detail, sides } = explanation
  const sections = [
    head(explanation),
    section('一 公布与重算 · Published and counted again', checks(explanation)),
    section('二 口径 · Definition', definition(explanation)),
    section('三 计数的 SQL · The SQL that counts it', explanation.recount.sql),
    ...(detail === undefined
      ? []
      : [section(`${detail.title.zh} · ${detail.title.en}`, limited(detail.rows, shownSteps))]),
    ...sides.flatMap((each) => sideSections(each, origins, columnsOf.get(each.side) ?? [])),
    ...partCommands(explanation),
    verdict(explanation),
  ]
  return sections.join('\n\n')
}

function head({ question, published }: Explanation): string {
  const { indicator, period, groupedBy, groupId } = question
  const group = groupedBy === 'all' ? '全行 whole bank' : `${groupedBy}=${groupId}`
  return [
    `${indicator.title.zh} · ${indicator.title.en}   ${indicator.name}   ${period.id}   ${group}`,
    `数据截止 as of ${published.as_of} UTC   口径版本 version ${published.definition_version}   条款 article ${indicator.article}`,
  ].join('\n')
}

const names: Readonly<Record<string, string>> = {
  numerator: '分子 numerator',
  denominator: '分母 denominator',
  value: '数值 value',
  excluded_count: '按规则不计入 excluded',
  unknown_count: '未知 unknown',
  immature_count: '未到期 immature',
}

function checks({ recount, published }: Explanation): string {
  const rows = recount.checks.map((check) => ({
    '项目 item': names[check.column] ?? check.column,
    '公布 published': figure(check.published),
    '重算 counted': figure(check.counted),
    '一致 same': check.agrees ? '✓' : '✗ 不一致 DIFFERENT',
  }))
  const { ci_low, ci_high, floor, target, stretch, status } = published
  const interval =
    ci_low === null ? '' : `95 % 区间 interval  ${figure(ci_low)} … ${figure(ci_high)}\n`
  return `${textTable(rows)}\n\n${interval}状态 status  ${status}   底线 floor ${figure(floor)}   目标 target ${figure(target)}   挑战 stretch ${figure(stretch)}
上期 previous  ${figure(published.previous_value)}   去年同期 a year ago  ${figure(published.year_ago_value)}`
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 1e6) / 1e6)
}

function definition({ question, change }: Explanation): string {
  const { counts, leavesOut, owner, unit, better } = question.indicator
  const changed =
    change === undefined
      ? '本程序不知此版本 unknown to this program'
      : `自 from ${change.from}: ${change.note.zh} · ${change.note.en}`
  return [
    `统计 counts      ${counts.zh}\n                 ${counts.en}`,
    `不计入 leaves out ${leavesOut.zh}\n                 ${leavesOut.en}`,
    `版本 version     ${changed}`,
    `单位 unit ${unit}   更好 better ${better}   负责 owner ${owner}`,
  ].join('\n')
}

/** The parts of a score are numbers of their own. */
function partCommands({ question: { indicator, period }, detail }: Explanation): string[] {
  if (indicator.kind !== 'composite') return []
  const commands = detail?.rows.map((row) => `csq explain ${row.indicator} ${period.id}`) ?? []
  return [section('逐项核对 · To prove each part', commands.join('\n'))]
}

function verdict({ problems, question, sides }: Explanation): string {
  const { indicator, period, groupedBy, groupId } = question
  const group = groupedBy === 'all' ? '' : ` ${groupedBy}=${groupId}`
  const rows = `逐行清单 rows: csq explain ${indicator.name} ${period.id}${group} --rows`
  if (problems.length > 0) {
    return `✗ 未能证明 · NOT PROVED\n${problems.map((each) => `  ${each}`).join('\n')}`
  }
  const files = new Set(sides.flatMap((side) => side.files.map((file) => file.file_id))).size
  const from = files === 0 ? '' : `，来源 ${files} 个文件 · from ${files} file(s)`
  return `✓ 重算一致 · counted again with the same result${from}\n${rows}`
}
