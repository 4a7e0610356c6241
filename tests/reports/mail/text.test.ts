import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../core/zone.ts'
import type { Summary } from '../../../reports/mail/summary.ts'
import { writeMail } from '../../../reports/mail/text.ts'

const zone = zoneOf('Asia/Shanghai')
const number = fc.integer({ min: 1000, max: 999_999 }).map((each) => `${each / 10}%`)
const both = (text: fc.Arbitrary<string>) =>
  text.map((each) => ({ zh: `数字 ${each}`, en: `figure ${each}` }))

const summaries: fc.Arbitrary<Summary> = fc.record({
  period: fc.constant({
    id: '2026-Q3',
    type: 'quarter' as const,
    start: '2026-07-01',
    end: '2026-09-30',
  }),
  audience: fc.constant('bank'),
  revision: fc.constant(1),
  title: fc.constant({ zh: '季度报告', en: 'Quarterly report' }),
  as_of: fc.constant('2026-10-08T00:30:00Z'),
  headline: both(number),
  reasons: fc.array(both(number), { maxLength: 6 }),
  indicators: fc.array(
    fc.record({
      indicator: fc.constant('connect_rate'),
      title: both(fc.constantFrom('a', 'b', 'c')),
      value_text: both(number),
      status: fc.constantFrom('met', 'near', 'missed', 'no_target'),
      status_text: fc.constant({ zh: '▲ 未达标', en: '▲ missed' }),
      target_text: both(number),
      change_text: both(number),
    }),
    { maxLength: 12 },
  ),
})

describe('a mail about an edition', () => {
  test('has no figure that the summary of the edition does not have', () => {
    fc.assert(
      fc.property(
        summaries,
        fc.constantFrom('zh-CN' as const, 'en' as const),
        (summary, locale) => {
          const { subject, text, html } = writeMail(summary, { locale, link: 'https://a/', zone })
          const plain = html.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, ' ')
          const known = new Set(JSON.stringify(summary).match(/\d[\d.]*/g))
          const allowed = new Set(['2026-10-08 08:30'].flatMap((each) => each.match(/\d+/g) ?? []))
          const found = `${subject} ${text} ${plain}`.match(/\d[\d.]*/g) ?? []
          expect(found.filter((each) => !known.has(each) && !allowed.has(each))).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  test('has at most six indicators, missed ones first, and a caution about one that it shows', () => {
    const statuses = ['met', 'met', 'missed', 'near', 'met', 'met', 'met', 'missed']
    const summary = sample(statuses)
    const { text } = writeMail(summary, { locale: 'zh-CN', link: 'https://a/', zone })
    expect(text.match(/^指标\d：/gm)).toEqual([
      '指标2：',
      '指标7：',
      '指标3：',
      '指标0：',
      '指标1：',
      '指标4：',
    ])
    expect(text).toContain('原因一\n原因二\n指标3 尚不可比\n')
    expect(text).not.toContain('指标6 尚不可比')
  })

  test('is read without pictures, scripts or a login, and says where it is stopped', () => {
    const options = {
      locale: 'en' as const,
      link: 'https://a/?b&c',
      preferences: 'https://p/',
      zone,
    }
    const { html, text } = writeMail(sample(['missed']), options)
    expect(html).not.toMatch(/<img|<script|<link|url\(|src=/)
    expect(html).toContain('href="https://a/?b&amp;c"')
    expect(html).toContain('href="https://p/"')
    expect(text.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10)
  })
})

function sample(statuses: readonly string[]): Summary {
  const same = (text: string) => ({ zh: text, en: text })
  return {
    period: { id: '2026-Q3', type: 'quarter', start: '2026-07-01', end: '2026-09-30' },
    audience: 'bank',
    revision: 1,
    title: same('标题'),
    as_of: '2026-10-08T00:30:00Z',
    headline: same('一句话'),
    reasons: ['原因一', '原因二', '指标3 尚不可比', '指标6 尚不可比'].map(same),
    indicators: statuses.map((status, index) => ({
      indicator: `i${index}`,
      title: same(`指标${index}`),
      value_text: same('1'),
      status,
      status_text: same(''),
      target_text: same(''),
      change_text: same(''),
    })),
  }
}
