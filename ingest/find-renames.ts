import type { ColumnKind } from './column-kinds.ts'
import { plainHeader } from './read-header.ts'

/** A header, and what its cells look like where that is known. */
export type HeaderKinds = ReadonlyMap<string, ColumnKind>

/**
 * Header that is gone → new header that is it beyond doubt: alike, of the same kind, and the only
 * one that could be it.
 */
export function findRenames(gone: HeaderKinds, fresh: HeaderKinds): ReadonlyMap<string, string> {
  const candidates = [...gone].map(([from, kind]) => ({
    from,
    found: [...fresh].filter(([to, now]) => isAlike(from, to) && isSameKind(kind, now)),
  }))
  const renamed = new Map<string, string>()
  for (const { from, found } of candidates) {
    const [only] = found
    if (only === undefined || found.length > 1) continue
    const [to] = only
    const rivals = candidates.filter((each) => each.found.some(([other]) => other === to))
    if (rivals.length === 1) renamed.set(from, to)
  }
  return renamed
}

/**
 * One header continues the other (渠道, 渠道名称), or most of it is the other. A single sign of a
 * Chinese header makes it another thing (事后, 事前), a letter of an English one does not.
 */
function isAlike(one: string, other: string): boolean {
  const [short = '', long = ''] = [plainHeader(one), plainHeader(other)].sort(
    (a, b) => a.length - b.length,
  )
  if (short.length < 2 || 2 * short.length < long.length) return false
  if (long.startsWith(short) || (short.length > 2 && long.includes(short))) return true
  return isAscii(short) && isAscii(long) && sharedEnds(short, long) >= 0.8 * long.length
}

function sharedEnds(short: string, long: string): number {
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  let end = 0
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++
  return start + end
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function isSameKind(before: ColumnKind, now: ColumnKind): boolean {
  return before === null || now === null || kindFamily(before) === kindFamily(now)
}

/** Whole numbers are numbers: a column without fractions this time has not changed. */
export function kindFamily(kind: ColumnKind): string | null {
  return kind === 'whole number' ? 'number' : kind
}
