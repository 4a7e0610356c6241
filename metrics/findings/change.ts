import { changeSplit } from '../change-split.ts'
import { complaintsAndContacts, defineFinding } from '../define-finding.ts'

const signed = (column: string) => `printf('%+.1f', round(round(${column}, 6), 1) + 0)`
const more = (kind: 'zh' | 'en') =>
  kind === 'zh'
    ? "case when change < 0 then '少' else '多' end || abs(change)"
    : "abs(change) || case when change < 0 then ' fewer' else ' more' end"

const tells = `
  select 'complaints' as metric, period_type, period_id, compared_with,
    dimension || '=' || code as slice, n, change as effect, 'complaints' as effect_unit,
    case dimension when 'product' then 2e9 else 1e9 end as weight,
    '{period}投诉' || n || '件，比{before}' || ${more('zh')} || '件，其中服务量变化带来'
      || ${signed('volume')} || '件，' || dimension_zh || '结构带来' || ${signed('mix')} || '件，各'
      || dimension_zh || '自身投诉率带来' || ${signed('rate')} || '件。' as sentence_zh,
    '{period}: ' || n || ' complaints, ' || ${more('en')} || ' than {before}: '
      || ${signed('volume')} || ' by the volume of contacts, ' || ${signed('mix')} || ' by the mix of '
      || dimension || 's, ' || ${signed('rate')} || ' by the rates of each ' || dimension || '.'
      as sentence_en,
  from (
    select *, case dimension when 'product' then '产品' else '渠道' end as dimension_zh,
    from findings.change where code = 'all' and volume is not null
  )
  union all
  select 'complaints', period_type, period_id, compared_with, dimension || '=' || code, n,
    rate, 'complaints', abs(rate),
    '{period}{slice}自身投诉率比{before}的变化带来' || ${signed('rate')} || '件投诉（结构'
      || ${signed('mix')} || '件）：投诉' || previous || '→' || n || '件，接通' || previous_contacts
      || '→' || contacts || '次。',
    '{period}: the rate of {slice} itself made ' || ${signed('rate')}
      || ' complaints against {before} (mix ' || ${signed('mix')} || '); complaints ' || previous
      || ' to ' || n || ', contacts ' || previous_contacts || ' to ' || contacts || '.',
  from findings.change
  where code not in ('all', 'unknown') and has_exposure and greatest(n, previous) >= 5
    and rates_differ(n, contacts, previous, previous_contacts)
  qualify row_number() over (
    partition by period_id, dimension order by abs(rate) desc, code
  ) <= 3`

export default defineFinding({
  name: 'change',
  title: { zh: '投诉增减分解', en: 'What changed the complaints' },
  question: {
    zh: '投诉增减来自服务量、产品（渠道）结构，还是各产品（渠道）自身的投诉率？',
    en: 'Did volume, mix or the rate of each product (channel) change the number of complaints?',
  },
  article: '14',
  method: {
    zh: '北川分解，即两因素的Shapley值：量、结构、率三部分之和恰等于增减；没有自己服务量的组按全行服务量计',
    en: 'Kitagawa, which for two factors is Shapley: volume, mix and rate sum to the change; groups without contacts of their own are measured per contacts of the bank',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    compared_with: 'the period before; of an open period as many days of it',
    dimension: 'product or channel',
    code: 'the group; all is their sum, unknown has no code',
    has_exposure:
      'measured per its own contacts; false: it has none in a period with complaints, and stands per contacts of the bank, without a mix part',
    n: 'complaints received in the period',
    previous: 'in the period before',
    change: 'n - previous = volume + mix + rate, without residual',
    contacts: 'answered inbound contacts of the group',
    previous_contacts: 'in the period before',
    volume:
      'complaints that the change of all contacts makes; null without contacts of the bank in a period',
    mix: 'complaints that the change of its share of the contacts makes',
    rate: 'complaints that the change of its own rate makes; 0 for a group that is new or gone',
    centered_mix: 'mix measured from the overall rate: growth of a good group counts as good',
  },
  madeOf: complaintsAndContacts,
  compute: changeSplit,
  tells,
  example: {
    given: {
      contacts: `
        contact_id|started_at         |product_code|times
        A1        |2026-02-10 10:00:00|B0101       |2500
        B1        |2026-02-10 10:00:00|B0205       |1500
        C1        |2026-02-10 10:00:00|B0301       |1000
        A2        |2026-03-10 10:00:00|B0101       |2400
        B2        |2026-03-10 10:00:00|B0205       |1800
        C2        |2026-03-10 10:00:00|B0301       |1800`,
      complaints: `
        complaint_id|received_at     |outcome|product_code|times
        A1          |2026-02-03 09:00|open   |B0101       |250
        B1          |2026-02-03 09:00|open   |B0205       |300
        C1          |2026-02-03 09:00|open   |B0301       |400
        A2          |2026-03-03 09:00|open   |B0101       |264
        B2          |2026-03-03 09:00|open   |B0205       |324
        C2          |2026-03-03 09:00|open   |B0301       |720`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03' and dimension = 'product'",
    expect: [
      {
        code: 'all',
        n: 1308,
        previous: 950,
        change: 358,
        volume: 204,
        mix: 162.25,
        rate: -8.25,
        centered_mix: 162.25,
      },
      {
        code: 'B0101',
        n: 264,
        previous: 250,
        change: 14,
        volume: 47,
        mix: -57.75,
        rate: 24.75,
        centered_mix: 54.45,
      },
      {
        code: 'B0205',
        n: 324,
        previous: 300,
        change: 24,
        volume: 57,
        mix: 0,
        rate: -33,
        centered_mix: 0,
      },
      {
        code: 'B0301',
        n: 720,
        previous: 400,
        change: 320,
        volume: 100,
        mix: 220,
        rate: 0,
        centered_mix: 107.8,
      },
    ],
    told: [
      {
        zh: '2026年3月投诉1308件，比2026年2月多358件，其中服务量变化带来+204.0件，产品结构带来+162.3件，各产品自身投诉率带来-8.3件。',
        en: '2026-03: 1308 complaints, 358 more than 2026-02: +204.0 by the volume of contacts, +162.3 by the mix of products, -8.3 by the rates of each product.',
      },
    ],
    because: {
      zh: '接通5000→6000次；构成.5/.3/.2→.4/.3/.3，每百次10/20/40→11/18/40件。全行率19→21.8，其中率−0.15、结构+2.95；×平均55（百次）得−8.25与162.25，量＝10×(19＋21.8)÷2＝204。',
      en: 'Contacts 5,000 to 6,000; shares .5/.3/.2 to .4/.3/.3, per hundred 10/20/40 to 11/18/40. The overall rate 19 to 21.8 is -0.15 by rate and +2.95 by mix; times 55 (mean, in hundreds) -8.25 and 162.25; volume 10 x (19 + 21.8) / 2 = 204.',
    },
  },
})
