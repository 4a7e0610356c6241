import { formatCount, formatValue } from './format.ts'
import type { Text } from './text.ts'

interface Figure {
  readonly indicator: string
  readonly value: number | null
  readonly numerator: number | null
  readonly unit: string
  readonly immature_count: number | null
}

type Find = (indicator: string) => Figure | undefined

const of =
  (indicator: string, zh: string, en: string) =>
  (find: Find): Text | undefined => {
    const figure = find(indicator)
    if (figure === undefined || figure.value === null) return undefined
    return {
      zh: `${zh} ${formatValue(figure.value, figure.unit)}`,
      en: `${en} ${formatValue(figure.value, figure.unit, 'en')}`,
    }
  }

const received = (find: Find): Text | undefined => {
  const count = find('complaint_rate_per_10k')?.numerator ?? null
  return count === null
    ? undefined
    : { zh: `收到 ${formatCount(count)} 件`, en: `${formatCount(count)} received` }
}

/** What stands beside an indicator so that it is never read alone. */
const companions: Readonly<Record<string, readonly ((find: Find) => Text | undefined)[]>> = {
  connect_rate: [of('service_level_20s', '20秒内接通', 'within 20 s')],
  response_rate: [of('avg_first_response_seconds', '平均首响', 'first response')],
  aht_seconds: [of('aht_seconds_median', '中位数', 'median'), of('aht_seconds_p90', 'P90', 'P90')],
  fcr_rate: [of('repeat_contact_rate_7d', '7日重复来电', 'repeats in 7 days')],
  csat_top2_rate: [of('survey_response_rate', '参评率', 'response rate')],
  complaint_rate_per_10k: [received],
  complaint_timely_rate: [of('complaint_overdue_count', '期末超期', 'overdue')],
  complaint_resolution_rate: [of('complaint_open_count', '期末在办', 'open')],
  qa_pass_rate: [of('qa_critical_free_rate', '无致命差错', 'without critical error')],
}

/** The figures beside an indicator's own, as one line; '' where there is none. */
export function companionText(indicator: string, figures: readonly Figure[]): Text {
  const find: Find = (name) => figures.find((figure) => figure.indicator === name)
  const texts = (companions[indicator] ?? []).flatMap((write) => write(find) ?? [])
  return {
    zh: texts.map((text) => text.zh).join('　'),
    en: texts.map((text) => text.en).join(', '),
  }
}
