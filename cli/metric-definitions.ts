import type { Indicator } from '../metrics/define-indicator.ts'
import type { XlsxSheet } from './write-xlsx.ts'

/** What a number of the indicator means, as comments above the SQL that a person reads. */
export function definitionComment(indicator: Indicator): string {
  return [
    `-- ${indicator.name}  ${indicator.title.zh} · ${indicator.title.en}`,
    `-- article ${indicator.article}, ${indicator.unit}, better ${indicator.better}, version ${indicator.version}`,
    `-- counts      ${indicator.counts.en}`,
    `-- 统计口径    ${indicator.counts.zh}`,
    `-- leaves out  ${indicator.leavesOut.en}`,
    `-- 不计入      ${indicator.leavesOut.zh}`,
  ].join('\n')
}

/** The same as a sheet that travels with the numbers. */
export function definitionsSheet(indicators: readonly Indicator[]): XlsxSheet {
  const titles = [
    ...['indicator', '指标', 'title', '条款 article', '单位 unit', '方向 better'],
    ...['统计口径', 'counts', '不计入', 'leaves out', '负责 owner', '版本 version'],
  ]
  return {
    name: '口径 definitions',
    columns: titles.map((title) => ({ title })),
    rows: indicators.map((each) => [
      ...[each.name, each.title.zh, each.title.en, each.article, each.unit, each.better],
      ...[each.counts.zh, each.counts.en, each.leavesOut.zh, each.leavesOut.en],
      ...[each.owner, each.version],
    ]),
  }
}
