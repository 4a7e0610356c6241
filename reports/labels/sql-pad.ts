/** Rows that a query of a page shows at most. */
export const rowLimit = 500

/** A query that reads, ready to run; or what is wrong with it, in both languages. */
export type ReadQuery =
  | { readonly sql: string }
  | { readonly mistake: { readonly zh: string; readonly en: string } }

const reading = [
  'select',
  'with',
  'from',
  'values',
  'pivot',
  'unpivot',
  'describe',
  'show',
  'summarize',
  'explain',
]

/** Accepts one statement that reads; everything else is a mistake. */
export function readQuery(text: string): ReadQuery {
  const bare = withoutComments(text)
    .replace(/[;\s]+$/, '')
    .trim()
  if (bare === '') return { mistake: { zh: '请输入查询。', en: 'Write a query.' } }
  if (withoutTexts(bare).includes(';')) {
    return { mistake: { zh: '一次只能运行一条语句。', en: 'One statement at a time.' } }
  }
  const word = /^\(*\s*(\w+)/.exec(bare)?.[1]?.toLowerCase() ?? ''
  if (!reading.includes(word)) {
    return {
      mistake: {
        zh: `只能读取：以 select、with、from、pivot、describe、show、summarize 或 explain 开头，而不是“${word}”。`,
        en: `Reading only: begin with select, with, from, pivot, describe, show, summarize or explain, not “${word}”.`,
      },
    }
  }
  // a row more than is shown says that there are more
  const isRows = !['describe', 'show', 'summarize', 'explain'].includes(word)
  return { sql: isRows ? `select * from (${bare}\n) limit ${rowLimit + 1}` : bare }
}

/** A value of a result as text; null is empty. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00.000Z$/, '')
  if (typeof value === 'object') return JSON.stringify(value, (_, each) => plain(each))
  return String(value)
}

/** A result as CSV, as spreadsheets read it. */
export function toCsv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) => cells.map((cell) => quote(cellText(cell))).join(',')
  return `${[line(columns), ...rows.map(line)].join('\r\n')}\r\n`
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function withoutComments(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith("'") ? part : ' ',
  )
}

function withoutTexts(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "''")
}
