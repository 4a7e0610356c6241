import type { Text } from './text.ts'

/** A group of `change`: its complaints and what its change is made of. */
export interface ChangeRow {
  readonly code: string
  readonly name_zh: string
  readonly name_en?: string
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
  readonly name: Text
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
  const name = { zh: `其余 ${others.length} 项`, en: `${others.length} others` }
  const rest = restOf(total, shown, last?.name ?? name, last?.code ?? '')
  return { lines: [...shown, rest], total, rest: others.map(({ code }) => code) }
}

function lineOf({
  name_zh: zh,
  name_en: en = '',
  volume,
  mix,
  rate,
  ...row
}: ChangeRow): ChangeLine {
  const name = { zh, en: en || zh }
  const { code, complaints, previous, change } = row
  const line = { code, name, complaints, previous, change }
  if (volume === null || mix === null || rate === null) return { ...line, parts: undefined }
  const [m, r] = [tenths(mix), tenths(rate)]
  return { ...line, parts: [tenths(change - m - r), m, r] }
}

function restOf(total: ChangeLine, shown: readonly ChangeLine[], name: Text, code: string) {
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
