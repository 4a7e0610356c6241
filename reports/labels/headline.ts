import { formatChange, formatCount, formatDifference, formatValue } from './format.ts'
import type { Text } from './text.ts'

/** The indicators that stand for the seven families, in the order of the overview. */
export const headlineIndicators: readonly string[] = [
  'connect_rate',
  'response_rate',
  'aht_seconds',
  'fcr_rate',
  'csat_top2_rate',
  'complaint_rate_per_10k',
  'complaint_timely_rate',
  'complaint_resolution_rate',
  'qa_pass_rate',
  'quality_score',
]

interface Figure {
  readonly indicator: string
  readonly title_zh: string
  readonly title_en: string
  readonly unit: string
  readonly better: string
  readonly status: string
  readonly value: number | null
  readonly previous_value: number | null
  readonly change_is_clear: boolean | null
}

interface Cause {
  readonly name_zh: string
  readonly name_en: string
  readonly complaints: number
  readonly previous: number
}

export type Sentence = Text & { readonly isAlarm: boolean }

/** Cases received last are still being handled: the rate rises until they are closed. */
const unripe = 'complaint_resolution_rate'

/**
 * The edition in a few sentences, made of its own figures: how many targets are met, what misses
 * its target, which cause explains most of a change in complaints, what else clearly changed.
 */
export function headline(
  figures: readonly Figure[],
  causes: readonly Cause[],
  names: readonly string[],
  earlier: string,
): readonly Sentence[] {
  const chosen = names.flatMap((name) => figures.find((each) => each.indicator === name) ?? [])
  return [
    ...tally(chosen),
    ...missed(
      chosen.filter((figure) => figure.status === 'missed'),
      earlier,
    ),
    ...driver(causes, earlier),
    ...moved(chosen.filter((figure) => figure.indicator !== unripe && figure.status !== 'missed')),
    ...inHand(chosen, figures),
  ]
}

function tally(chosen: readonly Figure[]): Sentence[] {
  const count = (status: string) => chosen.filter((figure) => figure.status === status).length
  const [met, near, bad] = [count('met'), count('near'), count('missed')]
  const judged = met + near + bad
  if (judged === 0) return []
  return [
    {
      zh: `${judged} 项设有目标的指标中，${met} 项达标、${near} 项接近目标、${bad} 项未达标。`,
      en: `Of ${judged} indicators with a target ${met} meet it, ${near} come near, ${bad} miss it. `,
      isAlarm: false,
    },
  ]
}

function missed(figures: readonly Figure[], earlier: string): Sentence[] {
  if (figures.length === 0) return []
  const zh = figures.map(
    (figure) =>
      `${figure.title_zh} ${formatValue(figure.value, figure.unit)}（${formatChange(figure, earlier)}）`,
  )
  const en = figures.map(
    (figure) =>
      `${figure.title_en} ${formatValue(figure.value, figure.unit, 'en')} (${formatChange(figure, 'the period before', 'en')})`,
  )
  return [{ zh: `未达标：${zh.join('；')}。`, en: `Missed: ${en.join('; ')}. `, isAlarm: true }]
}

/** The cause that rose most, where complaints rose at all. */
function driver(causes: readonly Cause[], earlier: string): Sentence[] {
  const total = causes.reduce((sum, cause) => sum + cause.complaints, 0)
  const before = causes.reduce((sum, cause) => sum + cause.previous, 0)
  const rise = total - before
  if (before === 0 || rise === 0) return []
  const [first] = [...causes].sort(
    (a, b) => (b.complaints - b.previous - (a.complaints - a.previous)) * Math.sign(rise),
  )
  if (first === undefined) return []
  const change = first.complaints - first.previous
  const [zhWord, enWord] = rise > 0 ? ['增加', 'rose'] : ['减少', 'fell']
  const amount = formatCount(Math.abs(rise))
  return [
    {
      zh: `收到投诉 ${formatCount(total)} 件，较${earlier}${zhWord} ${amount} 件；变化最大的是“${first.name_zh}”，由 ${formatCount(first.previous)} 件变为 ${formatCount(first.complaints)} 件。`,
      en: `Complaints ${enWord} by ${amount} to ${formatCount(total)}; “${first.name_en}” changed most, from ${formatCount(first.previous)} to ${formatCount(first.complaints)}. `,
      isAlarm: rise > 0 && change / rise > 0.5,
    },
  ]
}

/** Indicators whose change is more than chance, the better ones first. */
function moved(figures: readonly Figure[]): Sentence[] {
  const clear = figures.flatMap((figure) => {
    const { value, previous_value: previous, change_is_clear: isClear, unit, better } = figure
    if (value === null || previous === null || isClear !== true) return []
    const isBetter = value > previous === (better === 'higher')
    const text = (language: 'zh' | 'en') => formatDifference(value, previous, unit, language)
    return [
      {
        isBetter,
        zh: `${figure.title_zh}（${text('zh')}）`,
        en: `${figure.title_en} (${text('en')})`,
      },
    ]
  })
  const list = (isBetter: boolean) => clear.filter((each) => each.isBetter === isBetter)
  return [
    ...describeMoved(list(true), { zh: '明显改善', en: 'Clearly better' }, false),
    ...describeMoved(list(false), { zh: '明显变差', en: 'Clearly worse' }, true),
  ]
}

function describeMoved(figures: readonly Text[], lead: Text, isAlarm: boolean): Sentence[] {
  if (figures.length === 0) return []
  return [
    {
      zh: `${lead.zh}：${figures.map((each) => each.zh).join('、')}。`,
      en: `${lead.en}: ${figures.map((each) => each.en).join(', ')}. `,
      isAlarm,
    },
  ]
}

/** A fall of the resolution rate while cases are open is not a verdict yet. */
function inHand(chosen: readonly Figure[], figures: readonly Figure[]): Sentence[] {
  const rate = chosen.find((figure) => figure.indicator === unripe)
  const open = figures.find((figure) => figure.indicator === 'complaint_open_count')?.value ?? 0
  if (rate?.change_is_clear !== true || rate.value === null || open === 0) return []
  return [
    {
      zh: `${rate.title_zh} ${formatValue(rate.value, rate.unit)}，期末尚有 ${formatCount(open)} 件在办，办结后还会变化，不宜直接与前期比较。`,
      en: `${rate.title_en} ${formatValue(rate.value, rate.unit, 'en')}: ${formatCount(open)} complaints are still open and it will change; do not compare it yet. `,
      isAlarm: false,
    },
  ]
}
