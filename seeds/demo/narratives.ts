import { day, hour } from './local-time.ts'
import {
  demands,
  failureHappenings,
  feeNames,
  happenings,
  histories,
  impacts,
  newFees,
  openings,
  pages,
} from './narrative-phrases.ts'
import { personalDetail } from './personal-data.ts'
import { at, type Random } from './random.ts'

export interface Matter {
  readonly subCause: string
  readonly productName: string
  readonly branchName: string
  readonly receivedAt: number
  readonly customerId: string | null
  readonly isAboutFailure: boolean
}

/**
 * A complaint in the words of a customer: what happened, what was tried, what it cost, what is
 * wanted. About one in four gives away a personal detail; some have quotes, commas, line breaks.
 */
export function narrate(matter: Matter, random: Random): string {
  const phrases = matter.isAboutFailure ? failureHappenings : (happenings[matter.subCause] ?? [])
  const first = random.int(phrases.length)
  const sentences = [at(phrases, first)]
  if (random.chance(0.15)) sentences.push(at(phrases, (first + 1) % phrases.length))
  if (random.chance(0.45)) sentences.push(random.pick(histories))
  if (random.chance(0.4)) sentences.push(random.pick(impacts))
  if (random.chance(0.25)) sentences.push(personalDetail(matter.customerId, random))
  sentences.push(random.pick(demands))
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, slot) => slotValue(slot, matter, random))
  const body = sentences.map(fill).join(separator(random))
  return `${random.pick(openings)}${body}${random.pick(['。', '。', '！', ''])}`
}

function separator(random: Random): string {
  const point = random.next()
  if (point < 0.06) return '。\n'
  if (point < 0.14) return ', '
  return point < 0.55 ? '，' : '。'
}

function slotValue(slot: string, matter: Matter, random: Random): string {
  const values: Readonly<Record<string, () => string>> = {
    day: () => pastDay(matter.receivedAt, random),
    time: () => `${8 + random.int(14)}点${random.pick(['', '半', '一刻', '多'])}`,
    branch: () => matter.branchName,
    product: () => matter.productName,
    amount: () => String(random.pick([1, 2, 3, 5, 8, 10, 12, 20, 30, 50]) * 1000),
    small: () => String(random.pick([12, 20, 36, 50, 68, 100, 120, 200, 300, 360, 480, 580, 800])),
    days: () => String(random.pick([2, 3, 5, 7, 10, 12, 15, 20, 30])),
    times: () => random.pick(['两', '三', '四', '五', '六', '八']),
    minutes: () => String(random.pick([15, 20, 25, 30, 40, 45, 50, 60, 90])),
    fee: () => random.pick(feeNames),
    newfee: () => random.pick(newFees),
    page: () => random.pick(pages),
    percent: () => `${random.pick(['2.5', '3', '3.8', '4.2', '5', '6', '8', '12'])}%`,
  }
  const value = values[slot]
  if (!value) throw new RangeError(`no slot named ${slot}`)
  return value()
}

function pastDay(receivedAt: number, random: Random): string {
  if (random.chance(0.2)) return random.pick(['上周', '前天', '昨天', '本月初', '上个月'])
  const date = new Date(receivedAt - hour - random.int(20) * day)
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
}
