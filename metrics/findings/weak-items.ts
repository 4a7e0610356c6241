import { defineFinding } from '../define-finding.ts'

const compute = `
  with judged as (
    select period_type, period_id, is_now, item_code as item, result = 'fail' as is_failed,
    from staging.inspection_items
    join marts.inspections using (inspection_id)
    join finding_windows on inspected_on between from_day and to_day
    where is_sample and result in ('pass', 'fail')
  ),
  counted as (
    select period_type, period_id, item,
      count(*) filter (where is_now) as n,
      count(*) filter (where is_now and is_failed) as failed,
      count(*) filter (where not is_now) as previous_n,
      count(*) filter (where not is_now and is_failed) as previous_failed,
    from judged group by all
  ),
  compared as (
    select *,
      sum(n) over same_period - n as other_n, sum(failed) over same_period - failed as other_failed,
    from counted
    window same_period as (partition by period_type, period_id)
  ),
  trained as (
    select period_type, period_id, item_code as item,
      count(distinct agent_id) as trained_agents, count(distinct course) as courses,
    from reference.scorecard_items
    join reference.training
      on regexp_matches(concat_ws(' ', course, topic), training_words)
    join finding_periods on trained_on between period_start and period_end
    where training_words is not null
    group by all
  )
  select period_type, period_id, item, n, failed, failed / n as share,
    wilson_low(failed, n) as ci_low, wilson_high(failed, n) as ci_high,
    other_failed / nullif(other_n, 0) as share_of_others,
    previous_failed / nullif(previous_n, 0) as previous_share,
    n >= 30 and other_n > 0
      and coalesce(newcombe_low(failed, n, other_failed, other_n) > 0, false) as is_weak,
    coalesce(trained_agents, 0) as trained_agents, coalesce(courses, 0) as courses,
  from compared
  left join trained using (period_type, period_id, item)
  where n > 0`

const tells = `
  select 'qa_pass_rate' as metric, period_type, period_id, 'item=' || item as slice, n,
    share - share_of_others as effect, 'share' as effect_unit,
    share - share_of_others as weight,
    '{period}质检项目' || coalesce('“' || name_zh || '”', item) || '不合格率'
      || printf('%.1f%%', 100 * share) || '（' || failed || '/' || n || '），高于其余项目的'
      || printf('%.1f%%', 100 * share_of_others) || '；期内'
      || case when trained_agents = 0 then '没有相关培训。'
        else '相关培训' || courses || '门、' || trained_agents || '人参加。' end as sentence_zh,
    '{period}: ' || coalesce(name_en, item) || ' fails in ' || printf('%.1f%%', 100 * share)
      || ' (' || failed || '/' || n || '), all other items in '
      || printf('%.1f%%', 100 * share_of_others) || '; '
      || case when trained_agents = 0 then 'no training on it in the period.'
        else trained_agents || ' agents trained on it in the period.' end as sentence_en,
  from findings.weak_items
  left join reference.scorecard_items on item_code = item
  where is_weak`

export default defineFinding({
  name: 'weak_items',
  title: { zh: '薄弱质检项目与培训', en: 'Weak items and training' },
  question: {
    zh: '哪些质检项目明显比其余项目差，期内是否为此培训过？',
    en: 'Which items of the scorecard are clearly worse than the others, and was there training on them?',
  },
  article: '13',
  method: {
    zh: '随机抽样质检中各项目的不合格率（不适用不计）与其余项目之差，纽科姆区间下限大于零且不少于30次为薄弱；培训按评分项目的相关词对照课程与专题',
    en: 'Share of fails of an item in the random sample, not applicable left out, against all other items: weak where the Newcombe interval of the difference lies above 0 and n is at least 30; training is matched by the words of the scorecard',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    item: 'item of the scorecard, named in reference.scorecard_items',
    n: 'times it was judged pass or fail in random inspections of the period',
    failed: 'of those, fails',
    share: 'failed / n',
    ci_low: 'lower end of the Wilson interval of share',
    ci_high: 'upper end',
    share_of_others: 'share of fails of all other items; null without any',
    previous_share: 'share of fails in the period before; null without any',
    is_weak: 'clearly worse than the other items, and judged at least 30 times',
    trained_agents: 'agents who had training on it in the period',
    courses: 'courses that they had',
  },
  compute,
  tells,
  example: {
    given: {
      contacts: `
        contact_id
        K1`,
      inspections: `
        inspection_id | times
        QA            | 10
        QB            | 30
        QC            | 2`,
      inspection_items: `
        inspection_id | item_code | result | times
        QA            | D1.5      | fail   | 10
        QA            | D2.8      | pass   | 10
        QB            | D1.5      | pass   | 30
        QB            | D2.8      | pass   | 30
        QC            | D1.5      | na     | 2
        QC            | D2.8      | fail   | 2`,
      scorecard_items: `
        item_code | name_zh | name_en | training_words
        D1.5      | 同理心  | Empathy | 安抚`,
      training: `
        training_id | agent_id | topic    | trained_on
        T1          | A1       | 投诉安抚 | 2026-03-20
        T2          | A2       | 投诉安抚 | 2026-03-20
        T3          | A3       | 收费标准 | 2026-03-20
        T4          | A4       | 投诉安抚 | 2026-04-01`,
    },
    asOf: '2026-04-02T00:00:00+08:00',
    where: `period_id = '2026-03'`,
    expect: [
      {
        item: 'D1.5',
        n: 40,
        failed: 10,
        share: 0.25,
        share_of_others: 2 / 42,
        is_weak: true,
        trained_agents: 2,
        courses: 1,
      },
      {
        item: 'D2.8',
        n: 42,
        failed: 2,
        share: 2 / 42,
        share_of_others: 0.25,
        is_weak: false,
        trained_agents: 0,
        courses: 0,
      },
    ],
    told: [
      {
        zh: '2026年3月质检项目“同理心”不合格率25.0%（10/40），高于其余项目的4.8%；期内相关培训1门、2人参加。',
        en: '2026-03: Empathy fails in 25.0% (10/40), all other items in 4.8%; 2 agents trained on it in the period.',
      },
    ],
    because: {
      zh: '同理心判了40次（不适用2次不计），不合格10次；其余项目42次中2次。相差20.2个百分点，区间不含零，属薄弱。两人参加了“安抚”培训，四月的一人与收费培训不算。',
      en: 'Empathy was judged 40 times, 2 not applicable left out, and failed 10; the others failed 2 of 42. The difference of 20.2 points is clear of 0: weak. Two agents had the training; that of April and that on fees do not count.',
    },
  },
})
