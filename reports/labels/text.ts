/** Words of pages and mails, in both languages side by side. */
export type Language = 'zh' | 'en'
export type Text = Readonly<Record<Language, string>>

/** A text in both languages that one function writes. */
export function both(write: (language: Language) => string): Text {
  return { zh: write('zh'), en: write('en') }
}

/** The name of a row, of its columns `<column>_zh` and `<column>_en`; Chinese where one is missing. */
export function named(row: Readonly<Record<string, unknown>>, column = 'name'): Text {
  const zh = String(row[`${column}_zh`] ?? '')
  return { zh, en: String(row[`${column}_en`] ?? '') || zh }
}

/** `text` with a capital, as a sentence or a heading begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A status has a word and a shape, so that colour never stands alone; `meaning` is its legend. */
export const statuses: Readonly<
  Record<string, Text & { readonly mark: string; readonly meaning: Text }>
> = {
  met: { zh: '达标', en: 'met', mark: '●', meaning: { zh: '达标', en: 'meets the target' } },
  near: { zh: '接近', en: 'near', mark: '◐', meaning: { zh: '接近目标', en: 'near the target' } },
  missed: { zh: '未达标', en: 'missed', mark: '▲', meaning: { zh: '未达标', en: 'misses it' } },
  no_target: {
    zh: '未设目标',
    en: 'no target',
    mark: '○',
    meaning: { zh: '未设目标', en: 'no target' },
  },
  small_n: {
    zh: '样本不足',
    en: 'small sample',
    mark: 'n=',
    meaning: { zh: '样本不足30，不作评价', en: 'sample under 30, not judged' },
  },
  no_data: {
    zh: '无数据',
    en: 'no data',
    mark: '—',
    meaning: { zh: '本期无数据', en: 'no data in the period' },
  },
  not_applicable: {
    zh: '不适用',
    en: 'n/a',
    mark: '',
    meaning: { zh: '该组没有此项指标', en: 'the group has no such indicator' },
  },
  suppressed: {
    zh: '不列示',
    en: 'not shown',
    mark: '',
    meaning: {
      zh: '样本不足5，或可据以推算出不足5的组',
      en: 'under five, or would give such a group away',
    },
  },
}

/** What stands in the place of a figure that is not there, each its own sign; 0 is a figure. */
export const signs = {
  no_data: { zh: '—', en: '—' },
  not_applicable: { zh: '不适用', en: 'n/a' },
  suppressed: { zh: '不列示', en: 'not shown' },
} satisfies Record<string, Text>

export const words = {
  target: { zh: '目标', en: 'target' },
  atMost: { zh: '≤', en: '≤' },
  atLeast: { zh: '≥', en: '≥' },
  compared: { zh: '较', en: 'vs ' },
  same: { zh: '无明显变化', en: 'no clear difference' },
  notCompared: { zh: '暂不比较', en: 'not compared' },
  aboveBank: { zh: '明显高于其余', en: 'clearly higher' },
  belowBank: { zh: '明显低于其余', en: 'clearly lower' },
  likeBank: { zh: '无明显差异', en: 'no clear difference' },
  noEarlier: { zh: '无可比数据', en: 'nothing to compare' },
  interval: { zh: '95%区间', en: '95 % interval' },
  sample: { zh: 'n', en: 'n' },
} satisfies Record<string, Text>

/** How a clear change is called, upwards and downwards, by what is measured. */
export const verdicts = {
  higherIsBetter: {
    up: { zh: '明显提高', en: 'clearly higher' },
    down: { zh: '明显下降', en: 'clearly lower' },
  },
  lowerIsBetter: {
    up: { zh: '明显上升', en: 'clearly higher' },
    down: { zh: '明显下降', en: 'clearly lower' },
  },
  duration: {
    up: { zh: '明显延长', en: 'clearly longer' },
    down: { zh: '明显缩短', en: 'clearly shorter' },
  },
} satisfies Record<string, Record<'up' | 'down', Text>>
