import type { Database } from '../../core/database.ts'
import { defineFinding } from '../define-finding.ts'
import { compareWords, testWords } from '../words/compare-words.ts'
import { countWords } from '../words/count-words.ts'
import { keepNarrativeWords } from '../words/keep-words.ts'

async function compute(database: Database): Promise<string> {
  await keepNarrativeWords(database)
  await countWords(database)
  await compareWords(database)
  await testWords(database)
  return `
    select period_type, period_id, compared_with, slice, word,
      documents, of_documents, previous, of_previous,
      documents / of_documents as share, previous / of_previous as previous_share,
      delta as log_odds, delta - 1.959963984540054 * deviation as log_odds_low,
      delta + 1.959963984540054 * deviation as log_odds_high,
      delta / deviation as z, p_value, q_value,
      q_value <= 0.05 as is_told,
    from word_sides join word_tests using (side)
    where documents >= 5 and delta > 0 and p_value <= 0.05`
}

const tells = `
  with told as (
    select *, row_number() over in_slice as place, count(*) over (
        partition by period_type, period_id, slice) as words,
    from findings.emerging_words where is_told
    window in_slice as (partition by period_type, period_id, slice order by z desc, word)
  )
  select 'complaint_words' as metric, period_type, period_id, any_value(compared_with) as compared_with,
    slice, min_by(documents, place) as n,
    min_by(log_odds, place) as effect, 'log_odds' as effect_unit,
    min_by(log_odds_low, place) as ci_low, min_by(log_odds_high, place) as ci_high,
    min_by(p_value, place) as p_value, min_by(q_value, place) as q_value,
    max(z) as weight,
    '{period}{slice}的投诉叙述（' || any_value(of_documents) || '份，{before}' || any_value(of_previous)
      || '份）中明显变多的词：'
      || string_agg(word || '（' || documents || '份，此前' || previous || '份）', '、' order by place)
        filter (where place <= 5)
      || case when any_value(words) > 5 then '等' || any_value(words) || '个' else '' end || '。'
      as sentence_zh,
    '{period}, narratives of {slice} (' || any_value(of_documents) || ', in {before} '
      || any_value(of_previous) || '): used clearly more are '
      || string_agg(word || ' (' || documents || ', before ' || previous || ')', ', ' order by place)
        filter (where place <= 5)
      || case when any_value(words) > 5 then ' and ' || (any_value(words) - 5) || ' more' else '' end
      || '.' as sentence_en,
  from told group by period_type, period_id, slice`

export default defineFinding({
  name: 'emerging_words',
  title: { zh: '新出现的用语', en: 'Emerging words' },
  question: {
    zh: '投诉人在叙述中比上期多说了哪些词？',
    en: 'Which words do complainants use more than in the period before?',
  },
  article: '14',
  method: {
    zh: '按份数（不按次数）计词，同月近似重复的叙述只计一份；带狄利克雷先验的加权对数几率排序（Monroe等2008），Fisher精确检验，同期同一维度（全行、产品或原因）的全部词经BH校正，q≤5%且不少于5份才提示',
    en: 'Words by documents, not uses; near-duplicates of a month count once; weighted log odds with a Dirichlet prior give the order (Monroe et al. 2008), Fisher’s exact test the p, adjusted by Benjamini-Hochberg over all words of the period and dimension (whole bank, products, causes); told from q = 5 % and 5 documents',
  },
  version: 1,
  columns: {
    period_type: 'month, quarter or year',
    period_id: '2026-09, 2026-Q3 or 2026',
    compared_with: 'the period before',
    slice: 'empty for the whole bank, product=B0205 or cause=C07',
    word: 'the word; English in lower case',
    documents: 'narratives of the slice that hold it, near-duplicates of a month counted once',
    of_documents: 'all narratives of the slice, counted alike',
    previous: 'those that held it in the period before, of an open period in as many days of it',
    of_previous: 'all of the slice in the period before',
    share: 'documents / of_documents',
    previous_share: 'previous / of_previous',
    log_odds: 'weighted log odds of the word, this period against the one before; above 0',
    log_odds_low: 'lower end of its 95 % interval',
    log_odds_high: 'upper end',
    z: 'log_odds over its standard error; gives the order',
    p_value: 'exact two-sided p that the share is the same; rows up to 0.05 are kept',
    q_value: 'p adjusted for all words of the period and dimension: whole bank, products or causes',
    is_told: 'q_value up to 0.05: part of a finding',
  },
  compute,
  tells,
  example: {
    given: {
      complaints: `
        complaint_id|received_at     |outcome  |times|narrative
        A1          |2026-02-02 09:00|open     |1    |柜台排队太久
        A2          |2026-02-03 09:00|open     |1    |手机银行登录闪退
        A3          |2026-02-04 09:00|open     |1    |理财亏损没有提示风险
        A4          |2026-02-05 09:00|open     |1    |催收电话打给同事
        A5          |2026-02-06 09:00|open     |1    |取款机吞卡
        A6          |2026-02-07 09:00|open     |1    |房贷审批太慢
        A7          |2026-02-08 09:00|open     |1    |征信报告有误
        A8          |2026-02-09 09:00|open     |1    |转账限额被降低
        B1          |2026-03-02 09:00|open     |1    |信用卡年费突然涨到300元
        B2          |2026-03-03 09:00|open     |4    |附属卡也收年费，联系电话13800000000
        B3          |2026-03-04 09:00|open     |1    |刷满次数仍扣年费
        B4          |2026-03-05 09:00|open     |1    |年费减免条件改了没人通知
        B5          |2026-03-06 09:00|open     |1    |要求退年费！年费！年费！
        B6          |2026-03-07 09:00|open     |1    |The 年费 was charged twice
        B7          |2026-03-08 09:00|open     |1    |网点搬迁白跑一趟
        B8          |2026-03-09 09:00|open     |1    |存单丢失挂失手续繁琐
        B9          |2026-03-10 09:00|duplicate|1    |年费又来了`,
    },
    asOf: '2026-04-01T00:00:00+08:00',
    where: "period_id = '2026-03'",
    expect: [
      {
        slice: '',
        word: '年费',
        documents: 6,
        of_documents: 8,
        previous: 0,
        of_previous: 8,
        share: 0.75,
        previous_share: 0,
        p_value: 0.006993,
        q_value: 0.006993,
        is_told: true,
      },
    ],
    told: [
      {
        zh: '2026年3月全行的投诉叙述（8份，2026年2月8份）中明显变多的词：年费（6份，此前0份）。',
        en: '2026-03, narratives of the whole bank (8, in 2026-02 8): used clearly more are 年费 (6, before 0).',
      },
    ],
    because: {
      zh: '四件相同的叙述只计一份，一份里说三次也只计一份，合并件不计：3月8份中6份有“年费”，2月8份中没有。单侧p=C(8,6)/C(16,6)=28/8008，双侧加倍；其余的词都不到5份，不检验。',
      en: 'Four equal narratives count once, three uses in one count once, the merged one does not count: 6 of 8 in March hold the word for annual fees, 0 of 8 in February. One-sided p = C(8,6) / C(16,6) = 28 / 8008, doubled; all other words are in fewer than 5 and are not tested.',
    },
  },
})
