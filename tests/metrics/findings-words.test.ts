import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import kind from '../../metrics/findings/emerging_words.ts'
import { type WordCounts, weightedLogOdds } from '../../metrics/statistics/log-odds.ts'
import { keepNarrativeWords } from '../../metrics/words/keep-words.ts'
import { openNarrativeReader } from '../../metrics/words/read-narrative.ts'
import { readWords, segmenterVersion } from '../../metrics/words/segment.ts'
import { groupTemplates } from '../../metrics/words/templates.ts'
import { happenings } from '../../seeds/demo/narrative-phrases.ts'
import { narrate } from '../../seeds/demo/narratives.ts'
import { createRandom, type Random } from '../../seeds/demo/random.ts'
import { type EmptyBank, makeEmptyBank } from '../support/finding-bank.ts'

const read = await openNarrativeReader()
const wordsOf = (text: string) => read(text).words
const templatesOf = (...texts: readonly string[]) =>
  groupTemplates(texts.map((text) => read(text).sketch))

describe('the words of a narrative', () => {
  it('are those of jieba and of banking, each once', () => {
    expect(wordsOf('跨行转账被收手续费，年费也涨，手续费不退')).toEqual([
      '跨行转账',
      '手续费',
      '年费',
    ])
    const words = readWords('bank-words.txt')
    expect(words.length).toBeGreaterThan(300)
    expect(words.filter((word) => wordsOf(`被${word}，`)[0] !== word)).toEqual([])
  })

  it('leave out numbers, single letters, words of every complaint and what masking wrote', () => {
    expect(wordsOf('客户投诉称：[电话]、[客户号]，3000元，8月 A b 没有')).toEqual([])
    expect(wordsOf('联系人[姓名]吞卡')).not.toContain('姓名')
  })

  it('are in lower case, full-width letters alike, in English too', () => {
    expect(wordsOf('The ＡＰＰ crashed; the app CRASHED twice')).toEqual([
      'app',
      'crashed',
      'twice',
    ])
  })
})

describe('a template', () => {
  const text =
    '本人系贵行多年客户，信用卡年费减免条件突然提高，8月起要刷12笔才能免，老客户也一样，太不合理，要求退还费用300元并书面道歉'

  it('holds texts that differ in numbers, signs, case and masked places', () => {
    expect(
      templatesOf(
        text,
        text.replace('12', '20').replace('300', '[号码]').replaceAll('，', '。\n'),
        'Fee charged TWICE on card 1',
        'fee charged twice, on card 2!',
      ),
    ).toEqual([0, 0, 2, 2])
  })

  it('holds a long text with a word more, and parts texts that share a phrase', () => {
    expect(templatesOf(text, `${text}谢谢`)).toEqual([0, 0])
    const phrases = text.split('，')
    expect(templatesOf(text, phrases.slice(0, 3).join('，'), '热线排队太久')).toEqual([0, 1, 2])
  })

  it('does not hold short texts of other words, nor empty ones with them', () => {
    expect(templatesOf('柜台排队', '手机闪退', '取款机吞卡', '1', '22')).toEqual([0, 1, 2, 3, 3])
  })

  it('parts almost all narratives of the invented bank', () => {
    const random = createRandom('templates')
    const texts = Array.from({ length: 400 }, () => invented('C0101', random))
    expect(new Set(templatesOf(...texts)).size).toBeGreaterThan(300)
  })
})

describe('the kept words of narratives', () => {
  let database: Database
  beforeEach(async () => {
    database = await openDatabase()
    await database.run(`create schema marts; create table marts.complaints (
      narrative varchar, received_at timestamp)`)
    await say('柜台排队太久', '柜台排队太久', '取款机吞卡')
  })
  const say = (...texts: readonly string[]) =>
    database.run(
      `insert into marts.complaints select unnest($1::json::varchar[]), timestamp '2026-03-01'`,
      [JSON.stringify(texts)],
    )

  it('spare a later build all but new texts', async () => {
    expect(await keepNarrativeWords(database)).toBe(2)
    expect(await keepNarrativeWords(database)).toBe(0)
    await say('手机银行闪退')
    expect(await keepNarrativeWords(database)).toBe(1)
    expect(await database.rows('select words from ops.narrative_words order by words')).toEqual([
      { words: '取款机 吞卡' },
      { words: '手机银行 闪退' },
      { words: '柜台 排队 太久' },
    ])
  })

  it('go with the last narrative that had them', async () => {
    await keepNarrativeWords(database)
    await database.run(`delete from marts.complaints where narrative = '取款机吞卡'`)
    expect(await keepNarrativeWords(database)).toBe(0)
    expect(await database.rows('select words from ops.narrative_words')).toEqual([
      { words: '柜台 排队 太久' },
    ])
  })

  it('are made anew by another dictionary', async () => {
    await keepNarrativeWords(database)
    await database.run(`update ops.narrative_words set segmenter = 'older', words = 'wrong'`)
    expect(await keepNarrativeWords(database)).toBe(2)
    expect(
      await database.rows(
        'select distinct segmenter, words from ops.narrative_words order by words',
      ),
    ).toEqual([
      { segmenter: segmenterVersion(), words: '取款机 吞卡' },
      { segmenter: segmenterVersion(), words: '柜台 排队 太久' },
    ])
  })
})

