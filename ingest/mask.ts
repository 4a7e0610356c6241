import { createHash } from 'node:crypto'
import { maskChineseNames, maskEnglishNames } from './mask-names.ts'
import { maskNumbers } from './mask-numbers.ts'
import { maskPlaces } from './mask-places.ts'
import { shownSteps } from './mask-shown.ts'

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

const wide =
  '０１２３４５６７８９－＠．＋ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
const narrow = '0123456789-@.+ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Characters without width, which hide a number from a pattern. */
const unseen = '\u0001\u0002\u0003\u200b\u200c\u200d\u2060\ufeff\u20e3\ufe0f'

/**
 * SQL that masks personal data in free text: e-mail addresses, identity, card, account and
 * telephone numbers, plates, names that something announces, and any other long number; also the
 * row's own customer number, named by `ownId`. Masking a masked text changes nothing.
 */
export function maskSql(raw: string, ownId: string): string {
  const steps = [...maskPlaces, maskNumbers, ...maskChineseNames, ...maskEnglishNames]
  return steps.reduce((text, step) => step(text), ownIdMasked(narrowSql(raw), ownId))
}

/**
 * SQL for the shown form of a refused cell: masked and at most 40 characters. It stands in the
 * statement once per rule, so that it masks by a few short patterns, and rather too much.
 */
export function maskValueSql(raw: string, ownId: string): string {
  const text = ownIdMasked(narrowSql(`left(${raw}, 200)`), ownId)
  return `left(${shownSteps.reduce((masked, step) => step(masked), text)}, 40)`
}

function narrowSql(raw: string): string {
  return `case when regexp_matches(${raw}, '[${wide}${unseen}]')
    then translate(${raw}, '${wide}${unseen}', '${narrow}') else ${raw} end`
}

function ownIdMasked(text: string, ownId: string): string {
  return `case when length(${ownId}) >= 4 then replace(${text}, ${ownId}, '[客户号]') else ${text} end`
}
