import { sum } from './series.ts'

/** Word → number of documents (or uses) that hold it. */
export type WordCounts = Readonly<Record<string, number>>

/** A word with its weight in the first of two corpora against the second. */
export interface WordWeight {
  readonly word: string
  /** Difference of log odds; above 0 the word belongs to the first corpus. */
  readonly delta: number
  /** delta over its standard error. */
  readonly z: number
}

/**
 * Weighted log odds of every word of two corpora with an informative Dirichlet prior (pseudo-counts
 * per word, or one for all), strongest first, then by word. None without words; a prior of 0 or less
 * throws a RangeError. Source: Monroe, Colaresi and Quinn 2008.
 */
export function weightedLogOdds(
  first: WordCounts,
  second: WordCounts,
  prior: number | WordCounts,
): WordWeight[] {
  const words = [...new Set([...Object.keys(first), ...Object.keys(second)])]
  const priorOf = (word: string) => (typeof prior === 'number' ? prior : (prior[word] ?? 0))
  const wrong = words.find((word) => !(priorOf(word) > 0))
  if (wrong !== undefined) throw new RangeError(`the prior of "${wrong}" is not above 0`)
  const strength = sum(words.map(priorOf))
  const [size, otherSize] = [sum(Object.values(first)), sum(Object.values(second))]
  return words
    .map((word) => {
      const one = (first[word] ?? 0) + priorOf(word)
      const two = (second[word] ?? 0) + priorOf(word)
      const delta =
        Math.log(one / (size + strength - one)) - Math.log(two / (otherSize + strength - two))
      return { word, delta, z: delta / Math.sqrt(1 / one + 1 / two) }
    })
    .sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1))
}