describe('words that emerge', () => {
  let bank: EmptyBank
  beforeAll(async () => {
    bank = await makeEmptyBank()
  })
  afterAll(() => bank.remove())

  it('have the log odds of Monroe, Colaresi and Quinn, as published', () => {
    const count = (text: string): WordCounts =>
      text.split(' ').reduce<Record<string, number>>((all, word) => {
        all[word] = (all[word] ?? 0) + 1
        return all
      }, {})
    const one = count('the quick brown fox jumps over the lazy pig')
    const two = count('the lazy purple pig jumps over the lazier donkey')
    const found = new Map(weightedLogOdds(one, two, 0.05).map(({ word, z }) => [word, z]))
    expect(found.get('brown')).toBeCloseTo(0.6894227886807968, 12)
    expect(found.get('donkey')).toBeCloseTo(-0.6894227886807968, 12)
    expect(found.get('the')).toBeCloseTo(0, 12)
  })

  it('have just these log odds in SQL, with a prior worth ten documents of the bank', async () => {
    const [sides = [], words = []] = await bank.find(
      { complaints: manyMonths(2, 60) },
      '2026-03-01T00:00:00+08:00',
      [kind],
      [
        `select word, delta, delta / deviation as z from word_sides
        where period_id = '2026-02' and slice = ''`,
        `select word, coalesce(sum(documents) filter (where is_now), 0) as now,
          coalesce(sum(documents) filter (where not is_now), 0) as before,
        from word_counts join word_pieces using (piece)
        where period_id = '2026-02' and slice = '' group by word`,
      ],
    )
    const counts = (side: 'now' | 'before') =>
      Object.fromEntries(words.map((row) => [String(row.word), Number(row[side])]))
    const [now, before] = [counts('now'), counts('before')]
    const documents = 120
    const prior = Object.fromEntries(
      Object.keys(now).map((word) => [
        word,
        (10 * ((now[word] ?? 0) + (before[word] ?? 0))) / documents,
      ]),
    )
    const expected = new Map(weightedLogOdds(now, before, prior).map((row) => [row.word, row]))
    expect(sides.length).toBeGreaterThan(20)
    for (const { word, delta, z } of sides) {
      expect(delta).toBeCloseTo(expected.get(String(word))?.delta ?? Number.NaN, 9)
      expect(z).toBeCloseTo(expected.get(String(word))?.z ?? Number.NaN, 9)
    }
  })

  it('are few where nothing happened, and name what did', async () => {
    const random = createRandom('failure')
    const failed = Array.from(
      { length: 60 },
      (_, index) => `F${index}|2026-05-18 10:00|open|C02|B0205|${invented('C0201', random, true)}`,
    ).join('\n')
    const [told = []] = await bank.find(
      { complaints: `${manyMonths(6, 100)}\n${failed}` },
      '2026-07-01T00:00:00+08:00',
      [kind],
      [
        `select period_id, slice, string_agg(word, ' ' order by word) as words
        from findings.emerging_words where is_told and period_type = 'month'
        group by all order by all`,
      ],
    )
    expect([...new Set(told.map((row) => row.period_id))]).toEqual(['2026-05'])
    const ofBank = told.find((row) => row.slice === '')
    expect(ofBank?.words).toMatch(/系统(瘫痪|中断)/)
    expect(told.map((row) => row.slice)).toContain('product=B0205')
  })

  it('of an open month are compared with as many days of the month before', async () => {
    const [sizes = []] = await bank.find(
      { complaints: manyMonths(3, 56) },
      '2026-03-15T00:00:00+08:00',
      [kind],
      [
        `select is_now, sum(copies) as copies from word_sizes join word_pieces using (piece)
        where period_id = '2026-03' and slice = '' group by is_now order by is_now`,
      ],
    )
    // two a day, from the 1st to the 28th: 14 days of March, and the 1st to the 15th of February
    expect(sizes).toEqual([
      { is_now: false, copies: 30 },
      { is_now: true, copies: 28 },
    ])
  })
})

/** Months of 2026 with as many invented complaints each, two products and causes in turn. */
function manyMonths(months: number, perMonth: number): string {
  const random = createRandom('words', months, perMonth)
  const subs = Object.keys(happenings)
  const rows = Array.from({ length: months * perMonth }, (_, index) => {
    const month = 1 + Math.floor(index / perMonth)
    const place = index % perMonth
    const sub = random.pick(subs)
    const on = `2026-0${month}-${String(1 + Math.floor((place * 28) / perMonth)).padStart(2, '0')}`
    return `P${index}|${on} 09:00|open|${sub.slice(0, 3)}|B0205|${invented(sub, random)}`
  })
  return ['complaint_id|received_at|outcome|cause_code|product_code|narrative', ...rows].join('\n')
}

/** An invented narrative without the signs that a table of examples cannot hold. */
function invented(subCause: string, random: Random, isAboutFailure = false): string {
  const matter = {
    subCause,
    productName: random.pick(['信用卡', '个人住房贷款', '代销保险']),
    branchName: random.pick(['城南支行', '临港社区支行']),
    receivedAt: Date.UTC(2026, 5, 1),
    customerId: null,
    isAboutFailure,
  }
  return narrate(matter, random).replaceAll(/[\n,"|]/g, '，')
}
