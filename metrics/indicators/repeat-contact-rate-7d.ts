import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'repeat_contact_rate_7d',
  title: { zh: '7日重复来电率', en: 'Repeat contact rate, 7 days' },
  article: '10.3',
  unit: 'rate',
  better: 'lower',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'true',
  unknown: 'not is_identified',
  numerator: 'is_repeat_7d',
  counts: {
    zh: '7日内因同类问题已联系过的比例',
    en: 'Share of contacts about a need that had a contact in the 7 days before',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知',
    en: 'tests, unanswered contacts; unidentified ones count as unknown',
  },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |started_at         |customer_id|reason_code|is_test|note
        R1        |phone   |2026-02-25 10:00:00|A          |R05        |false  |上月 · in the month before
        R2        |phone   |2026-03-04 10:00:00|A          |R05        |false  |7日整，重复 · exactly 7 days later: a repeat
        R3        |phone   |2026-03-05 09:00:00|B          |R05        |false  |首次 · the first
        R4        |phone   |2026-03-12 09:00:01|B          |R05        |false  |超过7日1秒，不是重复 · a second over 7 days: no repeat
        R5        |phone   |2026-03-10 09:00:00|C          |X1         |false  |首次 · the first
        R6        |app_chat|2026-03-10 15:00:00|C          |X1         |false  |换渠道再来，重复 · again on another channel: a repeat
        R7        |phone   |2026-03-11 09:00:00|D          |R05        |true   |测试，不计 · a test: left out
        R8        |phone   |2026-03-12 09:00:00|D          |R05        |false  |测试之后，不是重复 · after a test: no repeat
        R9        |phone   |2026-03-12 10:00:00|-          |R05        |false  |客户不明 · customer unknown`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 2, denominator: 6, value: 2 / 6, unknown_count: 1 },
    because: {
      zh: '3月身份与来由明确的接通有R2–R6、R8六次，R2、R6在之前7日内已有同类接触；R9未知。',
      en: 'Six answered contacts of March have a customer and a reason: R2 to R6 and R8. R2 and R6 had one about the same need in the 7 days before; R9 is unknown.',
    },
  },
})
