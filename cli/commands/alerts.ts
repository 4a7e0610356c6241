import { type AlertReport, alert } from '../../reports/alerts/alert.ts'
import { formatValue } from '../../reports/labels/format.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

export interface AlertsCommandOptions {
  readonly period?: string
  readonly dryRun?: boolean
}

/** `csq alerts`: which rules are broken, and who was told what. False where a mail failed. */
export async function alertsCommand(
  context: Context,
  options: AlertsCommandOptions,
): Promise<boolean> {
  const { workspace, clock, environment, output } = context
  const report = await alert({
    workspace,
    clock,
    smtpUrl: environment.smtpUrl,
    isDryRun: options.dryRun === true,
    ...(options.period === undefined ? {} : { period: options.period }),
  })
  const broken = brokenRows(report)
  output.say(broken.length === 0 ? 'no rule is broken' : textTable(broken))
  const told = report.outcomes.map(({ recipient, told: alerts, outcome }) => ({
    recipient,
    alerts: alerts.map((each) => `${each.rule.rule_id}/${each.figure.group_id}`).join(' '),
    outcome: outcome === 'none' ? 'not told' : outcome,
  }))
  if (told.length > 0) output.say(`\n${textTable(told)}`)
  if (environment.smtpUrl === undefined && options.dryRun !== true && told.length > 0) {
    output.say('nobody was told: set SMTP_URL=smtp://user:password@host:587')
  }
  output.result({ judged: report.verdicts.length, broken, told })
  return told.every((each) => each.outcome !== 'failed' && each.outcome !== 'in doubt')
}

function brokenRows({ verdicts, names }: AlertReport) {
  return verdicts
    .filter((each) => each.isBroken === true)
    .map(({ rule, period, figure }) => ({
      rule: rule.rule_id,
      indicator: rule.indicator,
      period: period.id,
      group: names(figure.grouped_by, figure.group_id).en,
      value: formatValue(figure.value, figure.unit, 'en'),
      condition: rule.condition,
      n: Math.round(figure.n ?? 0),
    }))
}
