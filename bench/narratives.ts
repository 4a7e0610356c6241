import { type Database, openDatabase } from '../core/database.ts'
import { compareWords, testWords } from '../metrics/words/compare-words.ts'
import { countWords } from '../metrics/words/count-words.ts'
import { keepNarrativeWords } from '../metrics/words/keep-words.ts'
import { openNarrativeReader } from '../metrics/words/read-narrative.ts'
import { happenings } from '../seeds/demo/narrative-phrases.ts'
import { narrate } from '../seeds/demo/narratives.ts'
import { createRandom } from '../seeds/demo/random.ts'
import type { Ran } from './child.ts'
import { describeRuns, median, type Report, whole } from './report.ts'

type Run = Pick<Ran<unknown>, 'seconds' | 'cpuSeconds' | 'peakBytes'>

const rounds = 3
const reading = 'cutting'
const uncached = 'cutting, no clause twice'
const cold = 'cutting and counting, cold'
const warm = 'cutting and counting, warm'
const tests = 'log odds and tests'

/** Measures how fast narratives are cut into words and counted, anew and when they are known. */
export async function benchNarratives(rows: number, say: (line: string) => void): Promise<Report> {
  const texts = narratives(rows)
  const others = shuffledNarratives(texts)
  const runs = new Map<string, Run[]>()
  const time = async (side: string, work: () => unknown) => {
    const ran = await timed(work)
    runs.set(side, [...(runs.get(side) ?? []), ran])
    say(`${side}: ${ran.seconds.toFixed(2)} s, ${ran.cpuSeconds.toFixed(2)} CPU s`)
  }
  for (let round = 0; round < rounds; round++) {
    for (const [side, own] of [
      [reading, texts],
      [uncached, others],
    ] as const) {
      const read = await openNarrativeReader()
      await time(side, () => own.map((text) => read(text).words.length))
    }
    const database = await openMart(texts)
    const cutAndCount = async () => {
      await keepNarrativeWords(database)
      await countWords(database)
    }
    await time(cold, cutAndCount)
    await time(warm, cutAndCount)
    await time(tests, async () => {
      await compareWords(database)
      await testWords(database)
    })
    database.close()
  }
  return report(rows, runs)
}

function report(rows: number, runs: ReadonlyMap<string, readonly Run[]>): Report {
  const middle = (side: string, of: 'seconds' | 'cpuSeconds') =>
    median((runs.get(side) ?? []).map((run) => run[of]))
  const rates = Object.fromEntries(
    [...runs.keys()].map((side) => [
      side,
      { wall: rows / middle(side, 'seconds'), cpu: rows / middle(side, 'cpuSeconds') },
    ]),
  )
  const bar = (figure: string, value: number, atLeast: number) => ({
    figure,
    value,
    atLeast,
    show: whole,
  })
  return {
    title: `narratives: ${whole(rows)} texts, three rounds`,
    runs: [...runs].map(([side, own]) => describeRuns(side, own, rows)),
    bars: [
      bar('texts per second, cutting', rates[reading]?.wall ?? 0, 50_000),
      bar('texts per CPU second, cutting', rates[reading]?.cpu ?? 0, 50_000),
      bar('texts per CPU second, cutting, no clause twice', rates[uncached]?.cpu ?? 0, 50_000),
      bar('texts per second, cutting and counting, cold', rates[cold]?.wall ?? 0, 50_000),
      bar('texts per second, cutting and counting, warm', rates[warm]?.wall ?? 0, 50_000),
      {
        figure: 'cold / warm',
        value: middle(cold, 'seconds') / middle(warm, 'seconds'),
        atLeast: 1,
      },
    ],
    figures: { rows, texts_per_second: rates },
  }
}

async function timed(work: () => unknown): Promise<Run> {
  const began = performance.now()
  const cpuBegan = process.cpuUsage()
  await work()
  const cpu = process.cpuUsage(cpuBegan)
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
}

/** Narratives of the invented bank, 76 characters on average; their phrases come again and again. */
function narratives(count: number): readonly string[] {
  const random = createRandom('narratives')
  const subCauses = Object.keys(happenings)
  return Array.from({ length: count }, () =>
    narrate(
      {
        subCause: random.pick(subCauses),
        productName: random.pick(['信用卡', '个人住房贷款', '代销保险', '借记卡']),
        branchName: random.pick(['城南支行', '临港社区支行', '新区广场支行']),
        receivedAt: Date.UTC(2026, 5, 1),
        customerId: null,
        isAboutFailure: false,
      },
      random,
    ),
  )
}

/** The same characters with a random one put into each clause: hardly a clause comes twice. */
function shuffledNarratives(texts: readonly string[]): readonly string[] {
  const random = createRandom('shuffled')
  return texts.map((text) =>
    text.replace(
      /\p{Script=Han}{3,}/gu,
      (clause) =>
        `${String.fromCharCode(0x4e00 + random.int(5000), 0x4e00 + random.int(5000))}${clause}`,
    ),
  )
}

/** A database with what counting reads: two years of complaints, months and quarters. */
async function openMart(texts: readonly string[]): Promise<Database> {
  const database = await openDatabase(':memory:', { threads: '2' })
  await database.run(`create schema marts; create schema findings`)
  await database.run(
    `create table marts.complaints as
    select 'P' || place as complaint_id, narrative, true as is_received,
      'B' || place % 20 as product_code, 'C' || place % 12 as cause_code,
      timestamp '2024-10-01' + place * interval 730 day / ${texts.length} as received_at,
      received_at::date as received_on,
    from (select unnest(range(${texts.length})) as place, unnest($1::json::varchar[]) as narrative)`,
    [JSON.stringify(texts)],
  )
  await database.run(`create temp table finding_windows as
    with periods as (
      select period_type, step, date_trunc(period_type, received_on)::date as from_day,
      from marts.complaints
      cross join (values ('month', interval 1 month), ('quarter', interval 3 month)) types(period_type, step)
      group by all
    )
    select period_type, from_day::varchar as period_id, 'before' as compared_with, true as is_now,
      from_day, (from_day + step - interval 1 day)::date as to_day,
    from periods
    union all
    select period_type, from_day::varchar, 'before', false, (from_day - step)::date, from_day - 1
    from periods`)
  return database
}
