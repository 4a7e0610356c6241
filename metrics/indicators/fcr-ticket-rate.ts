import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_ticket_rate',
  title: { zh: '工单一次解决率', en: 'Tickets solved at once' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.tickets',
  at: 'opened_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'true',
  excluded: 'is_cancelled',
  unknown: 'is_solved_at_once is null',
  numerator: 'is_solved_at_once',
  counts: {
    zh: '首次接触即解决、未重开且未退回的工单比例',
    en: 'Share of tickets solved in the first contact, never reopened nor returned',
  },
  leavesOut: {
    zh: '已取消；是否一次解决不明列为未知',
    en: 'cancelled tickets; those that do not say count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      tickets: `
        ticket_id|status   |resolved_at_first_contact|reopened_at     |reopen_count|bounce_count|note
        T1       |resolved |true                     |-               |-           |-           |一次解决 · solved at once
        T2       |closed   |true                     |-               |0           |0           |一次解决 · solved at once
        T3       |resolved |true                     |2026-04-02 09:00|-           |-           |重开在截止之后，尚未发生 · opened again after the cut-off: not yet
        T4       |closed   |true                     |2026-03-12 09:00|-           |-           |重开过 · was opened again
        T5       |resolved |true                     |-               |-           |1           |被退回过 · was returned
        T6       |open     |false                    |-               |-           |-           |未一次解决 · not solved at once
        T7       |resolved |-                        |-               |-           |-           |是否一次解决不明 · not known
        T8       |cancelled|true                     |-               |-           |-           |已取消 · cancelled`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 3, denominator: 6, value: 3 / 6, excluded_count: 1, unknown_count: 1 },
    because: {
      zh: 'T1–T6计入，T1–T3一次解决；T7未知，T8剔除。',
      en: 'T1 to T6 count, T1 to T3 were solved at once; T7 is unknown, T8 excluded.',
    },
  },
})
