import { type Bank, makeBank } from './bank.ts'

/** Words of one department: nobody else's edition may hold any of them. */
export interface DepartmentWords {
  readonly id: string
  readonly words: readonly string[]
}

/** Three departments, each with a team, two agents, a branch, complaints and an issue of its own. */
export const departmentWords: readonly DepartmentWords[] = ['X41', 'Y52', 'Z63'].map(
  (id, index) => ({
    id: `D${id}`,
    words: [
      ...[`D${id}`, `测试${'甲乙丙'[index]}部`, `Department ${id}`, `T${id}`, `${id}班组`],
      ...[`A${id}1`, `A${id}2`, `B${id}0`, `G${id}9`, `${id}的改进`],
      ...Array.from({ length: 12 }, (_, at) => `K${id}${String(at).padStart(3, '0')}`),
    ],
  }),
)

const day = (at: number) => String((at % 27) + 1).padStart(2, '0')
const csv = (header: string, rows: readonly (readonly unknown[])[]) =>
  `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`
const each = <T>(make: (id: string, index: number) => readonly T[]) =>
  departmentWords.flatMap(({ id }, index) => make(id, index))

/** A bank of three departments, loaded and built for the first quarter of 2026. */
export async function makeDepartmentsBank(): Promise<Bank> {
  const bank = makeBank({
    'departments/a.csv': csv('department_id,name_zh,name_en,parent_id,kind,head_email', [
      ['D00', '牵头部', 'Lead', '', 'lead', ''],
      ...each((id, index) => [
        [id, `测试${'甲乙丙'[index]}部`, `Department ${id.slice(1)}`, 'D00', 'business', ''],
      ]),
    ]),
    'agents/a.csv': csv(
      'agent_id,team_id,team_name,department_id,hired_on',
      each((id) =>
        [1, 2].map((at) => [
          ...[`A${id.slice(1)}${at}`, `T${id.slice(1)}`, `${id.slice(1)}班组`, id, '2024-01-01'],
        ]),
      ),
    ),
    'branches/a.csv': csv(
      'branch_id,name_zh,department_id',
      each((id) => [[`B${id.slice(1)}0`, `${id.slice(1)}支行`, id]]),
    ),
    'contacts/a.csv': csv(
      'contact_id,channel,direction,started_at,requested_agent,answered_at,ended_at,outcome,talk_seconds,agent_id,department_id,branch_id,customer_key,reason_code',
      each((id, index) => contactRows(id, index)),
    ),
    'complaints/a.csv': csv(
      'complaint_id,channel,source_body,received_at,limit_days,closed_at,outcome,department_id,branch_id,agent_id,product_code,process_step,cause_code,narrative',
      each((id) => complaintRows(id)),
    ),
    'improvement_issues/a.csv': csv(
      'issue_id,title,source,opened_on,cause_code,department_id,owner,status,pilot_units,control_units',
      each((id, index) => [
        [
          ...[`G${id.slice(1)}9`, `${id.slice(1)}的改进`, '投诉分析', '2026-01-05', 'C07', id],
          // another department's team and branch are the control
          ...[`${id.slice(1)}的岗位`, 'raised', `T${id.slice(1)}`, otherTeam(index)],
        ],
      ]),
    ),
    'inspections/a.csv': csv(
      'inspection_id,mode,sampling,contact_id,agent_id,department_id,channel,contact_at,inspected_at,inspector_id,d1_score,d2_score,d3_score,d4_score,d5_score,critical_error_count,is_valid',
      each((id) =>
        Array.from({ length: 8 }, (_, at) => [
          ...[
            `Q${id.slice(1)}${at}`,
            'recording',
            'random',
            `S${id.slice(1)}${at}`,
            `A${id.slice(1)}1`,
          ],
          ...[id, 'phone', `2026-02-${day(at)} 10:00:00`, `2026-02-${day(at + 1)} 10:00:00`, 'I1'],
          ...[90, 90, at === 0 ? 20 : 95, 90, 90, at === 0 ? 1 : 0, 1],
        ]),
      ),
    ),
  })
  await bank.load()
  await bank.build('2026-04-05T09:00:00+08:00')
  return bank
}

function contactRows(id: string, index: number): readonly (readonly unknown[])[] {
  return Array.from({ length: 60 + 7 * index }, (_, at) => {
    const moment = `2026-0${(at % 3) + 1}-${day(at)} 10:`
    return [
      ...[`S${id.slice(1)}${at}`, 'phone', 'inbound', `${moment}00:00`, 1],
      ...[`${moment}00:${10 + (at % 40)}`, `${moment}05:00`, 'answered', 240],
      ...[`A${id.slice(1)}${(at % 2) + 1}`, id, `B${id.slice(1)}0`, `C${at % 50}`, 'R01'],
    ]
  })
}

function complaintRows(id: string): readonly (readonly unknown[])[] {
  return Array.from({ length: 12 }, (_, at) => [
    ...[`K${id.slice(1)}${String(at).padStart(3, '0')}`, 'phone', 'self'],
    ...[`2026-02-${day(at)} 09:00:00`, 15, at < 9 ? `2026-03-0${at + 1} 09:00:00` : ''],
    ...[at < 9 ? 'resolved' : 'open', id, `B${id.slice(1)}0`, `A${id.slice(1)}1`],
    ...['B0201', 'billing', at % 3 === 0 ? 'C01' : 'C07', `账单里的年费没有说明 ${at}`],
  ])
}

function otherTeam(index: number): string {
  return `T${departmentWords[(index + 1) % departmentWords.length]?.id.slice(1)}`
}
