import { type Data, DataType, TimeUnit, Vector } from 'apache-arrow'
import { plainNumber } from './csv-text.ts'

/** The text of the cell in a row; empty for null. */
export type CellText = (row: number) => string

const dayMillis = 86_400_000

/** How the cells of one column of a batch are written. */
export function arrowCell(data: Data): CellText {
  const text = valueText(data)
  return data.nullCount === 0 ? text : (row) => (data.getValid(row) ? text(row) : '')
}

function valueText(data: Data): CellText {
  const { type } = data
  const raw = data.values as ArrayLike<number | bigint> // of the types that hold one number a cell
  if (DataType.isNull(type)) return () => ''
  if (DataType.isDictionary(type)) return dictionaryText(data)
  if (DataType.isInt(type) || DataType.isDuration(type)) return (row) => String(raw[row])
  if (DataType.isTimestamp(type)) {
    const hasZone = type.timezone !== null && type.timezone !== undefined && type.timezone !== ''
    return (row) => instantText(raw[row], type.unit, hasZone)
  }
  if (DataType.isDate(type)) {
    const millis = type.unit === 0 ? dayMillis : 1 // days, else milliseconds
    return (row) => isoText(Number(raw[row]) * millis).slice(0, 10)
  }
  if (DataType.isTime(type)) return (row) => instantText(raw[row], type.unit, false).slice(11)
  if (DataType.isDecimal(type)) return decimalText(data, type.bitWidth, type.scale)
  return nestedText(data)
}

/** Each word of a dictionary is written once. */
function dictionaryText(data: Data): CellText {
  const words = (data.dictionary?.data ?? []).flatMap((chunk) => {
    const text = arrowCell(chunk)
    return Array.from({ length: chunk.length }, (_, row) => text(row))
  })
  const keys = data.values as ArrayLike<number | bigint> // the keys are whole numbers
  return (row) => {
    const word = words[Number(keys[row])]
    if (word === undefined) throw new RangeError(`no word ${keys[row]} in a dictionary`)
    return word
  }
}

const unitsPerSecond: Readonly<Record<TimeUnit, bigint>> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1_000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
}

/** `2026-09-01T00:00:00Z` with a zone, else `2026-09-01 08:00:00`; a fraction where there is one. */
function instantText(raw: number | bigint | undefined, unit: TimeUnit, hasZone: boolean): string {
  const value = BigInt(raw ?? 0)
  const perSecond = unitsPerSecond[unit]
  const fraction = ((value % perSecond) + perSecond) % perSecond
  const seconds = Number((value - fraction) / perSecond)
  const [day, clock] = isoText(seconds * 1000)
    .slice(0, -5)
    .split('T')
  const digits = String(fraction).padStart(String(perSecond).length - 1, '0')
  const shown = fraction === 0n ? '' : `.${digits.replace(/(?:000)+$/, '')}`
  return hasZone ? `${day}T${clock}${shown}Z` : `${day} ${clock}${shown}`
}

function isoText(millis: number): string {
  return new Date(millis).toISOString()
}

/** Little-endian two's complement, in words of 32 bits. */
function decimalText(data: Data, bits: number, scale: number): CellText {
  const words = data.values as ArrayLike<number> // decimals come as words
  const width = bits / 32
  return (row) => {
    let value = 0n
    for (let at = width - 1; at >= 0; at--) {
      value = (value << 32n) | BigInt(words[row * width + at] ?? 0)
    }
    const signed = BigInt.asIntN(bits, value)
    const digits = String(signed < 0n ? -signed : signed).padStart(scale + 1, '0')
    const point = digits.length - scale
    const shown = scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits
    return signed < 0n ? `-${shown}` : shown
  }
}

/** Text as it is, numbers without exponent, bytes as hexadecimal, anything nested as JSON. */
function nestedText(data: Data): CellText {
  const { type } = data
  const values = new Vector([data])
  const isSingle = DataType.isFloat(type) && type.precision < 2
  return (row) => {
    const value: unknown = values.get(row)
    if (typeof value === 'string') return value
    if (typeof value === 'number') return plainNumber(isSingle ? shortestSingle(value) : value)
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
    return JSON.stringify(value, wholeNumbers)
  }
}

/** JSON has no number for those beyond 2^53. */
function wholeNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

/** 0.1 in 32 bits is 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}
