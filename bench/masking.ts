import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Database, openDatabase } from '../core/database.ts'
import { programRoot } from '../core/definitions.ts'
import { maskSql } from '../ingest/mask.ts'

/** A sentence of the labelled set; spans are the parts that must not survive. */
export interface LabelledSentence {
  readonly text: string
  readonly spans: readonly (readonly [span: string, kind: string])[]
}

/** How well one kind of personal data is found; `all` is every kind. */
export interface MaskingFigures {
  readonly kind: string
  readonly spans: number
  /** Spans of which nothing is left in full. */
  readonly found: number
  readonly recall: number
  /** Share of the places with this kind's label that lie on a span of any kind. */
  readonly precision: number
}

const kindOfLabel: Readonly<Record<string, string>> = {
  电话: 'phone',
  证件号: 'id',
  卡号: 'card',
  邮箱: 'email',
  账号: 'account',
  号码: 'number',
  编号: 'number',
  车牌: 'plate',
  姓名: 'name',
  地址: 'address',
}

/** The labelled sentences of `seeds/masking/`, all of them invented. */
export function readSentences(): readonly LabelledSentence[] {
  return readFileSync(join(programRoot, 'seeds/masking/sentences.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledSentence) // our own file; the test checks its shape
}

/** Recall and precision of masking on the labelled set, by kind and for all kinds. */
export async function measureMasking(): Promise<readonly MaskingFigures[]> {
  const sentences = readSentences()
  const masked = await maskTexts(sentences.map((sentence) => sentence.text))
  const spans: { kind: string; isFound: boolean }[] = []
  const places: { kind: string; isRight: boolean }[] = []
  sentences.forEach((sentence, index) => {
    const after = masked[index] ?? ''
    for (const [span, kind] of sentence.spans) {
      spans.push({ kind, isFound: !after.includes(narrow(span)) && !after.includes(span) })
    }
    places.push(...placesOf(sentence, after))
  })
  const kinds = [...new Set(spans.map((span) => span.kind))]
  return [...kinds, 'all'].map((kind) => {
    const isMine = (each: { kind: string }) => kind === 'all' || each.kind === kind
    const mine = spans.filter(isMine)
    const found = mine.filter((span) => span.isFound).length
    const labelled = places.filter(isMine)
    return {
      kind,
      spans: mine.length,
      found,
      recall: found / mine.length,
      precision: labelled.filter((place) => place.isRight).length / labelled.length,
    }
  })
}

export interface MaskingSpeed {
  readonly texts: number
  /** Share of the texts with at least one sentence that has personal data. */
  readonly personalShare: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly perSecond: number
}

/** Masks `count` texts of 80 to 120 characters; every n-th of them, by `personalShare`, is personal. */
export async function measureMaskingSpeed(
  count = 100_000,
  personalShare = 0.25,
): Promise<MaskingSpeed> {
  const texts = joinedSentences(personalShare)
  return withDatabase(async (database) => {
    await fill(database, texts)
    await database.run(
      `create temp table repeated as select text || turn as text, own_id
      from texts, range(${Math.ceil(count / texts.length)}) turns(turn) limit ${count}`,
    )
    const began = performance.now()
    const cpuBegan = process.cpuUsage()
    await database.run(
      `create temp table masked as select ${maskSql('text', 'own_id')} as text from repeated`,
    )
    const seconds = (performance.now() - began) / 1000
    const cpu = process.cpuUsage(cpuBegan)
    const cpuSeconds = (cpu.user + cpu.system) / 1e6
    return { texts: count, personalShare, seconds, cpuSeconds, perSecond: count / seconds }
  })
}

/** 1,000 texts of labelled sentences; with a share of 1 every sentence has personal data. */
function joinedSentences(personalShare: number): readonly string[] {
  const sentences = readSentences()
  const personal = sentences.filter(({ spans }) => spans.length > 0)
  const plain = sentences.filter(({ spans }) => spans.length === 0)
  return Array.from({ length: 1000 }, (_, place) => {
    const isPersonal = Math.floor((place + 1) * personalShare) > Math.floor(place * personalShare)
    let text = isPersonal ? (personal[place % personal.length]?.text ?? '') : ''
    const others = personalShare === 1 ? personal : plain
    for (let next = place; text.length < 90; next += 37) {
      text += `，${others[next % others.length]?.text}`
    }
    return text.slice(0, 120)
  })
}

/** Texts as masking leaves them, in their order. */
export async function maskTexts(texts: readonly (string | null)[]): Promise<(string | null)[]> {
  return withDatabase(async (database) => {
    await fill(database, texts)
    const rows = await database.rows<{ masked: string | null }>(
      `select ${maskSql('text', 'own_id')} as masked from texts order by place`,
    )
    return rows.map((row) => row.masked)
  })
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(':memory:', { threads: '2' })
  try {
    return await work(database)
  } finally {
    database.close()
  }
}

async function fill(database: Database, texts: readonly (string | null)[]): Promise<void> {
  await database.run(
    `create temp table texts as select unnest(range(${texts.length})) as place,
      unnest($1::json::varchar[]) as text, null::varchar as own_id`,
    [JSON.stringify(texts)],
  )
}

/** The masked places of a text: the literal parts between labels are looked for in the original. */
function placesOf(
  sentence: LabelledSentence,
  masked: string,
): { kind: string; isRight: boolean }[] {
  const original = narrow(sentence.text)
  const labels = [...masked.matchAll(labelPattern)].map(([, label = '']) => label)
  const literals = masked.split(new RegExp(labelPattern.source.replace('(', '(?:')))
  const pattern = literals.map((each) => each.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const aligned = new RegExp(`^${pattern.join('([^]+?)')}$`, 'd').exec(original)
  const spans = sentence.spans.flatMap(([span]) => rangesOf(original, narrow(span)))
  return labels.map((label, index) => {
    const [start, end] = aligned?.indices?.[index + 1] ?? [0, 0]
    const isRight = spans.some((span) => span.start < end && start < span.end)
    return { kind: kindOfLabel[label] ?? label, isRight }
  })
}

const labelPattern = new RegExp(`\\[(${Object.keys(kindOfLabel).join('|')})\\]`, 'g')

function rangesOf(text: string, part: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    ranges.push({ start: at, end: at + part.length })
  }
  return ranges
}

/** Full-width letters, digits and signs as masking writes them. */
function narrow(text: string): string {
  return text.replaceAll(/[０-９Ａ-Ｚａ-ｚ－＠．＋]/g, (each) =>
    String.fromCharCode(each.charCodeAt(0) - 0xfee0),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await measureMasking())
  console.table([await measureMaskingSpeed(), await measureMaskingSpeed(100_000, 1)])
}
