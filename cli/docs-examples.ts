import { zoneOf } from '../core/zone.ts'
import { compileContract } from '../ingest/compile-contract.ts'
import { readContracts } from '../ingest/contracts.ts'
import type { Indicator } from '../metrics/define-indicator.ts'
import { exampleDefaults, exampleRows, exampleTables } from '../metrics/example.ts'
import { code, markdownTable } from './docs-text.ts'

/** Chinese names of the tables that examples fill, and of their columns. */
export type Headings = ReadonlyMap<
  string,
  { readonly title: string; readonly columns: ReadonlyMap<string, string> }
>

/** The Chinese names as the contracts give them. */
export async function readHeadings(): Promise<Headings> {
  const contracts = await readContracts()
  return new Map(
    contracts.map((contract) => {
      const { columns } = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
      const named = new Map(columns.map((column) => [column.name, column.zh]))
      return [contract.name, { title: contract.title.zh, columns: named }]
    }),
  )
}

/** What a column holds in every example whose table leaves it out. */
export function defaultsPart(headings: Headings): string {
  const rows = Object.entries(exampleDefaults).map(([table, columns]) => [
    `${headings.get(table)?.title} ${code(table)}`,
    Object.entries(columns)
      .map(([name, value]) => `${headings.get(table)?.columns.get(name)} ${code(name)} ${value}`)
      .join('; '),
  ])
  return [
    '## 算例怎么读 · How to read the examples',
    '每个指标附一个算例，随程序一起检验：按所列记录装载、计算，结果必须与表中一致。表中没有列出的列取下列值，其余为空；“–”为空；次数（times）表示同样的记录有多少条。',
    'Every indicator has a worked example, which is also its test: the records are loaded and measured, and the result must be the one shown. A column that a table leaves out has the value below, and is empty otherwise; “–” is empty; times says how many such records there are.',
    markdownTable(['表 · table', '未列出的列 · columns left out'], rows),
  ].join('\n\n')
}

/** The records, the result, and the reading in words. */
export function examplePart({ example }: Indicator, headings: Headings): string {
  const { period, asOf, group, expect: result, because } = example
  const tables = exampleTables(example).map(([table, text]) => {
    const { columns, rows } = exampleRows(text)
    const names = columns.map((name) => columnName(name, headings.get(table)?.columns.get(name)))
    const cells = rows.map((row) => row.map((cell) => (cell === '-' ? '–' : cell)))
    return `${headings.get(table)?.title} ${code(table)}\n\n${markdownTable(names, cells)}`
  })
  const whose = group === undefined ? '' : `，分组 · group ${code(group)}`
  return [
    `**算例 · Worked example**：期间 · period ${code(period)}，截止 · cut-off ${code(asOf)}${whose}`,
    ...tables,
    markdownTable(
      ['分子 · numerator', '分母 · denominator', '值 · value', '剔除 · 未知 · 未成熟'],
      [
        [
          shown(result.numerator),
          shown(result.denominator),
          `**${shown(result.value)}**`,
          [result.excluded_count, result.unknown_count, result.immature_count]
            .map((count) => count ?? 0)
            .join(' · '),
        ],
      ],
    ),
    because.zh,
    because.en,
  ].join('\n\n')
}

const ownColumns: Readonly<Record<string, string>> = { note: '说明', times: '次数' }

function columnName(name: string, zh = ownColumns[name]): string {
  return `${zh} ${code(name)}`
}

function shown(value: number | null): string {
  return value === null ? '–' : String(Number(value.toFixed(6)))
}
