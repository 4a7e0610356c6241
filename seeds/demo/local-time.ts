/**
 * Instants in the invented bank are milliseconds of local wall-clock time (Asia/Shanghai, which
 * has no summer time), counted as if the zone were UTC.
 */
export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** How a system writes an instant. */
export type TimeStyle = 'iso' | 'plain' | 'slash' | 'han'

/** The local midnight of `YYYY-MM-DD`. */
export function parseDay(text: string): number {
  const instant = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(instant)) throw new RangeError(`not a day: ${text}`)
  return instant
}

/** `YYYY-MM-DD` of an instant. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/** `YYYY-MM` of an instant. */
export function monthOf(instant: number): string {
  return dayOf(instant).slice(0, 7)
}

/** The first midnight of the month that lies `offset` months after the one of `instant`. */
export function monthStart(instant: number, offset = 0): number {
  const date = new Date(instant)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1)
}

/** Monday 1 … Sunday 7. */
export function weekdayOf(instant: number): number {
  return new Date(instant).getUTCDay() || 7
}

/** An instant as a system would write it; milliseconds are dropped. */
export function writeTime(instant: number, style: TimeStyle): string {
  const text = new Date(instant).toISOString()
  const date = text.slice(0, 10)
  const time = text.slice(11, 19)
  if (style === 'iso') return `${date}T${time}+08:00`
  if (style === 'plain') return `${date} ${time}`
  const year = date.slice(0, 4)
  const month = Number(date.slice(5, 7))
  const dayOfMonth = Number(date.slice(8, 10))
  if (style === 'han') return `${year}年${month}月${dayOfMonth}日 ${time}`
  return `${year}/${month}/${dayOfMonth} ${Number(time.slice(0, 2))}${time.slice(2)}`
}
