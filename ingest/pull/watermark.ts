import { UserError } from '../../core/errors.ts'

const instantText =
  /^(\d{4})-(\d\d)-(\d\d)(?:([T ])(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
const numberText = /^(-?)(\d+)(?:\.(\d+))?$/
const unitSeconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86400,
}

/** The value of a watermark column that a pull can begin at; undefined for null and infinities. */
export function watermarkOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  return /^-?infinity$/i.test(value) ? undefined : value
}

/** The later of two values: instants by time, numbers by size, other text by code point. */
export function laterWatermark(a: string, b: string): string {
  if (a === b) return a
  const left = sortable(a)
  const right = sortable(b)
  if (left?.kind === right?.kind && left !== undefined && right !== undefined) {
    return left.value < right.value ? b : a
  }
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a
}

/** Where a pull begins: at `first`, or at what the last one saw, moved back by the overlap. */
export function startOfPull(
  watermark: { readonly first: string; readonly overlap?: string },
  seen: string | undefined,
): string {
  if (seen === undefined) return watermark.first
  return watermark.overlap === undefined ? seen : moveBack(seen, watermark.overlap)
}

/** An instant with an offset as UTC digits without one; other text as it is. */
export function inUtcDigits(text: string): string {
  const parts = parseInstant(text)
  if (parts === undefined || parts.zone === '') return text
  const local = new Date(parts.localMs - parts.offsetMs).toISOString().slice(0, 19)
  return local.replace('T', ' ') + parts.fraction
}

function moveBack(seen: string, overlap: string): string {
  if (/^\d+$/.test(overlap) && /^-?\d+$/.test(seen)) return String(BigInt(seen) - BigInt(overlap))
  const duration = /^(\d+) *(second|minute|hour|day)s?$/.exec(overlap)
  const parts = parseInstant(seen)
  if (duration === null || parts === undefined) {
    throw new UserError(`The overlap "${overlap}" cannot be taken from the watermark "${seen}".`, {
      hint: 'write "10 minutes", "2 hours" or "1 day" for an instant, a whole number for a number.',
    })
  }
  const seconds = Number(duration[1]) * (unitSeconds[duration[2] ?? ''] ?? 0)
  const moved = new Date(parts.localMs - seconds * 1000).toISOString()
  // a day stays a day: the one that contains the instant
  if (parts.separator === '') return moved.slice(0, 10)
  return moved.slice(0, 10) + parts.separator + moved.slice(11, 19) + parts.fraction + parts.zone
}

interface Instant {
  /** The digits read as if they were UTC, whole seconds. */
  readonly localMs: number
  readonly offsetMs: number
  readonly separator: string
  /** `.123456`, or empty. */
  readonly fraction: string
  readonly zone: string
}

function parseInstant(text: string): Instant | undefined {
  const match = instantText.exec(text)
  if (match === null) return undefined
  const [, year, month, day, separator = '', hour = '0', minute = '0', second = '0'] = match
  const [fraction, zone = ''] = match.slice(8)
  return {
    localMs: Date.UTC(+(year ?? 0), +(month ?? 0) - 1, +(day ?? 0), +hour, +minute, +second),
    offsetMs: offsetMs(zone),
    separator,
    fraction: fraction === undefined ? '' : `.${fraction}`,
    zone,
  }
}

function offsetMs(zone: string): number {
  if (zone === '' || zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** A value whose order is that of the text's meaning, to the nanosecond and any digit. */
function sortable(text: string): { kind: string; value: bigint } | undefined {
  const instant = parseInstant(text)
  if (instant !== undefined) {
    const nanoseconds = BigInt(instant.fraction.slice(1).padEnd(9, '0'))
    const value = BigInt(instant.localMs - instant.offsetMs) * 1_000_000n + nanoseconds
    return { kind: 'instant', value }
  }
  const number = numberText.exec(text)
  if (number === null) return undefined
  const [, sign, whole = '0', part = ''] = number
  const value = BigInt(whole + part.slice(0, 30).padEnd(30, '0'))
  return { kind: 'number', value: sign === '-' ? -value : value }
}
