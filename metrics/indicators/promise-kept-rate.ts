import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'promise_kept_rate',
  title: { zh: '承诺时限兑现率', en: 'Promises kept' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.tickets',
  at: 'promised_due_on',
  by: ['channel', 'department', 'team', 'agent'],
  rows: 'promised_due_at is not null',
  excluded: 'is_cancelled',
  immature: 'not is_promise_due',
  numerator: 'is_promise_kept',
  counts: {
    zh: '承诺时间在本期的工单中，按时解决的比例',
    en: 'Share of tickets promised for the period that were solved by the promised time',
  },
  leavesOut: {
    zh: '没有承诺时间；已取消；承诺时间未到列为未成熟',
    en: 'tickets without a promised time; cancelled ones; those whose time has not come count as immature',
  },
  maturity: { zh: '承诺时间已过', en: 'the promised time is over' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      tickets: `
        ticket_id|status   |opened_at       |promised_due_at    |resolved_at        |note
        T1       |resolved |2026-02-26 10:00|2026-03-02 18:00:00|2026-03-02 18:00:00|准时，二月开单 · just in time, opened in February
        T2       |resolved |2026-03-10 10:00|2026-03-12 18:00:00|2026-03-12 18:00:01|晚1秒 · a second late
        T3       |open     |2026-03-10 10:00|2026-03-13 18:00:00|-                  |未解决 · not solved
        T4       |open     |2026-03-30 10:00|2026-03-31 18:00:00|-                  |时间未到 · not yet due
        T5       |resolved |2026-03-10 10:00|-                  |2026-03-11 10:00:00|没有承诺 · nothing promised
        T6       |cancelled|2026-03-10 10:00|2026-03-12 18:00:00|-                  |已取消 · cancelled
        T7       |open     |2026-03-30 10:00|2026-04-01 18:00:00|-                  |承诺在四月 · promised for April`,
    },
    asOf: '2026-03-31T12:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 1, denominator: 3, value: 1 / 3, excluded_count: 1, immature_count: 1 },
    because: {
      zh: 'T1–T3的承诺时间在三月且已到，只有T1准时；T4未成熟，T6剔除。',
      en: 'The promised times of T1 to T3 lie in March and are over, T1 alone was in time; T4 is immature, T6 excluded.',
    },
  },
})
