import { formatShare, formatTarget, formatValue } from '../labels/format.ts'
import { simpleMail } from '../mail/simple-html.ts'
import type { Locale, MailText } from '../mail/text.ts'
import { periodName } from '../serve/words.ts'
import type { Contributor } from './contributors.ts'
import type { Alert } from './events.ts'
import type { NameOf } from './names.ts'

/** What a mail about alerts is made of. */
export interface AlertMail {
  readonly full: readonly (Alert & { readonly contributors: readonly Contributor[] })[]
  /** Alerts for which there was no room. */
  readonly rest: readonly Alert[]
  readonly names: NameOf
  /** Where the archive is. */
  readonly address: string
  readonly locale: Locale
}

const words = {
  zh: {
    subject: (count: number, first: string) =>
      count === 1 ? `指标提醒：${first}` : `指标提醒 ${count} 项：${first}等`,
    events: { new: '▲', again: '▲ 仍未恢复', recovered: '● 已恢复' },
    target: '目标',
    previous: '上期',
    limits: '控制限',
    sample: (n: string) => `样本 ${n}`,
    periods: (count: number) => `连续 ${count} 期`,
    mainly: '主要来自：',
    rest: (count: number) => `其余 ${count} 项：`,
    colon: '：',
    comma: '，',
    list: '、',
  },
  en: {
    subject: (count: number, first: string) =>
      count === 1 ? `Alert: ${first}` : `${count} alerts: ${first} and others`,
    events: { new: '▲', again: '▲ still', recovered: '● recovered' },
    target: 'target',
    previous: 'period before',
    limits: 'control limit',
    sample: (n: string) => `n = ${n}`,
    periods: (count: number) => `${count} periods in a row`,
    mainly: 'Mainly from: ',
    rest: (count: number) => `${count} more: `,
    colon: ': ',
    comma: ', ',
    list: ', ',
  },
}

/** The mail about alerts: each in a line with what it is held against and who contributed. */
export function writeAlertMail(mail: AlertMail): MailText {
  const { full, rest, names, locale } = mail
  const language = locale === 'en' ? 'en' : 'zh'
  const say = words[language]
  const lines = full.flatMap((alert) => [
    alertLine(alert, names, language),
    ...(alert.contributors.length === 0
      ? []
      : [
          `${say.mainly}${alert.contributors
            .map((each) => {
              const name = names(each.grouped_by, each.group_id)[language]
              return `${name} ${formatShare(each.share, 1, 0)}`
            })
            .join(say.list)}`,
        ]),
  ])
  const others = rest.map((alert) => nameOf(alert, names, language))
  const more = rest.length === 0 ? [] : [`${say.rest(rest.length)}${others.join(say.list)}`]
  const first = [...full, ...rest][0]
  const subject = say.subject(
    full.length + rest.length,
    first === undefined ? '' : nameOf(first, names, language),
  )
  return simpleMail(subject, [...lines, ...more, mail.address], locale)
}

/** `电话接通率 · 信用卡中心`; the whole bank needs no name. */
export function nameOf({ figure }: Alert, names: NameOf, language: 'zh' | 'en'): string {
  const title = language === 'zh' ? figure.title_zh : figure.title_en
  if (figure.grouped_by === 'all') return title
  return `${title} · ${names(figure.grouped_by, figure.group_id)[language]}`
}

function alertLine(alert: Alert, names: NameOf, language: 'zh' | 'en'): string {
  const { figure, rule, period, event } = alert
  const say = words[language]
  const value = (amount: number | null) => formatValue(amount, figure.unit, language)
  const level = () => {
    if (rule.condition === 'target') {
      return `${say.target} ${formatTarget(figure.target, figure.unit, figure.better, language)}`
    }
    if (rule.condition === 'change') return `${say.previous} ${value(figure.previous_value)}`
    return `${say.limits} ${value(figure.better === 'lower' ? figure.high : figure.low)}`
  }
  const sample = Math.round(figure.n ?? 0).toLocaleString('en-US')
  const facts = [
    value(figure.value),
    level(),
    ...(rule.periods > 1 && event !== 'recovered' ? [say.periods(rule.periods)] : []),
    say.sample(sample),
    periodName(period, language),
  ]
  const name = nameOf(alert, names, language)
  return `${say.events[event]} ${name}${say.colon}${facts.join(say.comma)}`
}
