import { createHash } from 'node:crypto'

/** Session variables that hold the HMAC pads; they never reach a file. */
const innerPad = 'csq_key_inner'
const outerPad = 'csq_key_outer'

/** Statements that make `keySql` usable on a connection; `secret` stays in memory. */
export function keyStatements(secret: Buffer): string[] {
  const block = Buffer.alloc(64)
  const key = secret.length > 64 ? createHash('sha256').update(secret).digest() : secret
  key.copy(block)
  const pad = (byte: number) => Buffer.from(block.map((value) => value ^ byte)).toString('hex')
  return [
    `set variable ${innerPad} = unhex('${pad(0x36)}')`,
    `set variable ${outerPad} = unhex('${pad(0x5c)}')`,
  ]
}

/**
 * SQL for HMAC-SHA256 (RFC 2104) of a text, as 64 hexadecimal digits; null stays null.
 * DuckDB has SHA-256 only, so that the two rounds are written out.
 */
export function hmacSql(raw: string): string {
  const inner = `unhex(sha256(getvariable('${innerPad}') || encode(${raw})))`
  return `sha256(getvariable('${outerPad}') || ${inner})`
}

/** SQL for the customer key: the first 128 bits of the HMAC. */
export function keySql(raw: string): string {
  return `case when ${raw} is not null then left(${hmacSql(raw)}, 32) end`
}

/** A separator that people put between the digits of one number. */
const gap = '[ -]?'

/** Patterns of personal data in free text, in the order they are applied. */
const patterns: readonly (readonly [pattern: string, label: string])[] = [
  [String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`, '[邮箱]'],
  [`(^|[^0-9])[1-9](${gap}[0-9]){16}${gap}[0-9Xx]([^0-9]|$)`, String.raw`\1[证件号]\3`],
  [`[0-9](${gap}[0-9]){12,18}`, '[卡号]'],
  [`(\\+?86${gap})?1${gap}[3-9](${gap}[0-9]){9}`, '[电话]'],
  [`0[0-9]{2,3}[ -][0-9]{7,8}`, '[电话]'],
  ['[A-Za-z]{1,4}[0-9]{6,}', '[编号]'],
  ['[0-9]{7,}', '[号码]'],
]

const fullWidth = '０１２３４５６７８９－＠．'
const ascii = '0123456789-@.'

/**
 * SQL that masks personal data in free text: e-mail addresses, identity, card and telephone
 * numbers, and any other long number; also the row's own customer number, named by `ownId`.
 */
export function maskSql(raw: string, ownId: string): string {
  let sql = `translate(${raw}, '${fullWidth}', '${ascii}')`
  sql = `case when length(${ownId}) >= 4 then replace(${sql}, ${ownId}, '[客户号]') else ${sql} end`
  for (const [pattern, label] of patterns) {
    sql = `regexp_replace(${sql}, '${pattern}', '${label}', 'g')`
  }
  return sql
}

/** SQL for the shown form of a refused cell: masked and at most 40 characters. */
export function maskValueSql(raw: string, ownId: string): string {
  return `left(${maskSql(`left(${raw}, 200)`, ownId)}, 40)`
}
