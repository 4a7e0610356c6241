import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_30d_rate',
  title: { zh: '一次性解决率（30日）', en: 'First-contact resolution, 30 days' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'not is_identified or is_first_30d',
  unknown: 'not is_identified',
  immature: 'not is_matured_30d',
  numerator: 'is_resolved_30d',
  counts: {
    zh: '首次接触后30日内同一客户未因同类问题在任何渠道再次联系的比例',
    en: 'Share of first contacts after which the customer did not come back about the same need within 30 days, on any channel',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知；观察期未满列为未成熟',
    en: 'tests, unanswered contacts; unidentified ones count as unknown, open windows as immature',
  },
  maturity: { zh: '首次接触满30×24小时', en: '30 × 24 hours after the first contact' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |started_at         |customer_id|reason_code|note
        F01       |phone   |2026-01-05 10:00:00|A          |R05        |30日整后再来，未解决 · came back after exactly 30 days
        F02       |app_chat|2026-02-04 10:00:00|A          |R05        |重复，不是首次 · a repeat
        F03       |phone   |2026-01-05 11:00:00|B          |R05        |再来已超30日，解决 · came back a second after 30 days
        F04       |phone   |2026-02-04 11:00:01|B          |R05        |又是首次，解决 · a first contact again
        F05       |phone   |2026-02-10 09:00:00|C          |R05        |15日后再来，未解决 · came back after 15 days
        F06       |phone   |2026-02-25 09:00:00|C          |R05        |重复 · a repeat
        F07       |phone   |2026-03-20 09:00:00|C          |R05        |距F06 23日，仍是重复 · 23 days after F06: still a repeat
        F08       |phone   |2026-03-02 00:00:00|D          |R05        |30日刚满，解决 · its 30 days are just over
        F09       |phone   |2026-03-02 00:00:01|E          |R05        |还差1秒，未成熟 · one second short
        F10       |phone   |2026-02-10 09:00:00|-          |R05        |客户不明 · customer unknown`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-Q1',
    expect: { numerator: 3, denominator: 5, value: 3 / 5, unknown_count: 1, immature_count: 1 },
    because: {
      zh: '首次接触且30日已满的有F01、F03、F04、F05、F08五次，F01、F05的客户在30日内再来；F09未成熟，F10未知。F07与F06相隔23日，属同一串重复。',
      en: 'F01, F03, F04, F05 and F08 are first contacts whose 30 days are over; the customers of F01 and F05 came back in them. F09 is immature, F10 unknown. F07 is 23 days after F06 and belongs to the same chain.',
    },
  },
})
