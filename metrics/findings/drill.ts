import { complaintsAndContacts, defineFinding } from '../define-finding.ts'
import { compareNodes } from '../drill-nodes.ts'

const tells = `
  select 'complaints' as metric, period_type, period_id, compared_with, path as slice, n,
    change as effect, 'complaints' as effect_unit, p_value, q_value, abs(change) as weight,
    '{period}{slice}投诉' || n || '件，比{before}' || case when change > 0 then '多' else '少' end
      || abs(change) || '件'
      || coalesce('，单位服务量下为其' || printf('%.2f', ratio) || '倍（95%区间'
        || printf('%.2f', ratio_low) || '–' || printf('%.2f', ratio_high) || '）', '')
      || '。' as sentence_zh,
    '{period}: {slice} has ' || n || ' complaints, ' || abs(change)
      || case when change > 0 then ' more' else ' fewer' end || ' than {before}'
      || coalesce('; at equal exposure ' || printf('%.2f', ratio) || ' times (95 % interval '
        || printf('%.2f', ratio_low) || ' to ' || printf('%.2f', ratio_high) || ')', '')
      || '.' as sentence_en,
  from findings.drill
  where q_value <= 0.05`

export default defineFinding({
  name: 'drill',
  title: { zh: '逐层下钻', en: 'Drill-down' },
  question: {
    zh: '从产品到环节、原因、二级原因，投诉在哪里变多或变少？',
    en: 'From product to step, cause and sub-cause: where did complaints grow or fall?',
  },
  article: '14',
  method: {
    zh: '同一口径逐层计数，子项之和等于父项；与上期按服务量比较（条件二项检验），同期各项经BH校正，q≤5%才提示；少于5件不检验',
    en: 'One count at every level, children sum to their parent; against the period before at equal exposure (conditional binomial test), adjusted by Benjamini-Hochberg within the period, told from q = 5 %; under 5 cases nothing is tested',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    compared_with: 'the period before; null without data',
    depth: '0 the whole bank, 1 product, 2 process step, 3 cause, 4 sub-cause',
    path: 'product=B0205|process_step=billing|cause=C07: the node; empty for the whole bank',
    parent: 'path of the node above; null for the whole bank',
    product: 'product code; unknown where there is none; null above that level',
    process_step: 'process step; null above that level',
    cause: 'cause as the customer sees it; null above that level',
    sub_cause: 'second level of the cause; null above that level',
    n: 'complaints received in the period; children sum to their parent',
    share: 'of all received in the period',
    previous: 'received in the period before, of an open period in as many days of it',
    change: 'n - previous',
    contacts: 'answered inbound contacts of the product (depth 0: of the bank); null where unknown',
    previous_contacts: 'the same in the period before',
    rate_per_10k: 'complaints per 10,000 of these contacts',
    rate_low: 'lower end of its 95 % interval',
    rate_high: 'upper end',
    previous_rate_per_10k: 'the same rate in the period before',
    ratio:
      'rate over the rate before; per contacts of the bank where the product has none; null when not tested or nothing came before',
    ratio_low: 'lower end of its exact 95 % interval',
    ratio_high: 'upper end; null when it has none',
    p_value: 'exact two-sided p that both rates are the same; null under 5 cases in both periods',
    q_value: 'p adjusted for all nodes tested in the period',
  },
  madeOf: complaintsAndContacts,
  compute: compareNodes,
  tells,
  example: {
    given: {
      contacts: `
        contact_id|started_at         |product_code|times
        C1        |2026-02-10 10:00:00|B0205       |1000
        C2        |2026-03-10 10:00:00|B0205       |2000
        C3        |2026-03-11 10:00:00|B0301       |500`,
      complaints: `
        complaint_id|received_at     |outcome  |product_code|process_step|cause_code|sub_cause_code|times|note
        P1          |2026-02-03 09:00|open     |B0205       |billing     |C07       |C0701         |5    |-
        P2          |2026-03-03 09:00|open     |B0205       |billing     |C07       |C0701         |4    |-
        P3          |2026-03-04 09:00|open     |B0205       |billing     |C07       |C0704         |34   |-
        P4          |2026-03-05 09:00|withdrawn|B0205       |servicing   |C01       |-             |2    |撤诉也算收到 · withdrawn ones were received
        P5          |2026-03-06 09:00|open     |-           |-           |-         |-             |1    |未知 · unknown`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03' and depth <= 2",
    expect: [
      {
        path: '',
        parent: null,
        n: 41,
        previous: 5,
        change: 36,
        share: 1,
        contacts: 2500,
        rate_per_10k: 164,
        previous_rate_per_10k: 50,
      },
      {
        path: 'product=B0205',
        parent: '',
        n: 40,
        previous: 5,
        change: 35,
        share: 0.97561,
        contacts: 2000,
        rate_per_10k: 200,
        previous_rate_per_10k: 50,
      },
      {
        path: 'product=unknown',
        parent: '',
        n: 1,
        previous: 0,
        change: 1,
        share: 0.02439,
        contacts: null,
        rate_per_10k: null,
        previous_rate_per_10k: null,
      },
      {
        path: 'product=B0205|process_step=billing',
        parent: 'product=B0205',
        n: 38,
        previous: 5,
        change: 33,
        share: 0.926829,
        contacts: 2000,
        rate_per_10k: 190,
        previous_rate_per_10k: 50,
      },
      {
        path: 'product=B0205|process_step=servicing',
        parent: 'product=B0205',
        n: 2,
        previous: 0,
        change: 2,
        share: 0.04878,
        contacts: 2000,
        rate_per_10k: 10,
        previous_rate_per_10k: 0,
      },
      {
        path: 'product=unknown|process_step=unknown',
        parent: 'product=unknown',
        n: 1,
        previous: 0,
        change: 1,
        share: 0.02439,
        contacts: null,
        rate_per_10k: null,
        previous_rate_per_10k: null,
      },
    ],
    told: [],
    because: {
      zh: '3月收到41件：信用卡40件，其中计费38件、存续期服务2件（撤诉也算收到），未知1件，逐层相加相等。信用卡每万次接通200件，2月为50件。',
      en: 'March brought 41: 40 of the credit card, 38 in billing and 2 in servicing (withdrawn ones were received), 1 unknown; each level adds up. Per 10,000 contacts of the card 200, in February 50.',
    },
  },
})
