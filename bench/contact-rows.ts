/** An invented export of contacts: 20 columns, words as a Chinese system writes them. */

/** Column of the contract → header of the export. */
export const exportColumns = {
  contact_id: '接触编号',
  channel: '渠道',
  direction: '呼叫方向',
  started_at: '进入时间',
  requested_agent: '是否转人工',
  answered_at: '接通时间',
  first_response_at: '首次响应时间',
  ended_at: '结束时间',
  outcome: '结果',
  talk_seconds: '通话时长',
  hold_seconds: '保持时长',
  wrap_seconds: '事后处理时长',
  is_transferred: '是否转接',
  agent_id: '坐席工号',
  department_id: '部门编号',
  branch_id: '网点编号',
  customer_id: '客户号',
  reason_code: '来由代码',
  product_code: '产品代码',
  updated_at: '更新时间',
} as const

type Column = keyof typeof exportColumns

const positions = Object.fromEntries(
  Object.keys(exportColumns).map((name, position) => [name, position]),
) as Readonly<Record<Column, number>> // every column is an entry

/** What is wrong with a broken row, and who sees it: a typed CSV reader, or only the contract. */
type Defect = readonly [
  seenBy: 'contract' | 'types' | 'structure',
  apply: (cells: string[]) => void,
]

const defects: readonly Defect[] = [
  ['contract', (cells) => put(cells, 'contact_id', '')],
  ['types', (cells) => put(cells, 'started_at', '2026-13-45 08:00:00')],
  ['contract', (cells) => put(cells, 'outcome', 'lost')],
  ['contract', (cells) => put(cells, 'talk_seconds', '-5')],
  ['types', (cells) => put(cells, 'wrap_seconds', '12s')],
  ['structure', (cells) => cells.pop()],
  ['types', (cells) => put(cells, 'requested_agent', 'maybe')],
  ['structure', (cells) => cells.push('x')],
]

/** One row of so many is broken: 0.78 %. */
const oneOf = 128

/** How many rows are broken, in their structure, and so that a typed CSV reader refuses them. */
export function countBroken(rows: number) {
  let broken = 0
  let ofStructure = 0
  let seenByReader = 0
  for (let row = oneOf - 1; row < rows; row += oneOf) {
    const seenBy = defectOf(row)?.[0]
    broken++
    if (seenBy === 'structure') ofStructure++
    if (seenBy !== 'contract') seenByReader++
  }
  return { broken, ofStructure, seenByReader }
}

function defectOf(row: number) {
  return row % oneOf === oneOf - 1 ? defects[Math.floor(row / oneOf) % defects.length] : undefined
}

/** The cells of a row; the same number gives the same cells. `word` is how a word is written. */
export function contactCells(row: number, word: (text: string) => string): string[] {
  const chance = mix(row)
  const isText = chance % 10 >= 6
  const isAnswered = (chance >>> 4) % 100 < 88
  const isTransferred = (chance >>> 9) % 100 < 6
  const day = days[row % days.length] ?? ''
  const second = 28_800 + (chance % 46_800)
  const waited = (chance >>> 6) % 90
  const talked = 30 + ((chance >>> 11) % 600)
  const at = (after: number) => `${day} ${clockTime(second + after)}`
  const cells = [
    `CT${1_000_000_000 + row}`,
    word(isText ? (textChannels[chance % 3] ?? '') : '电话银行'),
    word((chance >>> 13) % 10 < 9 ? '呼入' : '呼出'),
    at(0),
    '1',
    isAnswered ? at(waited) : '',
    isAnswered && isText ? at(waited + 8) : '',
    at(waited + talked),
    word(isAnswered ? '接通' : '放弃'),
    isAnswered ? String(talked) : '',
    isAnswered ? String((chance >>> 7) % 40) : '',
    isAnswered ? String((chance >>> 15) % 120) : '',
    word(isTransferred ? '是' : '否'),
    isAnswered ? `A${10_000 + (chance % 800)}` : '',
    `D${100 + ((chance >>> 3) % 40)}`,
    `B${1000 + ((chance >>> 5) % 600)}`,
    chance % 16 === 0 ? '' : String(600_000_000_000 + ((chance * 7919) % 3_000_000)),
    `R${100 + ((chance >>> 8) % 60)}`,
    `P${100 + ((chance >>> 10) % 90)}`,
    at(waited + talked + 600),
  ]
  defectOf(row)?.[1](cells)
  return cells
}

const textChannels = ['网上银行在线客服', '手机银行APP客服', '微信公众号客服']

const days = Array.from({ length: 90 }, (_, day) =>
  new Date(Date.UTC(2026, 6, 1 + day)).toISOString().slice(0, 10),
)

const clockTimes = Array.from({ length: 86_400 }, (_, second) =>
  new Date(second * 1000).toISOString().slice(11, 19),
)

function clockTime(second: number): string {
  return clockTimes[second] ?? ''
}

function put(cells: string[], column: Column, value: string): void {
  cells[positions[column]] = value
}

/** Spreads row numbers over 31 bits. */
function mix(row: number): number {
  let bits = Math.imul(row + 1, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  return (bits ^ (bits >>> 13)) & 0x7fffffff
}
