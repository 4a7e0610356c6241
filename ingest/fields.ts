import { z } from 'zod'

/**
 * The kinds of cell that a delivery may contain. Each helper gives a zod schema for a required
 * cell: raw text in, typed value out. What zod cannot say in JSON Schema (labels, kind, personal)
 * travels in `meta`, from which `compile-contract.ts` writes the same rule in SQL.
 */
export type FieldKind =
  | 'text'
  | 'code'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'timestamp'
  | 'day'
  | 'month'

export interface FieldMeta {
  readonly kind: FieldKind
  /** Chinese header. */
  readonly zh: string
  /** `key`: stored only as an HMAC key; `free_text`: stored masked. */
  readonly personal?: 'key' | 'free_text'
  /** Accepted spellings per code, besides the code itself. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
  /** The reference table whose rows name further source codes. */
  readonly codesFrom?: 'channel_codes'
}

/** Blank characters that are trimmed from every cell: ASCII, no-break and ideographic space. */
const blank = /^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000\ufeff]+$/g

const fullWidth = /[\uff01-\uff5e]/g

/** Full-width digits, letters, signs and blanks as their ASCII forms. */
export function narrow(value: string): string {
  return value
    .replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}

function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const trimmed = String(value).replace(blank, '')
  return trimmed === '' ? null : trimmed
}

type Cell<T extends z.ZodType> = z.ZodPreprocess<T>

function field<T extends z.ZodType>(
  parse: (raw: string) => unknown,
  inner: T,
  meta: FieldMeta,
): Cell<T> {
  const read = (value: unknown) => {
    const raw = cell(value)
    return raw === null ? null : parse(raw)
  }
  return z.preprocess(read, inner).meta({ ...meta })
}

/** The same field where an empty cell is null. */
export function optional<T extends z.ZodType>(schema: Cell<T>): Cell<z.ZodNullable<T>> {
  const read = (value: unknown) => z.core.parse(schema.in, value)
  return z.preprocess(read, z.nullable(schema.out)).meta({ ...schema.meta() })
}

export function text(zh: string) {
  return field((raw) => raw, z.string(), { kind: 'text', zh })
}

/** A personal identifier that is stored only as an HMAC key. */
export function personalKey(zh: string) {
  return field((raw) => raw, z.string(), { kind: 'text', zh, personal: 'key' })
}

/** Free text, stored masked. */
export function freeText(zh: string) {
  return field((raw) => raw, z.string(), { kind: 'text', zh, personal: 'free_text' })
}

/** One of the codes of `labels`, written as the code or as one of its labels, in any case. */
export function code<const T extends Readonly<Record<string, readonly string[]>>>(
  zh: string,
  labels: T,
  codesFrom?: FieldMeta['codesFrom'],
) {
  const codes = Object.keys(labels) as (keyof T & string)[] // the keys of a literal are its type
  const spelling = new Map<string, string>()
  for (const each of codes) {
    for (const label of [each, ...(labels[each] ?? [])]) {
      spelling.set(narrow(label).toLowerCase(), each)
    }
  }
  return field((raw) => spelling.get(narrow(raw).toLowerCase()) ?? raw, z.enum(codes), {
    kind: 'code',
    zh,
    labels,
    ...(codesFrom === undefined ? {} : { codesFrom }),
  })
}

export const trueWords = ['true', '1', 'yes', 'y', 't', '是']
export const falseWords = ['false', '0', 'no', 'n', 'f', '否']

export function boolean(zh: string) {
  const parse = (raw: string) => {
    const word = narrow(raw).toLowerCase()
    if (trueWords.includes(word)) return true
    return falseWords.includes(word) ? false : raw
  }
  return field(parse, z.boolean(), { kind: 'boolean', zh })
}

const plainNumber = /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/
const plainInteger = /^[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.0+)?$/

function parseNumber(pattern: RegExp) {
  return (raw: string) => {
    const digits = narrow(raw)
    return pattern.test(digits) ? Number(digits.replaceAll(',', '')) : raw
  }
}

export interface Range {
  readonly min?: number
  readonly max?: number
}

/** A plain number, with or without thousands separators. */
export function number(zh: string, range: Range = {}) {
  return field(parseNumber(plainNumber), bounded(z.number(), range), { kind: 'number', zh })
}

/** A whole number; `5.0` is 5, `3.5` is refused. */
export function integer(zh: string, range: Range = {}) {
  return field(parseNumber(plainInteger), bounded(z.int(), range), { kind: 'integer', zh })
}

/** A whole number that is one of a few. */
export function integerOf(zh: string, values: readonly [number, ...number[]]) {
  return field(parseNumber(plainInteger), z.literal([...values]), { kind: 'integer', zh })
}

function bounded(schema: z.ZodNumber, range: Range): z.ZodNumber {
  let result = schema
  if (range.min !== undefined) result = result.min(range.min)
  if (range.max !== undefined) result = result.max(range.max)
  return result
}

/** Seconds, zero or more. */
export function seconds(zh: string) {
  return number(zh, { min: 0 })
}

/** An instant; without an offset it is the bank's local time. Typed as its canonical text. */
export function timestamp(zh: string) {
  return field(canonicalTimestamp, z.string().regex(canonicalPattern), { kind: 'timestamp', zh })
}

/** A local day, typed `YYYY-MM-DD`; midnight may stand beside it, as spreadsheets write it. */
export function day(zh: string) {
  return field(canonicalDay, z.iso.date(), { kind: 'day', zh })
}

/** A calendar month, typed `YYYY-MM`. */
export function month(zh: string) {
  const pattern = /^\d{4}-(0[1-9]|1[0-2])$/
  return field((raw) => narrow(raw), z.string().regex(pattern), { kind: 'month', zh })
}

const timestampParts =
  /^(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?[ Tt]?(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?( ?(?:[Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?))?$/
const canonicalPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/

/** Empty, which the pattern refuses, for what is no instant. */
function canonicalTimestamp(raw: string): string {
  const parts = timestampParts.exec(narrow(raw))
  if (!parts) return ''
  const [, year = '', m = '', d = '', h = '', minute = '', s = '00', fraction = '', offset] = parts
  const two = (value: string) => value.padStart(2, '0')
  const date = `${year}-${two(m)}-${two(d)}`
  if (!isDate(date) || Number(h) > 23 || Number(minute) > 59 || Number(s) > 59) return ''
  return `${date}T${two(h)}:${minute}:${s}${fraction}${canonicalOffset(offset?.trim())}`
}

function canonicalOffset(offset: string | undefined): string {
  if (offset === undefined) return ''
  if (/^z$/i.test(offset)) return 'Z'
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}

function canonicalDay(raw: string): string {
  const parts = /^(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?:[ T]00:00(?::00)?)?$/.exec(narrow(raw))
  if (!parts) return raw
  return `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}`
}

function isDate(date: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date)
}
