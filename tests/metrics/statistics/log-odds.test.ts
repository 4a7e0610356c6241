import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weightedLogOdds } from '../../../metrics/statistics/log-odds.ts'

describe('weighted log odds of words', () => {
  const count = (text: string) => {
    const counts: Record<string, number> = {}
    for (const word of text.split(' ')) counts[word] = (counts[word] ?? 0) + 1
    return counts
  }
  const first = count('the quick brown fox jumps over the lazy pig')

  it('of two sentences (README of Wigder/fightin_words, prior 0.05)', () => {
    const found = weightedLogOdds(
      first,
      count('the lazy purple pig jumps over the lazier donkey'),
      0.05,
    )
    const z = Object.fromEntries(found.map((each) => [each.word, each.z]))
    for (const word of ['brown', 'fox', 'quick'])
      expect(z[word]).toBeCloseTo(0.6894227886807968, 12)
    for (const word of ['donkey', 'lazier', 'purple']) {
      expect(z[word]).toBeCloseTo(-0.6894227886807968, 12)
    }
    for (const word of ['jumps', 'lazy', 'over', 'pig', 'the']) expect(z[word]).toBeCloseTo(0, 12)
    expect(found[0]?.word).toBe('brown')
    expect(found.at(-1)?.word).toBe('purple')
  })

  it('with a prior per word draws a repeated word in (same README)', () => {
    const second = count(`the lazy purple pig jumps over the ${'very '.repeat(1000)}sleepy donkey`)
    const zOf = (prior: number | Record<string, number>) =>
      Object.fromEntries(weightedLogOdds(first, second, prior).map(({ word, z }) => [word, z]))
    const plain = zOf(0.05)
    expect(plain.very).toBeCloseTo(-2.2144429606255946, 10)
    expect(plain.donkey).toBeCloseTo(0.3528670051726073, 10)
    expect(plain.brown).toBeCloseTo(1.7074955767167836, 10)
    expect(plain.the).toBeCloseTo(4.954523357120953, 10)
    const words = Object.keys({ ...first, ...second })
    const priors = Object.fromEntries(words.map((word) => [word, word === 'very' ? 0.001 : 0.05]))
    const informed = zOf(priors)
    expect(informed.very).toBeCloseTo(-0.4368846171934332, 10)
    expect(informed.purple).toBeCloseTo(0.3539801999989518, 10)
    expect(informed.jumps).toBeCloseTo(3.4605672465974453, 10)
    expect(informed.the).toBeCloseTo(4.961066225017743, 10)
  })

  it('turns its sign with the corpora', () => {
    const words = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(30))
    fc.assert(
      fc.property(words, words, (one, two) => {
        const there = weightedLogOdds(one, two, 0.5)
        const back = new Map(weightedLogOdds(two, one, 0.5).map(({ word, z }) => [word, z]))
        expect(back.size).toBe(there.length)
        if (there.length < 2) return
        for (const { word, z } of there) expect(back.get(word)).toBeCloseTo(-z, 9)
      }),
    )
  })

  it('needs a prior for every word, and says nothing of nothing', () => {
    expect(() => weightedLogOdds({ a: 1 }, {}, 0)).toThrow(RangeError)
    expect(() => weightedLogOdds({ a: 1 }, { b: 1 }, { a: 1 })).toThrow('the prior of "b"')
    expect(weightedLogOdds({}, {}, 0.05)).toEqual([])
  })
})
