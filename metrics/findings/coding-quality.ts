import { compareCoding, faults } from '../coding-shares.ts'
import { defineFinding } from '../define-finding.ts'

const texts = (language: 'zh' | 'en') =>
  faults.map((each) => `when '${each.name}' then '${each[language]}'`).join(' ')
const percent = (column: string) => `printf('%.1f%%', 100 * ${column})`

const tells = `
  select measure as metric, period_type, period_id, 'department=' || department as slice, n,
    share - rest_share as effect, 'share' as effect_unit, difference_low as ci_low,
    difference_high as ci_high, p_value, q_value, share - rest_share as weight,
    '{period}{slice}有效投诉中' || ${percent('share')} || case measure ${texts('zh')} end || '（'
      || count || '/' || n || '），其他部门为' || ${percent('rest_share')} || '。' as sentence_zh,
    '{period}: ' || ${percent('share')} || ' of the valid complaints of {slice} '
      || case measure ${texts('en')} end || ' (' || count || ' of ' || n || '), elsewhere '
      || ${percent('rest_share')} || '.' as sentence_en,
  from findings.coding_quality
  where measure <> 'root_cause' and department not in ('all', 'unknown')
    and q_value <= 0.05 and share > rest_share and count >= 5
  union all
  select measure, period_type, period_id, 'cause=' || cause || '|root_cause=' || root_cause, n,
    share - rest_share, 'share', difference_low, difference_high, p_value, q_value,
    share - rest_share,
    '{period}客户说的原因与根本原因对照（{slice}）：' || count || '/' || n || '件，占'
      || ${percent('share')} || '，其他原因中为' || ${percent('rest_share')} || '。',
    '{period}, cause of the customer beside root cause ({slice}): ' || count || ' of ' || n || ', '
      || ${percent('share')} || ', among other causes ' || ${percent('rest_share')} || '.',
  from findings.coding_quality
  where measure = 'root_cause' and cause <> 'unknown' and root_cause <> 'unknown'
    and q_value <= 0.05 and share > rest_share and count >= 5
  qualify row_number() over (partition by period_id order by count desc, cause, root_cause) <= 5`

export default defineFinding({
  name: 'coding_quality',
  title: { zh: '原因归类质量', en: 'Quality of the coding' },
  question: {
    zh: '哪些部门“其他”或未知原因偏多？客户说的原因与银行认定的根本原因如何对应？',
    en: 'Which departments leave too many causes other or unknown? What root causes lie behind the causes that customers name?',
  },
  article: '14',
  method: {
    zh: '占比（Wilson区间）与其余部门（原因）比较：差值Newcombe区间，z检验，期望不足5时用Fisher精确检验，同期经BH校正',
    en: 'Shares (Wilson) against the rest: Newcombe interval of the difference, z test, Fisher where less than 5 are expected, adjusted by Benjamini-Hochberg within the period',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    measure: `${faults.map(({ name }) => name).join(', ')}; root_cause: root causes of a cause`,
    department: 'responsible department; all, unknown',
    cause: 'measure root_cause: cause as the customer sees it; else null',
    root_cause: 'measure root_cause: root cause as the bank sees it; else null',
    n: 'valid complaints of the department (of the cause)',
    count: 'of them with the fault (with the root cause)',
    share: 'count / n',
    ci_low: 'lower end of its 95 % interval',
    ci_high: 'upper end',
    rest_share: 'the same share in all other departments (causes); null where there are none',
    difference_low: 'lower end of the 95 % interval of share - rest_share',
    difference_high: 'upper end',
    p_value: 'two-sided p of the difference; null under 5 complaints',
    q_value: 'p adjusted for all that is tested in the period',
  },
  madeOf: [{ from: 'marts.complaints', on: 'received_on' }],
  compute: compareCoding,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |department_id|cause_code|sub_cause_code|root_cause_code|times|note
        P1          |2026-03-02 09:00|open     |D02          |C07       |C0701         |product        |30   |-
        P2          |2026-03-02 09:00|open     |D02          |C99       |C9901         |external       |2    |其他 · other
        P3          |2026-03-02 09:00|open     |D05          |C99       |C9901         |process        |12   |其他 · other
        P4          |2026-03-02 09:00|open     |D05          |-         |-             |process        |8    |没有原因 · no cause
        P5          |2026-03-02 09:00|open     |D05          |C03       |-             |-              |5    |没有二级与根本原因 · no sub-cause, no root cause
        P6          |2026-03-02 09:00|open     |D05          |C03       |C0701         |process        |1    |二级不属于该原因 · of another cause
        P7          |2026-03-02 09:00|open     |D05          |C03       |C0301         |process        |4    |-
        P8          |2026-03-02 09:00|withdrawn|D05          |C99       |C9901         |-              |9    |撤诉不计 · withdrawn: not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03' and department = 'D05'",
    expect: [
      {
        measure: 'other_cause',
        n: 30,
        count: 12,
        share: 0.4,
        ci_low: 0.245906,
        ci_high: 0.576796,
        rest_share: 0.0625,
      },
      {
        measure: 'unknown_cause',
        n: 30,
        count: 8,
        share: 0.266667,
        ci_low: 0.141827,
        ci_high: 0.44448,
        rest_share: 0,
      },
      {
        measure: 'unknown_sub_cause',
        n: 30,
        count: 5,
        share: 0.166667,
        ci_low: 0.073365,
        ci_high: 0.335644,
        rest_share: 0,
      },
      {
        measure: 'sub_cause_of_another',
        n: 30,
        count: 1,
        share: 0.033333,
        ci_low: 0.005909,
        ci_high: 0.166704,
        rest_share: 0,
      },
      {
        measure: 'unknown_root_cause',
        n: 30,
        count: 5,
        share: 0.166667,
        ci_low: 0.073365,
        ci_high: 0.335644,
        rest_share: 0,
      },
    ],
    told: [
      {
        zh: '2026年3月运营管理部有效投诉中40.0%原因归为“其他”（12/30），其他部门为6.2%。',
        en: '2026-03: 40.0% of the valid complaints of Operations Management have the cause "other" (12 of 30), elsewhere 6.2%.',
      },
    ],
    because: {
      zh: '运营管理部有效投诉30件：“其他”12件，无原因8件，有原因无二级5件，二级不属于原因1件，无根本原因5件；信用卡中心32件中“其他”2件。',
      en: 'Operations has 30 valid complaints: 12 other, 8 without cause, 5 with a cause but no sub-cause, 1 with a sub-cause of another, 5 without root cause; 2 of the 32 of the card centre are other.',
    },
  },
})
