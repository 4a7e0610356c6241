import { addDays, lastClosedPeriod } from '../../core/periods.ts'

/** Commentaries of the invented bank by their path below the workspace. */
export type DemoCommentary = Readonly<Record<string, string>>

/**
 * What the bank's service-quality office wrote on the newest closed quarter and month, where the
 * demo reaches as far as its story. Figures are references, which publishing puts in.
 */
export function makeCommentary(until: string): DemoCommentary {
  const today = addDays(until, 1)
  const periods = [lastClosedPeriod('quarter', today), lastClosedPeriod('month', today)]
  return Object.fromEntries(
    periods.flatMap(({ id }) =>
      Object.entries(written[id] ?? {}).map(([file, text]) => [
        `commentary/${id}/${file}`,
        `${text}\n`,
      ]),
    ),
  )
}

const quarterZh = `投诉率 {{complaint_rate_per_10k}}（{{complaint_rate_per_10k.change}}），目标 {{complaint_rate_per_10k.target}}。
信用卡中心是主要来源：其投诉率 {{complaint_rate_per_10k department=D02}}，收到 {{complaint_rate_per_10k.count department=D02}} 件，
整改事项“信用卡收费调整的告知方式”已立项，下季度复核成效。
投诉解决率 {{complaint_resolution_rate}} 受期末在办件影响，待全部办结后再评价；质检合格率 {{qa_pass_rate}}，薄弱项目由服务质量部安排专题辅导。`

const quarterEn = `Complaint rate {{complaint_rate_per_10k}} ({{complaint_rate_per_10k.change}}), target {{complaint_rate_per_10k.target}}.
The card centre is the main source: {{complaint_rate_per_10k department=D02}}, {{complaint_rate_per_10k.count department=D02}} received;
the issue on how changes of fees are announced is open and will be reviewed next quarter.
The resolution rate of {{complaint_resolution_rate}} waits for the cases still in hand; {{qa_pass_rate}} of inspections pass, and the weak items get coaching.`

const cardsZh = `本部门投诉率 {{complaint_rate_per_10k}}（{{complaint_rate_per_10k.change}}），全行为 {{complaint_rate_per_10k bank}}。
原因集中于收费调整的告知：已停用原短信模板，改为扣收前逐户告知，投诉逐件回访。`

const cardsEn = `Complaint rate of the card centre {{complaint_rate_per_10k}} ({{complaint_rate_per_10k.change}}); of the bank {{complaint_rate_per_10k bank}}.
The cause is how changes of fees were announced: the old text message is withdrawn, customers are told before a fee is charged, and every complainant is called back.`

const monthZh = `投诉率 {{complaint_rate_per_10k}}，{{complaint_rate_per_10k.change}}，目标 {{complaint_rate_per_10k.target}}；信用卡收费告知仍是主因，整改按计划推进。
投诉解决率 {{complaint_resolution_rate}} 因本月收到的投诉多数尚在办理，不宜与前期比较；按时办结 {{complaint_timely_rate}}。`

const written: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2026-Q3': {
    'bank.md': quarterZh,
    'bank.en.md': quarterEn,
    'department/D02.md': cardsZh,
    'department/D02.en.md': cardsEn,
  },
  '2026-09': { 'bank.md': monthZh },
}
