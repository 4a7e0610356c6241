import { type ChangeLine, type ChangeSplit, formatPart } from './change-split.ts'
import { formatCount } from './format.ts'
import type { Language } from './text.ts'

const partNames = {
  zh: ['服务量变化', '产品结构变化', '各产品自身投诉率变化'],
  en: ['more or fewer contacts', 'the mix of products', 'the rates of the products'],
} as const

/**
 * The change in words, of the very numbers of the table: how much, by what, and where most;
 * `isClear` false says that the rate of complaints moved no more than chance.
 */
export function changeSentence(
  split: ChangeSplit,
  now: string,
  earlier: string,
  isClear: boolean | null = null,
): string {
  const { total } = split
  const moved = `${now}收到投诉 ${formatCount(total.complaints)} 件，`
  if (total.change === 0) return `${moved}与${earlier}相同。`
  const said = `${moved}较${earlier}${words(total.change)} ${formatCount(Math.abs(total.change))} 件`
  const parts = partsOf(total, 'zh', ' 件')
  const driver = driverOf(split)
  const most =
    driver === undefined
      ? ''
      : `${words(total.change)}最多的是${driver.name.zh}：${formatCount(driver.previous)}→${formatCount(driver.complaints)} 件` +
        `${driver.parts === undefined ? '' : `，其中自身投诉率变化 ${formatPart(driver.parts[2])} 件`}` +
        `，${othersOf(total.change - driver.change)}。`
  const chance = isClear === false ? '全行投诉率的变化属正常波动。' : ''
  return `${said}${parts === undefined ? '' : `：${parts.join('、')}`}。${chance}${most}`
}

/** The same in English; `earlier` without its article, as in `previous quarter`. */
export function changeSentenceEn(
  split: ChangeSplit,
  now: string,
  earlier: string,
  isClear: boolean | null = null,
): string {
  const { total } = split
  const moved = `${formatCount(total.complaints)} complaints came in ${now}, `
  if (total.change === 0) return `${moved}as many as in the ${earlier}.`
  const word = (change: number) => (change > 0 ? 'more' : 'fewer')
  const said = `${moved}${formatCount(Math.abs(total.change))} ${word(total.change)} than in the ${earlier}`
  const parts = partsOf(total, 'en', '')
  const driver = driverOf(split)
  const rest = driver === undefined ? 0 : total.change - driver.change
  const others =
    rest === 0
      ? 'the other products together did not change'
      : `${formatCount(Math.abs(rest))} ${word(rest)} of all other products`
  const most =
    driver === undefined
      ? ''
      : ` ${driver.name.en} ${total.change > 0 ? 'rose' : 'fell'} most, from ${formatCount(driver.previous)} to ${formatCount(driver.complaints)}` +
        `${driver.parts === undefined ? '' : ` (its own rate ${formatPart(driver.parts[2])})`}; ${others}.`
  const chance = isClear === false ? ' The rate of the whole bank moved no more than chance.' : ''
  return `${said}${parts === undefined ? '' : `: ${parts.join(', ')}`}.${chance}${most}`
}

function partsOf(total: ChangeLine, language: Language, unit: string) {
  return total.parts?.map((value, at) => `${partNames[language][at]} ${formatPart(value)}${unit}`)
}

/** The group that moved most, in the direction of the whole. */
function driverOf({ lines, rest, total }: ChangeSplit): ChangeLine | undefined {
  return lines
    .filter((_, index) => rest.length === 0 || index < lines.length - 1)
    .filter((line) => Math.sign(line.change) === Math.sign(total.change))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
}

function othersOf(change: number): string {
  if (change === 0) return '其他产品合计不变'
  return `其他产品合计${words(change)} ${formatCount(Math.abs(change))} 件`
}

function words(change: number): string {
  return change > 0 ? '增加' : '减少'
}
