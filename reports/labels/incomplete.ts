import { type Text, words } from './text.ts'

interface Figure {
  readonly title_zh: string
  readonly title_en: string
  readonly value: number | null
  readonly previous_value: number | null
  readonly missing_days?: number
}

/** Whether a change must not be called one, because days of either period are incomplete. */
export function isIncomplete<T extends { readonly missing_days?: number }>(
  change: T,
): change is T & { readonly missing_days: number } {
  return (change.missing_days ?? 0) > 0
}

/** Stands where a change would, when days of either period are missing, late or short. */
export function incompleteDays(days: number): Text {
  return {
    zh: `有 ${days} 天数据不完整`,
    en: `data incomplete on ${days} ${days === 1 ? 'day' : 'days'}`,
  }
}

/** The same with its consequence, as the end of a sentence. */
export function notCompared(days: number): Text {
  const { zh, en } = incompleteDays(days)
  return { zh: `${zh}，${words.notCompared.zh}`, en: `${en}, ${words.notCompared.en}` }
}

/** Sentences that name the indicators with an earlier value which are not compared, by days. */
export function incomplete(
  figures: readonly Figure[],
): readonly (Text & { readonly isAlarm: boolean })[] {
  const known = figures
    .filter((each) => each.value !== null && each.previous_value !== null)
    .filter(isIncomplete)
  const days = [...new Set(known.map((each) => each.missing_days))].sort((a, b) => b - a)
  return days.map((count) => {
    const named = known.filter((each) => each.missing_days === count)
    const { zh, en } = notCompared(count)
    return {
      zh: `${zh}：${named.map((each) => each.title_zh).join('、')}。`,
      en: `${en.replace(/^d/, 'D')}: ${named.map((each) => each.title_en).join(', ')}. `,
      isAlarm: false,
    }
  })
}
