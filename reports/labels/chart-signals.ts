import type { Text } from './text.ts'

/** A month of a trend with what its control chart says. */
export interface ChartMonth {
  readonly month_zh: string
  readonly month_en: string
  readonly signal?: string
  readonly side?: string
}

const rules: Readonly<Record<string, Readonly<Record<'high' | 'low', Text>>>> = {
  beyond_limits: {
    high: { zh: '高于上控制限', en: 'above the upper control limit' },
    low: { zh: '低于下控制限', en: 'below the lower control limit' },
  },
  eight_on_one_side: {
    high: { zh: '连续8个月高于中心线', en: 'eighth month in a row above the centre' },
    low: { zh: '连续8个月低于中心线', en: 'eighth month in a row below the centre' },
  },
  two_of_three: {
    high: { zh: '三个月中两个接近上限', en: 'two of three months near the upper limit' },
    low: { zh: '三个月中两个接近下限', en: 'two of three months near the lower limit' },
  },
  six_in_a_row: {
    high: { zh: '连续六个月上升', en: 'six months in a row upwards' },
    low: { zh: '连续六个月下降', en: 'six months in a row downwards' },
  },
}

/** What the control chart says of a month; undefined where it says nothing. */
export function signalText({ signal, side }: ChartMonth): Text | undefined {
  return rules[signal ?? '']?.[side === 'high' ? 'high' : 'low']
}

/** The signals of a trend, months of the same kind together; '' where there are none. */
export function signalsText(months: readonly ChartMonth[]): Text {
  const kinds = new Map<string, { readonly said: Text; readonly months: ChartMonth[] }>()
  for (const month of months) {
    const said = signalText(month)
    if (said === undefined) continue
    const kind = kinds.get(said.zh) ?? { said, months: [] }
    kind.months.push(month)
    kinds.set(said.zh, kind)
  }
  const all = [...kinds.values()]
  return {
    zh: all
      .map(({ said, months: when }) => `${when.map((each) => each.month_zh).join('、')}${said.zh}`)
      .join('；'),
    en: all
      .map(
        ({ said, months: when }) => `${when.map((each) => each.month_en).join(', ')}: ${said.en}`,
      )
      .join('; '),
  }
}
