import { formatCount } from './format.ts'

/** A group of `change`: its complaints and what its change is made of. */
export interface ChangeRow {
  readonly code: string
  readonly name_zh: string
  readonly complaints: number
  readonly previous: number
  readonly change: number
  readonly volume: number | null
  readonly mix: number | null
  readonly rate: number | null
}

/** A line as shown: the parts, in tenths of a complaint, add up to the change. */
export interface ChangeLine {
  readonly code: string
  readonly name: string
  readonly complaints: number
  readonly previous: number
  readonly change: number
  readonly parts: readonly [volume: number, mix: number, rate: number] | undefined
}

/** The change as shown: lines that add up to the total in every column. */
export interface ChangeSplit {
  readonly lines: readonly ChangeLine[]
  readonly total: ChangeLine
  /** Codes behind the last line, where it stands for several. */
  readonly rest: readonly string[]
}

/**
 * The `limit` groups that moved most and one line for the others. Parts are rounded to tenths; the
 * volume takes what rounding leaves in a line, and the last line what it leaves in a column, so
 * that every sum on the page holds. Undefined where there is nothing to compare.
 */
export function splitChange(rows: readonly ChangeRow[], limit = 7): ChangeSplit | undefined {
  const all = rows.find(({ code }) => code === 'all')
  const groups = rows.filter(({ code }) => code !== 'all')
  if (all === undefined) return undefined
  const total = lineOf(all)
  const sorted = [...groups].sort(
    (a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.code < b.code ? -1 : 1),
  )
  const shown = sorted.slice(0, limit).map(lineOf)
  const others = sorted.slice(limit)
  if (sorted.length === 0) return { lines: [], total, rest: [] }
  const last = others.length === 0 ? shown.pop() : undefined
  const rest = restOf(total, shown, last?.name ?? `其余 ${others.length} 项`, last?.code ?? '')
  return { lines: [...shown, rest], total, rest: others.map(({ code }) => code) }
}

function lineOf({ name_zh: name, volume, mix, rate, ...row }: ChangeRow): ChangeLine {
  const { code, complaints, previous, change } = row
  const line = { code, name, complaints, previous, change }
  if (volume === null || mix === null || rate === null) return { ...line, parts: undefined }
  const [m, r] = [tenths(mix), tenths(rate)]
  return { ...line, parts: [tenths(change - m - r), m, r] }
}

function restOf(total: ChangeLine, shown: readonly ChangeLine[], name: string, code: string) {
  const rest = (of: (line: ChangeLine) => number) =>
    tenths(of(total) - shown.reduce((sum, line) => sum + of(line), 0))
  const part = (index: 0 | 1 | 2) => rest(({ parts }) => parts?.[index] ?? 0)
  return {
    ...{ name, code, complaints: rest((line) => line.complaints) },
    ...{ previous: rest((line) => line.previous), change: rest((line) => line.change) },
    parts: total.parts === undefined ? undefined : ([part(0), part(1), part(2)] as const),
  }
}

function tenths(value: number): number {
  return (Math.sign(value) * Math.round(Math.abs(value) * 10)) / 10 || 0
}

/** A part with its sign and one decimal. */
export function formatPart(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(1)}`
}

const partNames = ['服务量变化', '产品结构变化', '各产品自身投诉率变化'] as const

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
  const { total, lines, rest } = split
  const moved = `${now}收到投诉 ${formatCount(total.complaints)} 件，`
  if (total.change === 0) return `${moved}与${earlier}相同。`
  const said = `${moved}较${earlier}${words(total.change)} ${formatCount(Math.abs(total.change))} 件`
  const parts = total.parts?.map((value, index) => `${partNames[index]} ${formatPart(value)} 件`)
  const driver = lines
    .filter((_, index) => rest.length === 0 || index < lines.length - 1)
    .filter((line) => Math.sign(line.change) === Math.sign(total.change))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
  const most =
    driver === undefined
      ? ''
      : `${words(total.change)}最多的是${driver.name}：${formatCount(driver.previous)}→${formatCount(driver.complaints)} 件` +
        `${driver.parts === undefined ? '' : `，其中自身投诉率变化 ${formatPart(driver.parts[2])} 件`}` +
        `，${othersOf(total.change - driver.change)}。`
  const chance = isClear === false ? '全行投诉率的变化属正常波动。' : ''
  return `${said}${parts === undefined ? '' : `：${parts.join('、')}`}。${chance}${most}`
}

function othersOf(change: number): string {
  if (change === 0) return '其他产品合计不变'
  return `其他产品合计${words(change)} ${formatCount(Math.abs(change))} 件`
}

function words(change: number): string {
  return change > 0 ? '增加' : '减少'
}
