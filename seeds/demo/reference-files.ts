import type { Row } from './columns.ts'
import { dayOf, monthOf, monthStart } from './local-time.ts'
import type { People } from './people.ts'
import type { Random } from './random.ts'
import { readReference } from './read-reference.ts'

/**
 * Floor, target and stretch. An invented bank needs thousands of complaints to be worth reading,
 * so its rates are far above a real bank's.
 */
const complaintTargets: Readonly<Record<string, readonly [number, number, number]>> = {
  all: [238, 220, 190],
  D01: [170, 140, 110],
  D02: [290, 240, 200],
  D03: [330, 290, 240],
  D04: [270, 245, 200],
  D05: [270, 240, 200],
  D06: [140, 120, 90],
}

const departmentTargets: readonly (readonly [string, number, number, number])[] = [
  ['connect_rate', 0.88, 0.92, 0.95],
  ['fcr_rate', 0.6, 0.7, 0.8],
  ['csat_top2_rate', 0.9, 0.93, 0.97],
  ['complaint_timely_rate', 0.9, 0.97, 1],
  ['complaint_resolution_rate', 0.8, 0.88, 0.95],
  ['qa_pass_rate', 0.88, 0.95, 0.98],
]

const businessDepartments = ['D01', 'D02', 'D03', 'D04', 'D05', 'D06']

/** The bank's own targets: the defaults, its complaint level, and rows for each department. */
export function makeTargets(): Row[] {
  const others = readReference('targets').filter(
    ({ indicator }) => indicator !== 'complaint_rate_per_10k',
  )
  const valid = { valid_from: '2024-01-01', valid_to: '' }
  const complaintRows = Object.entries(complaintTargets).map(([id, [floor, target, stretch]]) => ({
    indicator: 'complaint_rate_per_10k',
    grouped_by: id === 'all' ? 'all' : 'department',
    group_id: id,
    floor,
    target,
    stretch,
    ...valid,
  }))
  const departmentRows = departmentTargets.flatMap(([indicator, floor, target, stretch]) =>
    businessDepartments.map((id) => ({
      indicator,
      grouped_by: 'department',
      group_id: id,
      floor,
      target,
      stretch,
      ...valid,
    })),
  )
  return [...others, ...complaintRows, ...departmentRows]
}

export function makeAgents(people: People): Row[] {
  return people.agents.map(({ agent_id, team_id, team_name, department_id, hired }) => ({
    agent_id,
    team_id,
    team_name,
    department_id,
    hired_on: dayOf(hired),
  }))
}

export function makeBranchRows(people: People): Row[] {
  return people.branches.map(({ branch_id, name_zh }) => ({
    branch_id,
    name_zh,
    department_id: 'D06',
  }))
}

/** Customers, outlets and transactions by month: the bank as a whole, then each department. */
export function makeExposure(start: number, end: number, contacts: number, random: Random): Row[] {
  const shares = [0.9, 0.35, 0.12, 0.8, 1, 1]
  const rows: Row[] = []
  for (
    let month = monthStart(start), index = 0;
    month < end;
    month = monthStart(month, 1), index += 1
  ) {
    const customers = Math.round(contacts * 6 * 1.004 ** index)
    const transactions = Math.round(customers * 4.2 * random.between(0.94, 1.08))
    const of = (departmentId: string, share: number, outlets: number | null) => ({
      month: monthOf(month),
      department_id: departmentId,
      product_code: '',
      customers: Math.round(customers * share),
      outlets,
      transactions: Math.round(transactions * share * (departmentId === '' ? 1 : 0.4)),
    })
    rows.push(of('', 1, 40))
    businessDepartments.forEach((id, position) => {
      rows.push(of(id, shares[position] ?? 1, id === 'D06' ? 40 : null))
    })
  }
  return rows
}

/** Who receives what: executives in two languages, heads of departments, an analyst. */
export function makeRecipients(): Row[] {
  const heads = readReference('departments').map((row) => ({
    email: row.head_email ?? '',
    name: `${row.name_zh}负责人`,
    audience: row.kind === 'lead' ? 'bank' : `department/${row.department_id}`,
    period_types: 'month,quarter',
    locale: 'zh-CN',
  }))
  return [
    {
      email: 'president@bank.example',
      name: '行长室',
      audience: 'bank',
      period_types: 'quarter,year',
      locale: 'zh-CN',
    },
    {
      email: 'vp.retail@bank.example',
      name: '分管副行长',
      audience: 'bank',
      period_types: 'month,quarter,year',
      locale: 'zh-CN',
    },
    {
      email: 'board.office@bank.example',
      name: 'Board Office',
      audience: 'bank',
      period_types: 'quarter,year',
      locale: 'en',
    },
    ...heads,
    {
      email: 'analyst@bank.example',
      name: '服务质量分析岗',
      audience: 'analyst',
      period_types: 'day,month,quarter,year',
      locale: 'zh-CN',
    },
  ]
}
