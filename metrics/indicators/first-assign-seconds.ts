import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'mean',
  name: 'first_assign_seconds',
  title: { zh: '首次派单时长', en: 'Time to the first handler' },
  article: '10.2',
  unit: 'seconds',
  better: 'lower',
  from: 'marts.tickets',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'is_cancelled',
  unknown: 'assign_seconds is null',
  sum: 'assign_seconds',
  counts: {
    zh: '工单从创建到首次派给处理人的平均时长',
    en: 'Mean time from the creation of a ticket to its first handler',
  },
  leavesOut: {
    zh: '已取消；尚未派单或派单时间缺失列为未知',
    en: 'cancelled tickets; those without a handler or without the time count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      tickets: `
        ticket_id|status   |opened_at       |assigned_at        |note
        T1       |resolved |2026-03-10 10:00|2026-03-10 10:05:00|300秒 · 300 s
        T2       |open     |2026-03-10 10:00|2026-03-10 10:15:00|900秒 · 900 s
        T3       |open     |2026-03-10 10:00|2026-03-10 10:00:00|立即 · at once
        T4       |open     |2026-03-31 23:00|2026-04-01 09:00:00|派单在截止之后 · after the cut-off
        T5       |cancelled|2026-03-10 10:00|2026-03-10 11:00:00|已取消 · cancelled`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1200, denominator: 3, value: 400, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'T1–T3合计300＋900＋0＝1200秒，平均400秒；T4未知，T5剔除。',
      en: 'T1 to T3 took 300 + 900 + 0 = 1,200 s, 400 s on average; T4 is unknown, T5 excluded.',
    },
  },
})
