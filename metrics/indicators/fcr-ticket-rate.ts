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
  leavesOut: { zh: '已取消', en: 'cancelled tickets' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
})
