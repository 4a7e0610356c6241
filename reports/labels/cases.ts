/** Which complaints a list holds. Codes may be several, joined by commas; '' is all. */
export interface CaseFilter {
  readonly list?: string
  readonly department?: string
  readonly product?: string
  readonly step?: string
  readonly cause?: string
  readonly sub?: string
  /** Days open, `8-15`, or `61-` without an upper end. */
  readonly age?: string
}

/** The lists of complaints: what each holds, and its flag in the data of cases. */
export const caseLists = [
  { id: 'received', zh: '收到', en: 'received', flag: 'is_received' },
  { id: 'counted', zh: '收到（不含撤诉）', en: 'received and not withdrawn', flag: 'is_counted' },
  { id: 'due', zh: '到期', en: 'due', flag: 'is_due' },
  { id: 'late', zh: '逾期', en: 'late', flag: 'is_late' },
  { id: 'open', zh: '期末在办', en: 'open at the end', flag: 'is_open' },
  { id: 'overdue', zh: '期末超期', en: 'overdue at the end', flag: 'is_overdue' },
] as const

/** Bands of age of open complaints, in days, as the findings about ageing have them. */
export const ageBands = [
  { id: '0-5', zh: '5天内', en: 'up to 5 days' },
  { id: '6-10', zh: '6–10天', en: '6 to 10 days' },
  { id: '11-15', zh: '11–15天', en: '11 to 15 days' },
  { id: '16-30', zh: '16–30天', en: '16 to 30 days' },
  { id: '31-60', zh: '31–60天', en: '31 to 60 days' },
  { id: '61-', zh: '60天以上', en: 'over 60 days' },
] as const

const columns = {
  department: 'department_id',
  product: 'product_code',
  step: 'process_step',
  cause: 'cause_code',
  sub: 'sub_cause_code',
} as const

const names = ['list', 'department', 'product', 'step', 'cause', 'sub', 'age'] as const

/** Path of the list of exactly these complaints, below the edition. */
export function casesPath(filter: CaseFilter): string {
  const query = names
    .filter((name) => (filter[name] ?? '') !== '')
    .map((name) => `${name}=${encodeURIComponent(filter[name] ?? '').replaceAll('%2C', ',')}`)
  return `/cases/${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** The filter that an address asks for; what it does not know is left out. */
export function readCaseFilter(search: string): CaseFilter {
  const given = new URLSearchParams(search)
  return Object.fromEntries(names.map((name) => [name, given.get(name) ?? '']))
}

/** SQL condition on the cases of an edition. */
export function caseCondition(filter: CaseFilter): string {
  const list = caseLists.find(({ id }) => id === filter.list) ?? caseLists[0]
  const codes = Object.entries(columns).flatMap(([name, column]) => {
    const value = filter[name as keyof typeof columns] ?? '' // a key of columns
    if (value === '') return []
    return [`${column} in (${value.split(',').map(quote).join(', ')})`]
  })
  return [list.flag, ...codes, ...ageCondition(filter.age ?? '')].join(' and ')
}

function ageCondition(age: string): readonly string[] {
  const [, from, to] = /^(\d+)-(\d*)$/.exec(age) ?? []
  if (from === undefined) return []
  return [`open_days >= ${from}`, ...(to ? [`open_days <= ${to}`] : [])]
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
