import { describe, expect, it } from 'vitest'
import {
  formatChange,
  formatInterval,
  formatTarget,
  formatValue,
} from '../../reports/labels/format.ts'
import { headline } from '../../reports/labels/headline.ts'
import {
  formatFigure,
  formatNumber,
  formatVersusBank,
  statusOf,
} from '../../reports/labels/sign.ts'

describe('a number on a page', () => {
  it.each([
    [0.9364, 'rate', '93.6%'],
    [318.4, 'seconds', '318 秒'],
    [13.25, 'seconds', '13.3 秒'],
    [7.84, 'per_10k', '7.8 件/万次'],
    [12_345, 'count', '12,345 件'],
    [4.374, 'points', '4.37 分'],
    [36.23, 'points', '36.2 分'],
    [0, 'rate', '0.0%'],
    [null, 'rate', '—'],
  ])('%s as %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })

  it('comes with its target, interval and change in words', () => {
    expect(formatTarget(0.93, 'rate', 'higher')).toBe('≥ 93.0%')
    expect(formatTarget(6, 'per_10k', 'lower')).toBe('≤ 6.0 件/万次')
    expect(formatInterval(0.921, 0.931, 'rate')).toBe('92.1–93.1%')
    const change = { value: 0.927, previous_value: 0.909, change: 'higher', unit: 'rate' }
    expect(formatChange(change, '上季')).toBe('较上季 +1.8 个百分点，明显提高')
    expect(formatChange({ ...change, change: 'no_clear_difference' }, '上季')).toBe(
      '较上季 +1.8 个百分点，无明显变化',
    )
    expect(formatChange({ ...change, value: 0.9, change: null }, '上月')).toBe(
      '较上月 −0.9 个百分点',
    )
    expect(
      formatChange(
        { ...change, change: 'lower', unit: 'seconds', value: 300, previous_value: 312 },
        '上季',
      ),
    ).toBe('较上季 −12 秒，明显缩短')
    expect(formatChange({ ...change, better: 'lower' }, '上季')).toMatch(/明显上升$/)
    expect(formatChange({ ...change, previous_value: null }, '上季')).toBe('上季无可比数据')
    expect(formatChange({ ...change, missing_days: 2 }, '上季')).toBe('有 2 天数据不完整，暂不比较')
    expect(formatChange({ ...change, missing_days: 0 }, '上季')).toMatch(/明显提高$/)
    expect(formatChange(change, 'the quarter before', 'en')).toBe(
      'vs the quarter before +1.8 points, clearly higher',
    )
  })
})

describe('in the place of a figure stands', () => {
  const figure = { sign: 'value', status: 'met', value: 0 }
  it.each([
    ['value', '0.0%', '0.0%', 'met'],
    ['no_data', '—', '—', 'no_data'],
    ['not_applicable', '不适用', 'n/a', 'not_applicable'],
    ['suppressed', '不列示', 'not shown', 'suppressed'],
  ])('for %s: %s', (sign, zh, en, status) => {
    const value = sign === 'value' ? 0 : null
    expect(formatFigure({ ...figure, sign, value }, 'rate')).toBe(zh)
    expect(formatFigure({ ...figure, sign, value }, 'rate', 'en')).toBe(en)
    expect(formatNumber({ ...figure, sign, value }, 'rate')).toBe(zh)
    expect(statusOf({ ...figure, sign, value })).toBe(status)
  })

  it('the sign of no data where there is no figure at all', () => {
    expect([formatFigure(undefined, 'rate'), statusOf(undefined)]).toEqual(['—', 'no_data'])
  })

  it('the word of the warehouse for a group against the rest, and nothing without one', () => {
    const words = ['higher', 'lower', 'no_clear_difference', null].map((versus) =>
      formatVersusBank({ ...figure, versus_bank: versus }),
    )
    expect(words).toEqual(['明显高于其余', '明显低于其余', '无明显差异', ''])
  })
})

describe('the headline', () => {
  const figure = {
    indicator: 'complaint_rate_per_10k',
    title_zh: '投诉率',
    title_en: 'Complaint rate',
    unit: 'per_10k',
    better: 'lower',
    status: 'missed',
    value: 7.8,
    previous_value: 5.9,
    change: 'higher',
  }

  it('counts the targets, names what is missed and the cause that moved most', () => {
    const causes = [
      { name_zh: '定价收费', name_en: 'Fees', complaints: 171, previous: 48 },
      { name_zh: '服务态度', name_en: 'Attitude', complaints: 49, previous: 41 },
    ]
    expect(
      headline([figure], causes, ['complaint_rate_per_10k'], '上季').map((each) => each.zh),
    ).toEqual([
      '1 项设有目标的指标中，0 项达标、0 项接近目标、1 项未达标。',
      '未达标：投诉率 7.8 件/万次（较上季 +1.9，明显上升）。',
      '收到投诉 220 件，较上季增加 131 件；变化最大的是“定价收费”，由 48 件变为 171 件。',
    ])
  })

  it('names what else clearly changed, but no fall of a rate while its cases are open', () => {
    const rate = { ...figure, unit: 'rate', better: 'higher', status: 'met' }
    const open = { ...figure, indicator: 'complaint_open_count', value: 67, status: 'no_target' }
    const lines = headline(
      [
        { ...rate, indicator: 'a', title_zh: '接通率', value: 0.95, previous_value: 0.93 },
        {
          ...rate,
          indicator: 'b',
          title_zh: '合格率',
          value: 0.9,
          previous_value: 0.93,
          change: 'lower',
        },
        { ...rate, indicator: 'complaint_resolution_rate', value: 0.8, previous_value: 0.9 },
        open,
      ],
      [],
      ['a', 'b', 'complaint_resolution_rate'],
      '上季',
    ).map((each) => each.zh)
    expect(lines.slice(1)).toEqual([
      '明显改善：接通率（+2.0 个百分点）。',
      '明显变差：合格率（−3.0 个百分点）。',
      '投诉率 80.0%：期末尚有 67 件在办，办结后还会变化，不宜直接与前期比较。',
    ])
  })

  it('does not explain a change that may be chance', () => {
    const causes = [{ name_zh: 'a', name_en: 'a', complaints: 9, previous: 7 }]
    const lines = headline(
      [{ ...figure, status: 'met', change: 'no_clear_difference' }],
      causes,
      ['complaint_rate_per_10k'],
      '上月',
    )
    expect(lines.map((each) => each.zh)).toContain('收到投诉 9 件，较上月增加 2 件，属正常波动。')
    expect(lines.some((each) => each.isAlarm)).toBe(false)
  })

  it('calls no change better or worse where days are incomplete, and says on how many', () => {
    const rate = { ...figure, unit: 'rate', better: 'higher', status: 'met', change: null }
    const causes = [{ name_zh: 'a', name_en: 'a', complaints: 5, previous: 40 }]
    const lines = headline(
      [
        { ...figure, status: 'met', missing_days: 3, change: null },
        { ...rate, indicator: 'a', title_zh: '接通率', title_en: 'Access', missing_days: 1 },
        { ...rate, indicator: 'b', title_zh: '新指标', previous_value: null, missing_days: 1 },
        { ...rate, indicator: 'c', title_zh: '合格率', status: 'missed', missing_days: 3 },
      ],
      causes,
      ['complaint_rate_per_10k', 'a', 'b', 'c'],
      '上季',
    )
    expect(lines.slice(1).map((each) => each.zh)).toEqual([
      '未达标：合格率 780.0%（有 3 天数据不完整，暂不比较）。',
      '收到投诉 5 件；有 3 天数据不完整，暂不比较。',
      '有 3 天数据不完整，暂不比较：投诉率。',
      '有 1 天数据不完整，暂不比较：接通率。',
    ])
    expect(lines.at(-1)?.en).toBe('Data incomplete on 1 day, not compared: Access. ')
  })

  it('says nothing of a change without an earlier period', () => {
    expect(
      headline([], [{ name_zh: 'a', name_en: 'a', complaints: 3, previous: 0 }], [], '上季'),
    ).toEqual([])
  })
})
