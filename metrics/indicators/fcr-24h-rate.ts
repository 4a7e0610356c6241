import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_24h_rate',
  title: { zh: '一次性解决率（24小时）', en: 'First-contact resolution, 24 hours' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'not is_identified or is_first_24h',
  unknown: 'not is_identified',
  immature: 'not is_matured_24h',
  numerator: 'is_resolved_24h',
  counts: {
    zh: '首次接触后24小时内同一客户未因同类问题在任何渠道再次联系的比例',
    en: 'Share of first contacts after which the customer did not come back about the same need within 24 hours, on any channel',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知；观察期未满列为未成熟',
    en: 'tests, unanswered contacts; unidentified ones count as unknown, open windows as immature',
  },
  maturity: { zh: '首次接触满24小时', en: '24 hours after the first contact' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |started_at         |outcome  |customer_id|reason_code|note
        F01       |phone   |2026-03-02 10:00:00|answered |A          |R05        |24小时整后再来，未解决 · came back after exactly 24 hours
        F02       |web_chat|2026-03-03 10:00:00|answered |A          |R05        |重复，不是首次 · a repeat
        F03       |phone   |2026-03-02 11:00:00|answered |B          |R05        |再来已超24小时，解决 · came back a second after 24 hours
        F04       |phone   |2026-03-03 11:00:01|answered |B          |R05        |又是首次，解决 · a first contact again
        F05       |phone   |2026-03-12 09:00:00|answered |C          |R05        |同一时刻再来，未解决 · came back in the same instant
        F06       |phone   |2026-03-12 09:00:00|answered |C          |R05        |间隔0秒也是重复 · no gap at all: a repeat
        F07       |phone   |2026-03-10 09:00:00|abandoned|D          |R05        |未接通，不计 · not answered
        F08       |phone   |2026-03-10 10:00:00|answered |D          |R05        |仍是首次，解决 · still a first contact
        F09       |phone   |2026-03-31 00:00:00|answered |E          |R05        |24小时刚满，解决 · its 24 hours are just over
        F10       |phone   |2026-03-31 00:00:01|answered |F          |R05        |还差1秒，未成熟 · one second short
        F11       |phone   |2026-03-10 09:00:00|answered |G          |-          |来由不明 · reason unknown`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 4, denominator: 6, value: 4 / 6, unknown_count: 1, immature_count: 1 },
    because: {
      zh: '首次接触且24小时已满的有F01、F03、F04、F05、F08、F09六次，F01、F05的客户在24小时内再来；F10未成熟，F11未知。',
      en: 'F01, F03, F04, F05, F08 and F09 are first contacts whose 24 hours are over; the customers of F01 and F05 came back in them. F10 is immature, F11 unknown.',
    },
  },
})
