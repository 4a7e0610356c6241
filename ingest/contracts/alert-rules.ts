import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { boolean, code, integer, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'alert_rules',
  title: { zh: '告警规则', en: 'Alert rules' },
  kind: 'reference',
  key: ['rule_id'],
  row: z.object({
    rule_id: text('规则编号'),
    indicator: text('指标'),
    period_type: code('周期', { day: ['日'], month: ['月'], quarter: ['季'], year: ['年'] }),
    grouped_by: text('分组'),
    // * is every group
    group_id: text('分组编号'),
    condition: code('条件', { target: ['目标'], change: ['变化'], limits: ['控制限'] }),
    // in the unit of the indicator: worse than the target, or than the period before, by more than this
    threshold: optional(number('阈值', { min: 0 })),
    minimum_n: integer('最小样本', { min: 0 }),
    // consecutive periods that must break the rule
    periods: integer('连续期数', { min: 1, max: 12 }),
    tells_recovery: boolean('恢复时通知'),
    renotify_days: optional(integer('再次通知天数', { min: 1 })),
    audience: text('读者'),
    // groups that one mail tells of this rule
    cap: integer('每次上限', { min: 1 }),
  }),
})
