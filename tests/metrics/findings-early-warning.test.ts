import { describe, expect, it } from 'vitest'
import { type DayCounts, findAlerts } from '../../metrics/early-alerts.ts'

/** A small seeded generator (mulberry32) of Poisson counts. */
function poissonDraws(seed: number): (mean: number) => number {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return (mean) => {
    let [count, product] = [0, next()]
    for (const end = Math.exp(-mean); product > end; count += 1) product *= next()
    return count
  }
}

const busy = [1.2, 1.1, 1, 1, 1, 0.6, 0.5]
const weekdays = Array.from({ length: 730 }, (_, day) => (day % 7) + 1)

/** Slices without any event, and their sum. */
function quietBank(seed: number, means: readonly number[]) {
  const draw = poissonDraws(seed)
  const slices: DayCounts[] = means.map((mean, index) => ({
    slice: `cause=${index}`,
    counts: weekdays.map((weekday) => draw(mean * (busy[weekday - 1] ?? 1))),
  }))
  const whole = weekdays.map((_, day) =>
    slices.reduce((sum, { counts }) => sum + (counts[day] ?? 0), 0),
  )
  return { slices: [{ slice: '', counts: whole }, ...slices], whole }
}

const small = Array.from({ length: 40 }, (_, index) => 0.02 + index / 50)
const large = Array.from({ length: 12 }, (_, index) => 4 + index * 3)

describe('early warning', () => {
  it.each([
    ['few complaints a day', small],
    ['many complaints a day', large],
  ])('without an event it disturbs on at most one day in 20, with %s', (_, means) => {
    const { slices, whole } = quietBank(7, means)
    const days = new Set(findAlerts(slices, whole, weekdays).map(({ day }) => day))
    expect(days.size / (730 - 70)).toBeLessThanOrEqual(0.05)
  })

  it('complaints that come five at a time are no event either', () => {
    const { slices, whole } = quietBank(23, small)
    const inFives = (counts: readonly number[]) => counts.map((n) => n * 5)
    const clumped = slices.map(({ slice, counts }) => ({ slice, counts: inFives(counts) }))
    const alerts = findAlerts(clumped, inFives(whole), weekdays)
    expect(new Set(alerts.map(({ day }) => day)).size / (730 - 70)).toBeLessThanOrEqual(0.05)
  })

  it('a tripling of 1 a day is noticed as a drift within two weeks, with the day it began', () => {
    const { slices, whole } = quietBank(11, small)
    const more = poissonDraws(3)
    const risen = slices.map(({ slice, counts }) => ({
      slice,
      counts: counts.map((n, day) => (slice === 'cause=39' && day >= 400 ? n + more(1.6) : n)),
    }))
    const [first] = findAlerts(risen, whole, weekdays).filter(
      ({ slice, day }) => slice === 'cause=39' && day >= 400,
    )
    expect(first).toMatchObject({ rule: 'drift', place: 1 })
    expect(first?.day).toBeLessThanOrEqual(414)
    expect(Math.abs((first?.since ?? 0) - 400)).toBeLessThanOrEqual(5)
  })

  it('from 5 a day on a day must exceed the t limit of its own weekday', () => {
    const mondays = [10, 12, 9, 11, 10, 8, 10, 10]
    const week = (monday: number) => [monday, 9, 9, 9, 9, 9, 9]
    const until = (last: number) =>
      [...mondays, 10, 10].flatMap((monday) => week(monday)).concat(last)
    const days = Array.from({ length: 71 }, (_, day) => (day % 7) + 1)
    const alertsOn = (last: number) =>
      findAlerts([{ slice: '', counts: until(last) }], until(last), days).filter(
        ({ rule }) => rule === 'day',
      )
    // 10 + t(0.999, 7) × √10 × √(1 + 1/8) = 10 + 4.785290 × 3.162278 × 1.060660 = 26.05
    expect(alertsOn(26)).toEqual([])
    expect(alertsOn(27)).toMatchObject([{ day: 70, n: 27, limit: 26, expected: 10 }])
  })

  it('at most five alerts a day, the clearest first', () => {
    const { slices, whole } = quietBank(5, small)
    const burst = slices.map(({ slice, counts }, index) => ({
      slice,
      counts: counts.map((n, day) => (day === 500 && index % 4 === 0 ? n + 20 + index : n)),
    }))
    const alerts = findAlerts(burst, whole, weekdays).filter(({ day }) => day === 500)
    expect(alerts.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5])
    expect(alerts.map(({ p }) => p)).toEqual(alerts.map(({ p }) => p).sort((a, b) => a - b))
  })

  it('the first ten weeks are only learnt from', () => {
    const counts = [...Array.from({ length: 69 }, () => 0), 50, 50]
    const days = counts.map((_, day) => (day % 7) + 1)
    const alerts = findAlerts([{ slice: '', counts }], counts, days)
    expect(alerts.map(({ day }) => day)).toEqual([70])
  })
})
