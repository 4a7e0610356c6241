import { mapCauses } from '../cause-map.ts'
import { complaintsAndContacts, defineFinding } from '../define-finding.ts'

const tells = `
  select 'complaints' as metric, period_type, period_id,
    'department=' || department || '|cause=' || cause as slice, n,
    n / expected as effect, 'ratio' as effect_unit, poisson_low(n) / expected as ci_low,
    poisson_high(n) / expected as ci_high, p_value, q_value, adjusted_residual as weight,
    '{period}{slice}偏多：' || n || '件，按部门与原因的合计应为' || printf('%.1f', expected)
      || '件（标准化残差' || printf('%+.1f', residual) || '）'
      || coalesce('，每万次接通' || printf('%.1f', rate_per_10k) || '件', '') || '。' as sentence_zh,
    '{period}: {slice} stands out with ' || n || ' complaints where the totals give '
      || printf('%.1f', expected) || ' (standardised residual ' || printf('%+.1f', residual) || ')'
      || coalesce('; ' || printf('%.1f', rate_per_10k) || ' per 10,000 contacts', '') || '.'
      as sentence_en,
  from findings.cause_department
  where residual > 2 and q_value <= 0.05 and n >= 5
    and not (department in ('other', 'unknown') or cause in ('other', 'unknown'))
  qualify row_number() over (partition by period_id order by adjusted_residual desc, slice) <= 5`

export default defineFinding({
  name: 'cause_department',
  title: { zh: '原因与部门对照', en: 'Causes by department' },
  question: {
    zh: '哪些部门的哪些原因多于按合计应有的件数？',
    en: 'Which causes are more frequent in which departments than the totals say?',
  },
  article: '14',
  method: {
    zh: '列联表标准化残差(O−E)/√E，E＝行合计×列合计÷总数；E≥5的格不足80%时先合并最小的部门或原因；另按部门接通量计算期望',
    en: 'Standardised residuals (O - E) / sqrt(E) with E = row x column / total; the smallest departments or causes are pooled until 80 % of the cells expect 5; a second expectation by the contacts of the department',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    is_pooled:
      'false: all departments and causes; true: the smallest of them pooled, where otherwise less than 80 % of the cells expect 5',
    department: 'responsible department; unknown without one, other is what was pooled',
    cause: 'cause as the customer sees it; unknown without one, other is what was pooled',
    n: 'valid complaints received in the period',
    expected: 'row total x column total / total',
    residual: '(n - expected) / sqrt(expected): what a map is coloured by',
    adjusted_residual: 'residual over its standard error; beyond 2 is unusual for one cell',
    p_value: 'two-sided p of the adjusted residual; null where too many cells expect less than 5',
    q_value: 'p adjusted for all cells of the period',
    table_p: 'p of the chi-square test of the whole table',
    contacts: 'answered inbound contacts of the department; null where it has none',
    rate_per_10k: 'complaints per 10,000 of these contacts',
    expected_by_contacts: 'complaints of the cause, shared out by contacts',
    contacts_residual: '(n - expected_by_contacts) / sqrt(expected_by_contacts)',
    pooled_departments: 'departments behind other',
    pooled_causes: 'causes behind other',
  },
  madeOf: complaintsAndContacts,
  compute: mapCauses,
  tells,
  example: {
    given: {
      contacts: `
        contact_id|started_at         |department_id|times
        C1        |2026-03-10 10:00:00|D02          |600
        C2        |2026-03-10 10:00:00|D03          |200`,
      complaints: `
        complaint_id|received_at     |outcome  |department_id|cause_code|times|note
        P1          |2026-03-02 09:00|open     |D02          |C07       |30   |-
        P2          |2026-03-02 09:00|open     |D02          |C01       |10   |-
        P3          |2026-03-02 09:00|open     |D02          |C03       |4    |-
        P4          |2026-03-02 09:00|open     |D02          |C04       |6    |并入其余 · pooled
        P5          |2026-03-02 09:00|open     |D03          |C07       |10   |-
        P6          |2026-03-02 09:00|open     |D03          |C01       |10   |-
        P7          |2026-03-02 09:00|open     |D03          |C03       |24   |-
        P8          |2026-03-02 09:00|open     |D03          |C05       |6    |并入其余 · pooled
        P9          |2026-03-02 09:00|withdrawn|D03          |C07       |9    |撤诉不计 · withdrawn: not valid`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03' and is_pooled",
    expect: [
      {
        department: 'D02',
        cause: 'C01',
        n: 10,
        expected: 10,
        residual: 0,
        adjusted_residual: 0,
        rate_per_10k: 166.666667,
        contacts_residual: -1.290994,
        pooled_causes: null,
      },
      {
        department: 'D02',
        cause: 'C03',
        n: 4,
        expected: 14,
        residual: -2.672612,
        adjusted_residual: -4.454354,
        rate_per_10k: 66.666667,
        contacts_residual: -3.709704,
        pooled_causes: null,
      },
      {
        department: 'D02',
        cause: 'C07',
        n: 30,
        expected: 20,
        residual: 2.236068,
        adjusted_residual: 4.082483,
        rate_per_10k: 500,
        contacts_residual: 0,
        pooled_causes: null,
      },
      {
        department: 'D02',
        cause: 'other',
        n: 6,
        expected: 6,
        residual: 0,
        adjusted_residual: 0,
        rate_per_10k: 100,
        contacts_residual: -1,
        pooled_causes: 'C04, C05',
      },
      {
        department: 'D03',
        cause: 'C01',
        n: 10,
        expected: 10,
        residual: 0,
        adjusted_residual: 0,
        rate_per_10k: 500,
        contacts_residual: 2.236068,
        pooled_causes: null,
      },
      {
        department: 'D03',
        cause: 'C03',
        n: 24,
        expected: 14,
        residual: 2.672612,
        adjusted_residual: 4.454354,
        rate_per_10k: 1200,
        contacts_residual: 6.425396,
        pooled_causes: null,
      },
      {
        department: 'D03',
        cause: 'C07',
        n: 10,
        expected: 20,
        residual: -2.236068,
        adjusted_residual: -4.082483,
        rate_per_10k: 500,
        contacts_residual: 0,
        pooled_causes: null,
      },
      {
        department: 'D03',
        cause: 'other',
        n: 6,
        expected: 6,
        residual: 0,
        adjusted_residual: 0,
        rate_per_10k: 300,
        contacts_residual: 1.732051,
        pooled_causes: 'C04, C05',
      },
    ],
    told: [
      {
        zh: '2026年3月信用卡中心·定价收费偏多：30件，按部门与原因的合计应为20.0件（标准化残差+2.2），每万次接通500.0件。',
        en: '2026-03: Credit Card Centre · Pricing and fees stands out with 30 complaints where the totals give 20.0 (standardised residual +2.2); 500.0 per 10,000 contacts.',
      },
    ],
    because: {
      zh: '各部门50件，定价收费40件，各应20件：30件的残差（30−20）÷√20＝2.24。营销与信息披露各只期望3件，并为其余。按接通600：200分摊定价收费恰为30与10件，残差0。',
      en: 'Fifty complaints each, 40 about fees: 20 expected of each, and 30 is (30 - 20) / sqrt(20) = 2.24. Marketing and disclosure expect 3 each and are pooled. Shared out by contacts, 600 to 200, fees are 30 and 10 as they should be: residual 0.',
    },
  },
})
