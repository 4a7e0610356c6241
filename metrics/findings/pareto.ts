import { defineFinding } from '../define-finding.ts'
import { measures, paretoRanks } from '../pareto-ranks.ts'

const levelNames = [
  ['product_group', '产品大类', 'product groups'],
  ['product', '产品', 'products'],
  ['process_step', '环节', 'process steps'],
  ['cause', '原因', 'causes'],
  ['sub_cause', '二级原因', 'sub-causes'],
] as const

const cases = (kind: 'zh' | 'en') =>
  measures.map((each) => `when '${each.name}' then '${each[kind]}'`).join(' ')

const tells = `
  with levels(level, level_zh, level_en) as (
    values ${levelNames.map((each) => `(${each.map((text) => `'${text}'`).join(', ')})`).join(', ')}
  ),
  classes as (
    select period_type, period_id, measure, level, max(cumulative) as share_of_a,
      count(*) as count_of_a,
    from findings.pareto where class = 'A' group by all
  ),
  named as (
    select pareto.*, levels.* exclude (level), share_of_a, count_of_a,
      case measure ${cases('zh')} end as measure_zh, case measure ${cases('en')} end as measure_en,
      printf('%.1f%%', 100 * share) as share_text, printf('%.1f%%', 100 * share_of_a) as a_text,
      case when measure = 'redress_amount' then printf('%.2f', value)
        else printf('%.0f', value) end as value_text,
    from findings.pareto
    join levels using (level)
    join classes using (period_type, period_id, measure, level)
    where class = 'A' and position <= 3 and n >= 5 and (measure <> 'escalations' or value >= 5)
  )
  select measure as metric, period_type, period_id, null as compared_with,
    level || '=' || code as slice, n, share as effect, 'share' as effect_unit,
    case when measure in ('complaints', 'escalations') then wilson_low(value, total) end as ci_low,
    case when measure in ('complaints', 'escalations') then wilson_high(value, total) end as ci_high,
    share as weight,
    '{period}按' || measure_zh || '，{slice}居' || level_zh || '第' || position || '位：'
      || value_text || '，占' || share_text || '；' || level_zh || '前' || count_of_a || '项合占'
      || a_text || '。' as sentence_zh,
    '{period}, by ' || measure_en || ': {slice} is no. ' || position || ' of the ' || level_en
      || ' with ' || value_text || ', ' || share_text || '; the first ' || count_of_a
      || ' together hold ' || a_text || '.' as sentence_en,
  from named`

export default defineFinding({
  name: 'pareto',
  title: { zh: '主要原因排序', en: 'What weighs most' },
  question: {
    zh: '哪些产品、环节和原因占了大部分投诉、补偿、超期与升级？',
    en: 'Which products, steps and causes hold most complaints, redress, overdue days, escalations?',
  },
  article: '14',
  method: {
    zh: '帕累托：按值降序（同值按编码），累计占比80%以前为A、95%以前为B；基数为全部有效投诉，含未知',
    en: 'Pareto: by falling value, ties by code; A until 80 %, B until 95 % of all valid complaints, unknown ones included',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    measure: 'complaints, redress_amount (yuan), overdue_days, handling_days or escalations',
    level: 'product_group, product, process_step, cause or sub_cause',
    code: 'code at that level; unknown where the complaint has none',
    position: '1 is the largest; equal values by code',
    n: 'valid complaints with this code, received in the period',
    value: 'total of the measure over them',
    total: 'total over all valid complaints of the period, unknown ones included',
    share: 'value / total',
    cumulative: 'share of this code and all before it',
    class:
      'A until 80 % of the total, B until 95 %, then C; the one that crosses a mark is before it',
    concentration: 'Herfindahl-Hirschman index of the level: 0 scattered, 10,000 one code',
  },
  madeOf: [{ from: 'marts.complaints', on: 'received_on' }],
  compute: paretoRanks,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |closed_at       |cause_code|redress_amount|is_escalated|times|note
        P1          |2026-03-02 09:00|resolved |2026-03-04 09:00|C07       |0             |true        |6    |两天办结 · two days
        P2          |2026-03-03 09:00|resolved |2026-03-21 09:00|C01       |500           |false       |2    |超期三天 · three days overdue
        P3          |2026-03-04 09:00|resolved |2026-03-05 09:00|-         |0             |false       |1    |原因未知 · unknown cause
        P4          |2026-03-05 09:00|resolved |2026-03-06 09:00|C03       |0             |false       |1    |-
        P5          |2026-03-06 09:00|withdrawn|-               |C07       |900           |true        |5    |撤诉不计 · withdrawn: not valid
        P6          |2026-03-07 09:00|duplicate|-               |C07       |900           |true        |5    |重复不计 · merged: not received`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where:
      "period_id = '2026-03' and level = 'cause' and measure in ('complaints', 'overdue_days')",
    expect: [
      {
        measure: 'complaints',
        position: 1,
        code: 'C07',
        value: 6,
        share: 0.6,
        cumulative: 0.6,
        class: 'A',
        concentration: 4200,
      },
      {
        measure: 'complaints',
        position: 2,
        code: 'C01',
        value: 2,
        share: 0.2,
        cumulative: 0.8,
        class: 'A',
        concentration: 4200,
      },
      {
        measure: 'complaints',
        position: 3,
        code: 'C03',
        value: 1,
        share: 0.1,
        cumulative: 0.9,
        class: 'B',
        concentration: 4200,
      },
      {
        measure: 'complaints',
        position: 4,
        code: 'unknown',
        value: 1,
        share: 0.1,
        cumulative: 1,
        class: 'B',
        concentration: 4200,
      },
      {
        measure: 'overdue_days',
        position: 1,
        code: 'C01',
        value: 6,
        share: 1,
        cumulative: 1,
        class: 'A',
        concentration: 10000,
      },
      {
        measure: 'overdue_days',
        position: 2,
        code: 'C03',
        value: 0,
        share: 0,
        cumulative: 1,
        class: 'C',
        concentration: 10000,
      },
      {
        measure: 'overdue_days',
        position: 3,
        code: 'C07',
        value: 0,
        share: 0,
        cumulative: 1,
        class: 'C',
        concentration: 10000,
      },
      {
        measure: 'overdue_days',
        position: 4,
        code: 'unknown',
        value: 0,
        share: 0,
        cumulative: 1,
        class: 'C',
        concentration: 10000,
      },
    ],
    told: [
      {
        zh: '2026年3月按投诉件数，定价收费居原因第1位：6，占60.0%；原因前2项合占80.0%。',
        en: '2026-03, by complaints: Pricing and fees is no. 1 of the causes with 6, 60.0%; the first 2 together hold 80.0%.',
      },
    ],
    because: {
      zh: '有效投诉10件（撤诉、重复不计）：6、2、1、未知1；同为1件时按编码。两件C01各超期3天，占全部超期天数。',
      en: 'Ten valid complaints (withdrawn and merged ones left out): 6, 2, 1 and 1 unknown; equal counts by code. Two of C01 are three days late each: all days overdue.',
    },
  },
})
