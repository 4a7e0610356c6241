import type { Text } from './text.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** A local day `YYYY-MM-DD` without its year, `9月3日` and `Sep 3`; '' for none. */
export function dayText(day: string | null | undefined): Text {
  if (day === null || day === undefined || day === '') return { zh: '', en: '' }
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))]
  return { zh: `${month}月${date}日`, en: `${months[month - 1]} ${date}` }
}
