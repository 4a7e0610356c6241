import type { Period } from '../../core/periods.ts'
import type { Zone } from '../../core/zone.ts'
import type { Language } from '../labels/text.ts'

/** The words of the archive page; `other` leads to the page in the other language. */
export const archiveWords = {
  zh: {
    title: '客服质量评估报告',
    period: '周期',
    audience: '读者',
    all: '全部',
    find: '查找',
    asOf: '数据截止',
    revision: (count: number) => `第 ${count} 版`,
    older: (count: number) => `以前的版本（${count}）`,
    nothing: '还没有可以查看的报告。',
    noneFound: '没有符合条件的报告。',
    other: 'English',
  },
  en: {
    title: 'Customer-service quality reports',
    period: 'Period',
    audience: 'Reader',
    all: 'all',
    find: 'Find',
    asOf: 'Data as of',
    revision: (count: number) => `Revision ${count}`,
    older: (count: number) => `Earlier revisions (${count})`,
    nothing: 'There is no report to read yet.',
    noneFound: 'No report matches.',
    other: '中文',
  },
} as const

/** Who reads an edition: `全行`, `部门 D02`. */
export function audienceName(audience: string, language: Language): string {
  const isEnglish = language === 'en'
  if (audience === 'bank') return isEnglish ? 'Whole bank' : '全行'
  if (audience === 'analyst') return isEnglish ? 'Analysts' : '分析'
  return audience.replace(/^department\//, isEnglish ? 'Department ' : '部门 ')
}

/** A period in words: `2026年第三季度`, `Third quarter of 2026`. */
export function periodName(period: Period, language: Language): string {
  return language === 'en' ? englishPeriod(period) : chinesePeriod(period)
}

/** An instant in the bank's zone, in words. */
export function localText(instant: string, zone: Zone, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: zone.name,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(new Date(instant))
}

function chinesePeriod({ type, id, start }: Period): string {
  const [year = '', month = '', day = ''] = start.split('-')
  if (type === 'year') return `${year}年`
  if (type === 'quarter') return `${year}年第${'一二三四'.charAt(Number(id.slice(-1)) - 1)}季度`
  return `${year}年${Number(month)}月${type === 'day' ? `${Number(day)}日` : ''}`
}

const ordinals = ['First', 'Second', 'Third', 'Fourth']

function englishPeriod({ type, id, start }: Period): string {
  const year = start.slice(0, 4)
  if (type === 'year') return year
  if (type === 'quarter') return `${ordinals[Number(id.slice(-1)) - 1]} quarter of ${year}`
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    ...(type === 'day' ? { day: 'numeric' } : {}),
  }).format(new Date(`${start}T00:00:00Z`))
}
