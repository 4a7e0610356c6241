import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineSource } from '../../ingest/define-source.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { loadSources } from '../support/load-sources.ts'

const received = `strptime("Date received", '%m/%d/%y')`

/** Complaints as a supervisor publishes them: no closing date, but whether the answer was timely. */
const source = defineSource({
  name: 'published-complaints',
  title: { zh: '监管机构公布的投诉', en: 'Complaints that a supervisor publishes' },
  contract: 'complaints',
  map: {
    complaint_id: 'Complaint ID',
    channel: 'Submitted via',
    source_body: { value: 'other' },
    received_at: { from: 'Date received', dates: ['%m/%d/%y'] },
    limit_days: { value: '15' },
    closed_at: {
      sql: `case when "Company response to consumer" <> 'In progress' then ${received}
        + case "Timely response?" when 'Yes' then interval 15 day else interval 16 day end end`,
    },
    outcome: 'Company response to consumer',
    product_code: 'Product',
    process_step: 'Sub-product',
    cause_code: 'Issue',
    sub_cause_code: 'Sub-issue',
    department_id: 'Company',
    narrative: 'Consumer complaint narrative',
  },
  codes: {
    channel: { Web: 'web_chat', Phone: 'phone', Email: 'email', '*': 'other' },
    outcome: { 'In progress': 'open', 'Untimely response': 'unresolved', '*': 'resolved' },
  },
  unknown: ['N/A', 'None'],
})

interface Published {
  readonly day: string
  readonly product: string
  readonly issue: string
  readonly answer: string
  readonly isTimely: boolean
}

const issues = ['Fees, unexpected', 'Says "no"', 'Closing an account']
const answers = ['Closed with explanation', 'Closed with monetary relief', 'Untimely response']

/** 90 complaints of 2026, fewer of each later product and issue; every ninth answer was late. */
const published: readonly Published[] = Array.from({ length: 90 }, (_, row) => ({
  day: new Date(Date.UTC(2026, 3, 1 + row * 2)).toISOString().slice(0, 10),
  product: ['Mortgage', 'Mortgage', 'Credit card', 'Student loan'][row % 4] ?? '',
  issue: issues[Math.floor((row % 10) / 4)] ?? '',
  answer: row > 86 ? 'In progress' : (answers[row % 3] ?? ''),
  isTimely: row % 9 !== 0,
}))

const header = `Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company,State,Submitted via,Company response to consumer,Timely response?,Complaint ID`

function asCsv(): string {
  const lines = published.map(({ day, product, issue, answer, isTimely }, row) => {
    const date = `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(2, 4)}`
    const via = ['Web', 'Phone', 'Postal mail'][row % 3]
    const told = row % 5 === 0 ? `"They said\n""never"" on XX/XX/XXXX, I paid {$40.00}"` : ''
    const quoted = `"${issue.replaceAll('"', '""')}"`
    return [
      ...[date, product, 'N/A', quoted, row % 2 ? 'N/A' : 'Sub', told, 'ACME BANK', 'CA', via],
      ...[answer, isTimely ? 'Yes' : 'No', 7_000_000 + row],
    ].join(',')
  })
  const again = [header, lines[4], 'ragged,row'] // a joined file, a record twice, a torn line
  return `${[header, ...lines, ...again].join('\r\n')}\r\n`
}

/** Counts per word, most frequent first. */
function counted(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

describe('complaints that a supervisor publishes', () => {
  let bank: Bank
  beforeAll(async () => {
    bank = makeBank({ 'published-complaints/2026.csv': asCsv() })
    await loadSources(bank, [source])
    await bank.build('2026-11-01T00:00:00Z')
  }, 120_000)
  afterAll(() => bank.remove())

  it('are accounted for to the last record', async () => {
    const [file] = await bank.rows(
      `select rows_read, rows_accepted, rows_duplicate, rows_quarantined from ops.files
      where file like 'published%'`,
    )
    expect(file).toEqual({
      rows_read: 93,
      rows_accepted: 90,
      rows_duplicate: 1,
      rows_quarantined: 2,
    })
  })

  it('have the monthly counts of the publication', async () => {
    const rows = await bank.rows<{ month: string; complaints: number }>(
      `select strftime(received_on, '%Y-%m') as month, count(*) as complaints
      from marts.complaints where is_received group by all order by month`,
    )
    const expected = counted(published.map(({ day }) => day.slice(0, 7)))
    expect(Object.fromEntries(rows.map((row) => [row.month, row.complaints]))).toEqual(
      Object.fromEntries(expected),
    )
  })

  it.each(['product', 'cause'] as const)('have the Pareto of each %s', async (level) => {
    const inQuarter = published.filter(({ day }) => day >= '2026-07-01' && day < '2026-10-01')
    const expected = counted(inQuarter.map((each) => each[level === 'product' ? level : 'issue']))
    const rows = await bank.rows<{ code: string; n: number; cumulative: number }>(
      `select code, n, cumulative from findings.pareto
      where period_id = '2026-Q3' and measure = 'complaints' and level = '${level}'
      order by position`,
    )
    expect(rows.map(({ code, n }) => [code, n])).toEqual(expected)
    expect(rows.at(-1)?.cumulative).toBeCloseTo(1, 12)
  })

  it('have the timeliness of the publication', async () => {
    const answered = published.filter(({ answer }) => answer !== 'In progress')
    const { numerator, denominator } = await bank.value('complaint_timely_closed_rate', '2026')
    expect(denominator).toBe(answered.length)
    expect(numerator).toBe(answered.filter(({ isTimely }) => isTimely).length)
  })
})
