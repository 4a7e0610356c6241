import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'survey_invite_rate',
  title: { zh: '邀评率', en: 'Survey invitation rate' },
  article: '10.4',
  unit: 'rate',
  better: 'higher',
  from: 'marts.contacts',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'is_inbound and is_answered',
  excluded: 'is_test',
  numerator: 'was_surveyed',
  counts: {
    zh: '接通的呼入服务中发出评价邀请的比例',
    en: 'Share of answered inbound contacts that were surveyed',
  },
  leavesOut: { zh: '测试', en: 'tests' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |direction|outcome  |is_test|note
        C1        |phone   |inbound  |answered |false  |两次邀评，计一次 · surveyed twice, counts once
        C2        |app_chat|inbound  |answered |false  |邀请未送达也算 · counts though it did not arrive
        C3        |phone   |inbound  |answered |false  |邀请在截止之后 · surveyed after the cut-off
        C4        |phone   |inbound  |answered |false  |没有邀评 · not surveyed
        C5        |phone   |inbound  |answered |true   |测试 · a test
        C6        |phone   |inbound  |abandoned|false  |未接通，不计 · not answered
        C7        |phone   |outbound |answered |false  |呼出不计 · outbound`,
      surveys: `
        survey_id|contact_id|invited_at      |delivered|responded_at
        S1       |C1        |2026-03-05 11:00|true     |-
        S2       |C1        |2026-03-06 11:00|true     |-
        S3       |C2        |2026-03-05 11:00|false    |-
        S4       |C3        |2026-04-01 09:00|true     |-
        S5       |C5        |2026-03-05 11:00|true     |-
        S6       |C6        |2026-03-05 11:00|true     |-`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 4, value: 2 / 4, excluded_count: 1 },
    because: {
      zh: '接通的呼入有C1–C4四次，C1、C2在截止前发出过邀评；剔除测试C5。',
      en: 'Four inbound contacts were answered, C1 to C4; C1 and C2 were surveyed by the cut-off. The test C5 is excluded.',
    },
  },
})
