import { plainNumber } from './csv-text.ts'

/** How a style shows the number of a cell as text. */
export type NumberText = (raw: string) => string

const dayMillis = 86_400_000
const lastSerial = 2_958_466

/** Formats that Excel knows by number alone; 27 to 36 and 50 to 58 are East Asian. */
const builtIn: Readonly<Record<number, string>> = {
  ...Object.fromEntries([14, 15, 16, 17, 27, 28, 29, 30, 31, 36].map((id) => [id, 'y'])),
  ...Object.fromEntries([50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'y'])),
  ...Object.fromEntries(
    [18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'h']),
  ),
  46: '[h]',
}

/** How cells of a number format are shown; `code` is undefined for Excel's own formats. */
export function numberFormat(id: number, code: string | undefined, is1904: boolean): NumberText {
  const shown = code ?? builtIn[id] ?? ''
  // Letters in quotes, after a backslash or in brackets such as [Red] and [$-804] are no fields.
  const fields = (shown.split(';')[0] ?? '').replace(/"[^"]*"|\\.|[_*].|general/gi, '')
  if (/\[(h+|m+|s+)\]/i.test(fields)) return elapsedText
  const plain = fields.replace(/\[[^\]]*\]/g, '')
  if (/^0{2,}$/.test(plain)) return (raw) => paddedText(raw, plain.length)
  if (/[ymdhs]|e(?![+-])/i.test(plain)) return dateText(is1904, /[hs]/i.test(plain))
  return numberText
}

/** A number as Excel shows it: 15 significant digits, no exponent; whole ones keep every digit. */
export function numberText(raw: string): string {
  const isPlain = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(raw)
  if (isPlain && (raw.length <= 16 || !raw.includes('.'))) return raw
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return raw
  if (Number.isSafeInteger(value)) return String(value)
  return plainNumber(Number(value.toPrecision(15)))
}

/** `000000` shows staff number 123 as 000123. */
function paddedText(raw: string, width: number): string {
  return /^\d+$/.test(raw) ? raw.padStart(width, '0') : numberText(raw)
}

/** Days since the epoch as text; a whole day has a time only where its format shows one. */
function dateText(is1904: boolean, showsTime: boolean): NumberText {
  const known = new Map<number, string>() // days repeat, and are dear to write
  const dayOf = (days: number) => {
    const text = known.get(days) ?? dayText(days, is1904)
    known.set(days, text)
    return text
  }
  return (raw) => {
    const serial = Number(raw)
    if (raw === '' || !(serial >= 0 && serial < lastSerial)) return numberText(raw)
    const millis = wholeSecond(Math.round(serial * dayMillis))
    const days = Math.floor(millis / dayMillis)
    const time = millis % dayMillis
    if (days === 0) return timeText(time)
    if (time === 0 && !showsTime) return dayOf(days)
    return `${dayOf(days)} ${timeText(time)}`
  }
}

/** `[h]:mm:ss` counts on past a day: 25:30:00. */
function elapsedText(raw: string): string {
  const value = Number(raw)
  return raw !== '' && value >= 0
    ? timeText(wholeSecond(Math.round(value * dayMillis)))
    : numberText(raw)
}

/** A serial is a binary fraction: a millisecond beside a second means the second. */
function wholeSecond(millis: number): number {
  const rest = millis % 1000
  if (rest === 1) return millis - 1
  return rest === 999 ? millis + 1 : millis
}

function timeText(millis: number): string {
  const seconds = Math.floor(millis / 1000)
  const minutes = Math.floor(seconds / 60)
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
  const fraction = millis % 1000
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(3, '0')}`
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** The 1900 system has a 29 February 1900, which never was. */
function dayText(days: number, is1904: boolean): string {
  if (is1904) return isoDay(Date.UTC(1904, 0, 1) + days * dayMillis)
  if (days === 60) return '1900-02-29'
  return isoDay(Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * dayMillis)
}

function isoDay(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10)
}
