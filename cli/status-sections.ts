import type { PeriodType } from '../core/periods.ts'
import { offsetMinutes, type Zone } from '../core/zone.ts'
import type { BothLanguages } from '../reports/edition.ts'
import type { StatusSection } from '../reports/serve/status-report.ts'
import type { Status } from './read-status.ts'

type Cell = string | number | boolean | null | undefined | BothLanguages

/** The status as tables for people, in both languages; instants in the bank's zone. */
export function statusSections(status: Status, zone: Zone): readonly StatusSection[] {
  const at = (instant: string | null | undefined) => localText(zone, instant)
  return [...alarms(status, at), ...what(status, at)]
}

/** What asks somebody to do something. */
function alarms(status: Status, at: (instant: string | null | undefined) => string) {
  const none = { zh: '没有', en: 'None' }
  const alarm = (zh: string, en: string, columns: string, rows: readonly (readonly Cell[])[]) => ({
    ...section(zh, en, columns, rows, none),
    isAlarm: true,
  })
  return [
    alarm(
      '失败的步骤',
      'Failed steps',
      '类型 type|周期 period|步骤 step|时间 at|原因 reason|处理办法 runbook',
      status.failures.map((each) => [
        ...[typeName(each.slot), each.period, each.step, at(each.finished)],
        ...[each.message.split('\n')[0], each.runbook],
      ]),
    ),
    alarm(
      '逾期的报告',
      'Late reports',
      '类型 type|周期 period|应完成 due',
      status.late.map((each) => [typeName(each.slot), each.period, at(each.due)]),
    ),
    alarm(
      '迟到的数据来源',
      'Late sources',
      '来源 source|渠道 feed|最近一天 last day|迟自 late since',
      status.sources
        .filter((each) => each.late_since !== null)
        .map((each) => [each.source, each.feed, each.last_day, each.late_since]),
    ),
    alarm(
      '未接收的文件',
      'Held files',
      '来源 source|文件 file|原因 reason',
      status.held_files.map((each) => [each.source, each.file, each.reason]),
    ),
    alarm(
      '存疑的邮件',
      'Mails in doubt',
      '报告 edition|收件人 recipient|自 since',
      status.in_doubt.map((each) => [each.edition, each.recipient, at(each.since)]),
    ),
    alarm(
      '退回的邮件',
      'Bounced mails',
      '报告 edition|收件人 recipient|时间 at|原因 reason',
      status.bounced.map((each) => [each.edition, each.recipient, at(each.since), each.message]),
    ),
    alarm(
      '未打开的未达标报告',
      'Reports with missed targets not opened',
      '报告 edition|未达标 missed|姓名 name|收件人 recipient|天数 days',
      status.unread.map((each) => [
        ...[each.edition, each.missed, each.name, each.recipient, each.days],
      ]),
    ),
  ]
}

/** What ran, what is due, and what there is. */
function what(status: Status, at: (instant: string | null | undefined) => string) {
  return [
    section(
      '最近的运行',
      'Last runs',
      '类型 type|周期 period|开始 started|分钟 minutes|步骤 step|结果 result',
      status.chains.map((each) => [
        ...[typeName(each.slot), each.period, at(each.started), (each.seconds / 60).toFixed(1)],
        ...[each.step, each.ok === true ? { zh: '完成', en: 'ok' } : { zh: '失败', en: 'failed' }],
      ]),
      { zh: '还没有运行过。', en: 'Nothing ran yet.' },
    ),
    section(
      '下次运行',
      'Next runs',
      '类型 type|周期 period|应完成 due',
      status.next.map((each) => [typeName(each.slot), each.period, at(each.due)]),
      { zh: '没有设定。', en: 'Every chain is switched off.' },
    ),
    section(
      '等待发布的报告',
      'Reports that wait for their release',
      '报告 edition',
      status.held_editions.map((each) => [each]),
      { zh: '没有', en: 'None' },
    ),
    section(
      '已封账的周期',
      'Closed periods',
      '周期 period|版本 revision|原因 reason|时间 closed',
      status.closings.map((each) => [
        ...[each.period_id, each.revision, each.reason, at(`${each.closed_at}Z`)],
      ]),
      { zh: '还没有封账。', en: 'No period is closed.' },
    ),
  ]
}

const typeNames: Readonly<Record<PeriodType, BothLanguages>> = {
  day: { zh: '日报', en: 'day' },
  month: { zh: '月报', en: 'month' },
  quarter: { zh: '季报', en: 'quarter' },
  year: { zh: '年报', en: 'year' },
}

function typeName(type: PeriodType | undefined): Cell {
  return type && typeNames[type]
}

/** `columns` is `类型 type|周期 period`: in each the Chinese name, a blank, the English one. */
function section(
  zh: string,
  en: string,
  columns: string,
  rows: readonly (readonly Cell[])[],
  none: StatusSection['none'],
): StatusSection {
  return {
    title: { zh, en },
    columns: columns.split('|').map((each) => {
      const [chinese = '', ...english] = each.split(' ')
      return { zh: chinese, en: english.join(' ') }
    }),
    rows: rows.map((row) =>
      row.map((cell) => (typeof cell === 'object' && cell !== null ? cell : String(cell ?? ''))),
    ),
    none,
  }
}

/** An instant as `2026-10-08 09:00` in the bank's zone. */
export function localText(zone: Zone, instant: string | null | undefined): string {
  if (instant === null || instant === undefined) return ''
  const at = new Date(instant)
  const minutes = zone.fixedMinutes ?? offsetMinutes(zone.name, at)
  return new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}
