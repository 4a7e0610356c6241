import { labels, plainText } from './segment.ts'

const shingleLength = 5
const buckets = 32
const bands = 8
const bandWidth = 7
const empty = 0xffffffff

/**
 * A sketch of a text, by which near-duplicates are told: letters alone count (no digits, signs or
 * labels of masking), every 5 of them in a row are hashed, the least hash of each of 32 buckets
 * stays (an empty bucket borrows from the next), and 4 buckets make a band: 8 bands of 7
 * characters. Source: Shrivastava and Li 2014.
 */
export function sketchText(text: string): string {
  const letters = plainText(text)
    .replace(labels, '')
    .replace(/[^\p{Letter}]+/gu, '')
  const least = new Uint32Array(buckets).fill(empty)
  for (let end = Math.min(shingleLength, letters.length); end <= letters.length; end++) {
    const hash = hashPart(letters, Math.max(end - shingleLength, 0), end)
    const bucket = hash & (buckets - 1)
    if (hash < (least[bucket] ?? 0)) least[bucket] = hash
  }
  borrow(least)
  let sketch = ''
  for (let band = 0; band < bands; band++) {
    let hash = band
    for (let each = 0; each < buckets / bands; each++) {
      hash = mix(Math.imul(hash, 31) ^ (least[(band * buckets) / bands + each] ?? 0))
    }
    sketch += hash.toString(36).padStart(bandWidth, '0')
  }
  return sketch
}

/** Fills empty buckets: the next full one, changed by how far it is. */
function borrow(least: Uint32Array): void {
  const own = least.slice()
  for (let bucket = 0; bucket < buckets; bucket++) {
    let steps = 0
    while (steps < buckets && own[(bucket + steps) % buckets] === empty) steps++
    if (steps > 0) least[bucket] = mix((own[(bucket + steps) % buckets] ?? 0) + steps)
  }
}

/**
 * The template of each sketch, as the position of the first sketch that it agrees with in half of
 * the bands or more; such texts have about 85 % of their shingles in common.
 */
export function groupTemplates(sketches: readonly string[]): readonly number[] {
  const exact = new Map<string, number>()
  const leaders = new Map<string, number[]>()
  return sketches.map((sketch, position) => {
    const same = exact.get(sketch)
    if (same !== undefined) return same
    const parts = bandsOf(sketch)
    const shares = new Map<number, number>()
    for (const part of parts) {
      for (const leader of leaders.get(part) ?? []) {
        shares.set(leader, (shares.get(leader) ?? 0) + 1)
      }
    }
    const near = [...shares].filter(([, count]) => count >= bands / 2).map(([leader]) => leader)
    const template = near.length === 0 ? position : Math.min(...near)
    exact.set(sketch, template)
    if (template === position) for (const part of parts) addLeader(leaders, part, position)
    return template
  })
}

function addLeader(leaders: Map<string, number[]>, part: string, position: number): void {
  const own = leaders.get(part)
  if (own === undefined) leaders.set(part, [position])
  else own.push(position)
}

function bandsOf(sketch: string): readonly string[] {
  return Array.from(
    { length: bands },
    (_, band) => `${band}${sketch.slice(band * bandWidth, (band + 1) * bandWidth)}`,
  )
}

function hashPart(text: string, start: number, end: number): number {
  let hash = 0x9e3779b9
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash)
}

/** The last step of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
