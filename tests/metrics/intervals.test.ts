import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { createIntervalFunctions } from '../../metrics/intervals.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
  await createIntervalFunctions(database)
})
afterAll(() => database.close())

const number = async (sql: string) => (await database.row<{ x: number }>(`select ${sql} as x`)).x

describe('Wilson interval of a rate', () => {
  // test workbook of PHEindicatormethods (UKHSA)
  it.each([
    [1, 100, 0.001767432064140653, 0.05448619617870529],
    [5, 100, 0.02154367915436798, 0.11175046923191911],
    [20, 100, 0.1333669333310325, 0.28882916559315885],
    [65, 100, 0.5525444329688797, 0.7363575175690247],
    [1045, 5000, 0.19795549880013297, 0.22049130373189027],
    [9856, 12345, 0.7912101752909069, 0.8053640073614909],
    [222, 3215, 0.060791690363664, 0.078339566813834],
  ])('of %i in %i', async (k, n, low, high) => {
    expect(await number(`wilson_low(${k}, ${n})`)).toBeCloseTo(low, 9)
    expect(await number(`wilson_high(${k}, ${n})`)).toBeCloseTo(high, 9)
  })

  it('takes another confidence', async () => {
    expect(await number('wilson_low(65, 100, z := 3.090232)')).toBeCloseTo(0.495494657407, 6)
  })

  it('stays within 0 and 1, and is null without a sample', async () => {
    expect(await number('wilson_low(0, 77)')).toBe(0)
    expect(await number('wilson_high(38, 38)')).toBe(1)
    expect(await number('wilson_low(0, 0)')).toBeNull()
  })
})

describe('interval of a count', () => {
  it('is exact under ten', async () => {
    expect(await number('poisson_high(0)')).toBeCloseTo(3.688879454114, 9)
    expect(await number('poisson_low(5)')).toBeCloseTo(1.623486390118, 9)
    expect(await number('poisson_high(9)')).toBeCloseTo(17.084803451419, 9)
  })

  it('is by Byar from ten', async () => {
    expect(await number('poisson_low(65)')).toBeCloseTo(50.16318771045945, 9)
    expect(await number('poisson_high(65)')).toBeCloseTo(82.84913854593984, 9)
    expect(await number('poisson_low(1045)')).toBeCloseTo(982.59320180733, 6)
    expect(await number('poisson_high(12) / 8000 * 1e4')).toBeCloseTo(26.2036, 4)
  })
})

describe('difference of two rates', () => {
  it('has the interval of Newcombe (1998, method 10)', async () => {
    expect(await number('newcombe_low(56, 70, 48, 80)')).toBeCloseTo(0.0524314724, 9)
    expect(await number('newcombe_high(56, 70, 48, 80)')).toBeCloseTo(0.333872654, 9)
    expect(await number('newcombe_low(12, 150, 7, 160)')).toBeCloseTo(-0.01898, 5)
  })

  it('of counts per exposure is clear by the score test', async () => {
    // 45 in 50,000 against 30 in 52,000: p = 0.0571
    expect(await number('rates_differ(45, 50000, 30, 52000)')).toBe(false)
    expect(await number('rates_differ(60, 50000, 30, 52000)')).toBe(true)
  })
})
