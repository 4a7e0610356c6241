import { defineIndicator } from '../define-indicator.ts'

export default defineIndicator({
  kind: 'rate',
  name: 'fcr_rate',
  title: { zh: '一次性解决率', en: 'First-contact resolution' },
  article: '10.3',
  unit: 'rate',
  better: 'higher',
  from: 'marts.needs',
  at: 'started_on',
  by: ['channel', 'department', 'team', 'agent', 'branch', 'product', 'reason'],
  rows: 'not is_identified or is_first_7d',
  unknown: 'not is_identified',
  immature: 'not is_matured_7d',
  numerator: 'is_resolved_7d',
  counts: {
    zh: '首次接触后7日内同一客户未因同类问题在任何渠道再次联系的比例',
    en: 'Share of first contacts after which the customer did not come back about the same need within 7 days, on any channel',
  },
  leavesOut: {
    zh: '测试、未接通；身份或来由不明列为未知；观察期未满列为未成熟',
    en: 'tests, unanswered contacts; unidentified ones count as unknown, open windows as immature',
  },
  maturity: { zh: '首次接触满7×24小时', en: '7 × 24 hours after the first contact' },
  owner: 'service-quality',
  version: 1,
  changes: [{ version: 1, from: '2024-01-01', note: { zh: '首版', en: 'first version' } }],
  example: {
    given: {
      contacts: `
        contact_id|channel |started_at         |outcome  |customer_id|reason_code|note
        F1        |phone   |2026-03-02 10:00:00|answered |A          |R05        |7日整后再来，未解决 · came back after exactly 7 days
        F2        |app_chat|2026-03-09 10:00:00|answered |A          |R06        |同类来由的重复，不是首次 · a repeat of the same kind, on another channel
        F3        |phone   |2026-03-02 11:00:00|answered |B          |R05        |再来已超7日，解决 · came back a second after 7 days
        F4        |phone   |2026-03-09 11:00:01|answered |B          |R05        |又是首次，解决 · a first contact again
        F5        |phone   |2026-03-03 09:00:00|answered |B          |R20        |同一客户的另一类需求 · another need of the same customer
        F6        |phone   |2026-03-25 00:00:00|answered |C          |R05        |7日刚满，解决 · its 7 days are just over
        F7        |phone   |2026-03-25 00:00:01|answered |D          |R05        |还差1秒，未成熟 · one second short
        F8        |phone   |2026-03-10 09:00:00|answered |-          |R05        |客户不明 · customer unknown
        F9        |phone   |2026-03-10 09:00:00|abandoned|E          |R05        |未接通，不计 · not answered`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    period: '2026-03',
    expect: { numerator: 4, denominator: 5, value: 4 / 5, unknown_count: 1, immature_count: 1 },
    because: {
      zh: '首次接触且7日已满的有F1、F3、F4、F5、F6五次，只有F1的客户在7日内再来；F7未成熟，F8未知。R05与R06属于同一类来由。',
      en: 'F1, F3, F4, F5 and F6 are first contacts whose 7 days are over; only the customer of F1 came back in them. F7 is immature, F8 unknown. R05 and R06 are reasons of one kind.',
    },
  },
})
