const shingleLength = 5
const buckets = 32
const bands = 8
/** Bands that near-duplicates have in common; more than half, so that two neighbours are among them. */
const sharedBands = 5
/** A band is written as one of 16,384 characters from here on. */
const firstSign = 0x4e00
const empty = 0xffffffff

/**
 * Hashes of every 5 letters in a row of a clause; of the whole clause where it is shorter. The last
 * 5 bits of a hash are its bucket.
 */
export function shinglesOf(clause: string): readonly number[] {
  const hashes: number[] = []
  for (let end = Math.min(shingleLength, clause.length); end <= clause.length; end++) {
    let hash = 0x9e3779b9
    for (let at = Math.max(end - shingleLength, 0); at < end; at++) {
      hash = Math.imul(hash ^ clause.charCodeAt(at), 0x01000193)
    }
    hashes.push(mix(hash))
  }
  return hashes
}

/**
 * A sketch of a text, by which near-duplicates are told: the least hash of each of 32 buckets (an
 * empty bucket borrows from the next), 4 buckets to a band, 8 bands, a character for each. `clauses` are the shingles of its clauses. Source: Shrivastava and Li 2014.
 */
export function sketchOf(clauses: readonly (readonly number[])[]): string {
  const least = new Uint32Array(buckets).fill(empty)
  for (const hashes of clauses) {
    for (const hash of hashes) {
      const bucket = hash & (buckets - 1)
      if (hash < (least[bucket] ?? 0)) least[bucket] = hash
    }
  }
  borrow(least)
  const signs: number[] = []
  for (let band = 0; band < bands; band++) {
    let hash = band
    for (let each = 0; each < buckets / bands; each++) {
      hash = mix(Math.imul(hash, 31) ^ (least[(band * buckets) / bands + each] ?? 0))
    }
    signs.push(firstSign + (hash & 0x3fff))
  }
  return String.fromCharCode(...signs)
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
 * The template of each sketch, as the position of the first sketch that has 5 of the 8 bands in
 * common with it; such texts share nine tenths of their shingles or more.
 */
export function groupTemplates(sketches: readonly string[]): readonly number[] {
  const exact = new Map<string, number>()
  const leaders = new Map<number, number[]>()
  return sketches.map((sketch, position) => {
    const same = exact.get(sketch)
    if (same !== undefined) return same
    const keys = pairKeys(sketch)
    let template = position
    for (const key of keys) {
      for (const leader of leaders.get(key) ?? []) {
        if (leader >= template) break
        if (isNear(sketch, sketches[leader] ?? '')) template = leader
      }
    }
    exact.set(sketch, template)
    if (template === position) for (const key of keys) addLeader(leaders, key, position)
    return template
  })
}

function isNear(sketch: string, other: string): boolean {
  let shared = 0
  for (let band = 0; band < bands; band++) {
    if (sketch.charCodeAt(band) === other.charCodeAt(band)) shared++
  }
  return shared >= sharedBands
}

function addLeader(leaders: Map<number, number[]>, key: number, position: number): void {
  const own = leaders.get(key)
  if (own === undefined) leaders.set(key, [position])
  else own.push(position)
}

/** A number for each two neighbouring bands and their content. */
function pairKeys(sketch: string): readonly number[] {
  const keys: number[] = []
  for (let band = 0; band < bands; band += 2) {
    const content = sketch.charCodeAt(band) * 0x10000 + sketch.charCodeAt(band + 1)
    keys.push(content * bands + band)
  }
  return keys
}

/** The last step of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
