import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { independence } from '../../../metrics/statistics/contingency.ts'
import { weightedLogOdds } from '../../../metrics/statistics/log-odds.ts'

describe('residuals of a table', () => {
  it('of gender by party: 30.07 with 2 degrees, adjusted 4.50, 0.70, −5.32', () => {
    // Agresti 2007, tables 2.5 and 2.6
    const found = independence([
      [762, 327, 468],
      [484, 239, 477],
    ])
    expect(found?.chiSquare).toBeCloseTo(30.07, 2)
    expect(found?.degrees).toBe(2)
    expect(found?.p).toBeCloseTo(2.9535891832e-7, 15)
    expect(found?.isReliable).toBe(true)
    const adjusted = found?.cells[0]?.map((cell) => cell.adjusted ?? 0) ?? []
    for (const [index, wanted] of [4.5, 0.7, -5.32].entries()) {
      expect(adjusted[index]).toBeCloseTo(wanted, 2)
    }
    expect(found?.cells[0]?.[0]?.expected).toBeCloseTo(703.67, 2)
    expect(found?.cells[0]?.[0]?.pearson).toBeCloseTo(
      (762 - 703.67138194) / Math.sqrt(703.67138194),
      7,
    )
  })

  it('of few counts is not reliable', () => {
    expect(
      independence([
        [3, 1],
        [1, 3],
      ])?.isReliable,
    ).toBe(false)
  })

  it('leaves empty rows and columns out of the test', () => {
    const full = independence([
      [8, 2],
      [3, 9],
    ])
    const wide = independence([
      [8, 0, 2],
      [3, 0, 9],
      [0, 0, 0],
    ])
    expect(wide?.chiSquare).toBeCloseTo(full?.chiSquare ?? -1, 12)
    expect(wide?.degrees).toBe(1)
    expect(wide?.cells[2]?.[1]).toEqual({ count: 0, expected: 0, pearson: 0, adjusted: 0 })
  })

  it('is unknown without two rows and columns, and refuses what is no table', () => {
    expect([
      independence([]),
      independence([[1, 2]]),
      independence([
        [1, 0],
        [2, 0],
      ]),
    ]).toEqual([null, null, null])
    expect(() => independence([[1, 2], [3]])).toThrow(RangeError)
    expect(() =>
      independence([
        [1, -2],
        [3, 1],
      ]),
    ).toThrow(RangeError)
  })

  it('has no residual where rows are in proportion', () => {
    const row = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 9 }), (first, factor) => {
        const found = independence([first, first.map((count) => count * factor)])
        expect(found?.chiSquare).toBeCloseTo(0, 9)
        expect(found?.p).toBeCloseTo(1, 4)
      }),
    )
  })
})

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
