import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'stock',
  name: 'backlog_open',
  title: { zh: '在办工单', en: 'Open tickets' },
  article: '10.3',
  unit: 'count',
  better: 'lower',
  from: 'marts.tickets',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'not is_cancelled',
  leaves: 'settled_on',
  counts: {
    zh: '期末尚未解决也未关闭的工单件数，重开未结的计入',
    en: 'Tickets neither solved nor closed at the end of the period, ones open again included',
  },
  leavesOut: {
    zh: '已取消',
    en: 'cancelled tickets',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      tickets: `
        ticket_id|status   |opened_at          |resolved_at        |closed_at          |reopened_at     |note
        T1       |open     |2025-12-20 09:00   |-                  |-                  |-               |往年开单 · opened last year
        T2       |resolved |2026-03-10 09:00   |2026-03-31 23:59:59|-                  |-               |月末前1秒解决 · solved a second before the end
        T3       |resolved |2026-03-10 09:00   |2026-04-01 00:00:00|-                  |-               |次日零时解决，月末在办 · solved at the midnight after: open at the end
        T4       |open     |2026-03-10 09:00   |2026-03-12 09:00:00|2026-03-13 09:00:00|2026-03-20 09:00|重开未结 · open again
        T5       |closed   |2026-03-10 09:00   |-                  |2026-03-13 09:00:00|-               |只有关闭时间 · closed without being solved
        T6       |cancelled|2026-03-10 09:00   |-                  |-                  |-               |已取消 · cancelled
        T7       |open     |2026-04-01 00:00:00|-                  |-                  |-               |四月开单 · opened in April`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: null, value: 3 },
    because: {
      zh: '三月末在办T1、T3、T4三件；T2、T5已结，T6取消，T7尚未开单。',
      en: 'T1, T3 and T4 are open at the end of March; T2 and T5 are settled, T6 is cancelled, T7 not yet opened.',
    },
  },
})
