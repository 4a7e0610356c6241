import { describe, expect, it } from 'vitest'
import { signalsText } from '../../reports/labels/chart-signals.ts'
import { apart, funnelMark, placeText, spreadText } from '../../reports/labels/funnel.ts'

const row = {
  n: 100,
  value: 0.5,
  place: 'within',
  is_small: false,
  over_dispersion: 1,
  is_adjusted: false,
}

describe('a department in a funnel', () => {
  it('is an outlier beyond the outer limits alone, good or bad by the indicator', () => {
    const mark = (place: string, better: string) => funnelMark({ ...row, place }, better)
    expect(mark('high_99.8', 'higher')).toBe('better')
    expect(mark('high_99.8', 'lower')).toBe('worse')
    expect(mark('low_99.8', 'higher')).toBe('worse')
    expect(mark('low_95', 'higher')).toBe('near')
    expect(mark('within', 'higher')).toBe('within')
  })

  it('of fewer than thirty is no outlier, wherever it lies', () => {
    const small = { ...row, n: 29, place: 'low_99.8', is_small: true }
    expect(funnelMark(small, 'higher')).toBe('small')
    expect(placeText(small).zh).toBe('样本不足30，不作评价')
  })

  it('is not judged by limits that are drawn for chance where business differs', () => {
    expect(spreadText([row])).toEqual({ zh: '', en: '' })
    expect(spreadText([{ ...row, over_dispersion: 31.25 }]).zh).toContain('31.3倍：业务不同')
    expect(spreadText([{ ...row, over_dispersion: 4, is_adjusted: true }]).zh).toContain('放宽')
  })

  it('has a label that covers no other', () => {
    expect(apart([50, 20, 22], 14)).toEqual([50, 20, 34])
  })
})

describe('the signals of a trend', () => {
  const month = (zh: string, signal = '', side = '') => ({
    month_zh: zh,
    month_en: zh,
    signal,
    side,
  })

  it('name the months of each kind together', () => {
    const months = [
      month('25年9月'),
      month('26年7月', 'beyond_limits', 'high'),
      month('26年8月', 'six_in_a_row', 'low'),
      month('26年9月', 'beyond_limits', 'high'),
    ]
    expect(signalsText(months).zh).toBe('26年7月、26年9月高于上控制限；26年8月连续六个月下降')
  })

  it('are none where the chart says nothing', () => {
    expect(signalsText([month('25年9月')])).toEqual({ zh: '', en: '' })
  })
})
