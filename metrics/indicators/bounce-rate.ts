import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'bounce_rate',
  title: { zh: '工单退回率', en: 'Returned tickets' },
  article: '10.3',
  unit: 'rate',
  better: 'lower',
  from: 'marts.tickets',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'is_cancelled',
  unknown: 'bounce_count is null',
  numerator: 'bounce_count > 0',
  counts: {
    zh: '被处理部门退回过的工单比例',
    en: 'Share of tickets that a department sent back at least once',
  },
  leavesOut: {
    zh: '已取消；退回次数不明列为未知',
    en: 'cancelled tickets; those that do not say how often they were returned count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      tickets: `
        ticket_id|status   |bounce_count|note
        T1       |resolved |0           |未退回 · never returned
        T2       |resolved |1           |退回一次 · returned once
        T3       |open     |3           |退回三次只算一件 · returned three times, one ticket
        T4       |open     |0           |未退回 · never returned
        T5       |resolved |-           |退回次数不明 · not known
        T6       |cancelled|2           |已取消 · cancelled`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'T1–T4计入，T2、T3退回过；T5未知，T6剔除。',
      en: 'T1 to T4 count, T2 and T3 were returned; T5 is unknown, T6 excluded.',
    },
  },
})
