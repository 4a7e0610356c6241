import { describe, expect, it } from 'vitest'
import {
  addDays,
  lastClosedPeriod,
  parsePeriod,
  periodContaining,
  previousPeriod,
} from '../../core/periods.ts'
import { localDay, localMidnight, zoneOf } from '../../core/zone.ts'

describe('a period', () => {
  it.each([
    ['2026-09-01', 'day', '2026-09-01', '2026-09-01'],
    ['2024-02', 'month', '2024-02-01', '2024-02-29'],
    ['2026-Q3', 'quarter', '2026-07-01', '2026-09-30'],
    ['2026', 'year', '2026-01-01', '2026-12-31'],
  ])('%s is a %s from %s to %s', (id, type, start, end) => {
    expect(parsePeriod(id)).toEqual({ id, type, start, end })
  })

  it.each(['2026-13', '2026-Q5', '26', '2026-02-30x', 'last'])('is not "%s"', (id) => {
    expect(() => parsePeriod(id)).toThrow('is not a period')
  })

  it('has the one before it', () => {
    expect(previousPeriod(parsePeriod('2026-Q1')).id).toBe('2025-Q4')
    expect(previousPeriod(parsePeriod('2026-03')).id).toBe('2026-02')
    expect(previousPeriod(parsePeriod('2024-03-01')).id).toBe('2024-02-29')
  })

  it('is closed on the first day after it', () => {
    expect(lastClosedPeriod('quarter', '2026-10-01').id).toBe('2026-Q3')
    expect(lastClosedPeriod('quarter', '2026-09-30').id).toBe('2026-Q2')
    expect(periodContaining('quarter', '2026-09-30').id).toBe('2026-Q3')
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  })
})

describe('the bank’s zone', () => {
  it('without daylight saving is an addition', () => {
    const shanghai = zoneOf('Asia/Shanghai')
    expect(shanghai.fixedMinutes).toBe(480)
    expect(localDay(shanghai, new Date('2026-03-31T16:00:00Z'))).toBe('2026-04-01')
    expect(localMidnight(shanghai, '2026-04-01').toISOString()).toBe('2026-03-31T16:00:00.000Z')
  })

  it('with daylight saving follows its calendar', () => {
    const berlin = zoneOf('Europe/Berlin')
    expect(berlin.fixedMinutes).toBeNull()
    expect(localMidnight(berlin, '2026-01-15').toISOString()).toBe('2026-01-14T23:00:00.000Z')
    expect(localMidnight(berlin, '2026-07-15').toISOString()).toBe('2026-07-14T22:00:00.000Z')
  })
})
