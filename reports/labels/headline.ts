import { formatChange, formatCount, formatDifference, formatValue, isClear } from './format.ts'
import { incomplete, isIncomplete, notCompared } from './incomplete.ts'
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
  readonly change: string | null
  readonly missing_days?: number
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
 * What rests on incomplete data is named as that, and as no change.
 */
export function headline(
  figures: readonly Figure[],
  causes: readonly Cause[],
  names: readonly string[],
  earlier: string,
): readonly Sentence[] {
  const find = (name: string) => figures.find((each) => each.indicator === name)
  const chosen = names.flatMap((name) => find(name) ?? [])
  const open = find('complaint_open_count')?.value ?? 0
  const judged = chosen.filter((figure) => figure.indicator !== unripe || open === 0)
  const isMissed = (figure: Figure) => figure.status === 'missed'
  return [
    ...tally(chosen),
    ...missed(judged.filter(isMissed), earlier),
    ...driver(causes, earlier, find('complaint_rate_per_10k')),
    ...moved(judged.filter((figure) => !isMissed(figure) && !isIncomplete(figure))),
    ...incomplete(judged.filter((figure) => !isMissed(figure))),
    ...inHand(find(unripe), open),
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

/** How many complaints came, and the cause that moved most where the change is more than chance. */
function driver(causes: readonly Cause[], earlier: string, rate: Figure | undefined): Sentence[] {
  const total = causes.reduce((sum, cause) => sum + cause.complaints, 0)
  const before = causes.reduce((sum, cause) => sum + cause.previous, 0)
  const rise = total - before
  if (before === 0 || rise === 0) return []
  if (rate !== undefined && isIncomplete(rate)) {
    const said = notCompared(rate.missing_days)
    return [
      {
        zh: `收到投诉 ${formatCount(total)} 件；${said.zh}。`,
        en: `${formatCount(total)} complaints; ${said.en}. `,
        isAlarm: false,
      },
    ]
  }
  const [zhWord, enWord] = rise > 0 ? ['增加', 'rose'] : ['减少', 'fell']
  const amount = formatCount(Math.abs(rise))
  const zh = `收到投诉 ${formatCount(total)} 件，较${earlier}${zhWord} ${amount} 件`
  const en = `Complaints ${enWord} by ${amount} to ${formatCount(total)}`
  if (rate === undefined || !isClear(rate)) {
    return [{ zh: `${zh}，属正常波动。`, en: `${en}, within chance. `, isAlarm: false }]
  }
  const [first] = [...causes].sort(
    (a, b) => (b.complaints - b.previous - (a.complaints - a.previous)) * Math.sign(rise),
  )
  if (first === undefined) return []
  return [
    {
      zh: `${zh}；变化最大的是“${first.name_zh}”，由 ${formatCount(first.previous)} 件变为 ${formatCount(first.complaints)} 件。`,
      en: `${en}; “${first.name_en}” changed most, from ${formatCount(first.previous)} to ${formatCount(first.complaints)}. `,
      isAlarm: rise > 0,
    },
  ]
}

/** Indicators whose change is more than chance, the better ones first. */
function moved(figures: readonly Figure[]): Sentence[] {
  const clear = figures.flatMap((figure) => {
    const { value, previous_value: previous, change, unit, better } = figure
    if (value === null || previous === null || !isClear(figure)) return []
    const isBetter = change === better
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

/** The resolution rate while cases are open is not a verdict yet. */
function inHand(rate: Figure | undefined, open: number): Sentence[] {
  if (rate === undefined || rate.value === null || open === 0) return []
  if (rate.status !== 'missed' && !isClear(rate)) return []
  const status =
    rate.status === 'missed' ? { zh: '（未达标）', en: ' (missed)' } : { zh: '', en: '' }
  return [
    {
      zh: `${rate.title_zh} ${formatValue(rate.value, rate.unit)}${status.zh}：期末尚有 ${formatCount(open)} 件在办，办结后还会变化，不宜直接与前期比较。`,
      en: `${rate.title_en} ${formatValue(rate.value, rate.unit, 'en')}${status.en}: ${formatCount(open)} complaints are still open and it will change; do not compare it yet. `,
      isAlarm: false,
    },
  ]
}
