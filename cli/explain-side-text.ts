import type { Row } from '../core/database.ts'
import type { ExplainedSide } from '../metrics/explain.ts'
import { rootsOf } from '../transforms/lineage.ts'
import { modelsBehind } from '../transforms/lineage-home.ts'
import type { Origins } from './explain-origins.ts'
import { textTable } from './output.ts'

const shownFiles = 20
const shownReasons = 10

/** A title above a text. */
export function section(title: string, body: string): string {
  return `${title}\n\n${body}`
}

/** How one mart of a number was made, what it leaves out, and the files behind it. */
export function sideSections(
  explained: ExplainedSide,
  origins: Origins,
  columns: readonly string[],
): string[] {
  const { side, reasons, files } = explained
  const role = {
    both: '分子与分母 both',
    numerator: '分子 numerator',
    denominator: '分母 denominator',
  }
  return [
    section(`模型 · Models (${role[side.role]})`, modelText(explained, origins, columns)),
    ...(reasons.length === 0
      ? []
      : [
          section(
            '按规则不计入的原因 · Left out by a stated rule',
            textTable(
              reasons.map(({ title, rows, when }) => ({
                '原因 reason': `${title.zh} ${title.en}`,
                '行数 rows': rows,
                '条件 condition': when,
              })),
            ),
          ),
        ]),
    section(`来源文件 · Source files (${files.length})`, fileText(explained)),
  ]
}

function modelText(
  { side }: ExplainedSide,
  { models, lineage, headers }: Origins,
  columns: readonly string[],
): string {
  const chain = modelsBehind(models, side.from).map(
    ({ name, grain, description }) => `${name} (${grain.join(', ')})\n    ${description}`,
  )
  const lines = columns.map((name) => {
    const roots = rootsOf(lineage, `${side.from}.${name}`)
    return `  ${name}\n${rootLines(roots, headers).join('\n')}`
  })
  return `${chain.join('\n')}\n\n口径所用各列 · columns of the definition\n${lines.join('\n')}`
}

/** Columns of deliveries, a line per table. */
function rootLines(roots: readonly string[], headers: Origins['headers']): string[] {
  const byTable = new Map<string, string[]>()
  for (const root of roots) {
    const cut = root.lastIndexOf('.')
    const zh = headers.get(root)?.zh
    const name = `${root.slice(cut + 1)}${zh === undefined ? '' : `「${zh}」`}`
    byTable.set(root.slice(0, cut), [...(byTable.get(root.slice(0, cut)) ?? []), name])
  }
  return [...byTable].map(([table, names]) => `      ${table}: ${names.join(', ')}`)
}

function fileText({ files, refused, others }: ExplainedSide): string {
  const rows = files.map((file) => ({
    '文件 file': file.file ?? '✗ 无来源 NO FILE',
    '分子 num': file.numerator_rows,
    '分母 den': file.denominator_rows,
    '其他 other': file.other_rows,
    '读入=接受+重复+隔离 read': `${file.rows_read}=${file.rows_accepted}+${file.rows_duplicate}+${file.rows_quarantined}${file.adds_up ? '' : ' ✗'}`,
    '装载 load': file.load_id,
    '程序 program': file.program_version,
    sha256: file.sha256,
  }))
  const tables = others.map(
    ({ contract, files: own }) =>
      `  ${contract}: ${own.length === 1 ? `${own[0]?.file} sha256 ${own[0]?.sha256}` : `${own.length} files`}`,
  )
  const refusals = refused.reasons.map(
    (each) => `  ${each.column_name} ${each.reason}: ${each.records}`,
  )
  return [
    limited(rows, shownFiles),
    `隔离中、不属任何期间的记录 · records in quarantine, of no known period: ${refused.records}`,
    ...refusals.slice(0, shownReasons),
    ...(refusals.length > shownReasons ? ['  …'] : []),
    ...(tables.length > 0 ? ['另用到的表 · other tables behind the columns', ...tables] : []),
  ].join('\n')
}

/** The first rows as a table, and how many more there are. */
export function limited(rows: readonly Row[], limit: number): string {
  if (rows.length === 0) return '无 none'
  const more = rows.length - limit
  const text = textTable(rows.slice(0, limit))
  return more > 0 ? `${text}\n… 另有 ${more} 行；--json 全列 · ${more} more, all with --json` : text
}
