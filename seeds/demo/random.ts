/** A seeded source of chance; the same seed and labels give the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** Whole number in [0, below). */
  readonly int: (below: number) => number
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  readonly normal: () => number
  readonly logNormal: (median: number, sigma: number) => number
  readonly exponential: (mean: number) => number
  readonly poisson: (mean: number) => number
  readonly digits: (count: number) => string
}

/** The stream that belongs to a seed and a list of labels. */
export function createRandom(...labels: readonly (string | number)[]): Random {
  const next = sfc32(labels.join('|'))
  const int = (below: number) => Math.floor(next() * below)
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    int,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (list) => at(list, int(list.length)),
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    poisson: (mean) => poisson(mean, next, normal),
    digits: (count) => Array.from({ length: count }, () => int(10)).join(''),
  }
}

/** The element at a position that must exist. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`)
  return value
}

/** A chooser among values of unequal weight; the weights are summed once. */
export function weighted<T>(entries: readonly (readonly [T, number])[]): (random: Random) => T {
  let total = 0
  const bounds = entries.map(([value, weight]) => {
    total += weight
    return { value, bound: total }
  })
  const last = at(bounds, bounds.length - 1)
  return (random) => {
    const point = random.next() * total
    return (bounds.find(({ bound }) => point < bound) ?? last).value
  }
}

function poisson(mean: number, next: () => number, normal: () => number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = next(); product > limit; product *= next()) count += 1
  return count
}

/** The small fast counter generator of Chris Doty-Humphrey, seeded by hashing the label. */
function sfc32(label: string): () => number {
  let a = hash(label, 0x811c9dc5)
  let b = hash(label, 0x9e3779b9)
  let c = hash(label, 0x85ebca6b)
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}

function hash(label: string, start: number): number {
  let value = start
  for (let index = 0; index < label.length; index += 1) {
    value = Math.imul(value ^ label.charCodeAt(index), 0x01000193)
    value ^= value >>> 13
  }
  return value
}
