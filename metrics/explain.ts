import type { Database } from '../core/database.ts'
import type { Indicator } from './define-indicator.ts'
import { type Detail, explainDetail } from './explain-detail.ts'
import {
  filesOf,
  type Home,
  refusedRecords,
  type SourceFile,
  sourceFiles,
} from './explain-files.ts'
import { type NumberQuestion, type PublishedNumber, publishedNumber } from './explain-question.ts'
import { countReasons, type ReasonCount } from './explain-reasons.ts'
import { isSame, type Recount, recount } from './explain-recount.ts'
import { type CountedSide, sidesOf } from './explain-sides.ts'

/** What a mart's rows were delivered as, and what else its columns were computed from. */
export interface Origin {
  readonly home: Home
  /** Contract of the records that were delivered. */
  readonly contract: string
  /** Contracts of the other tables behind the columns of the definition. */
  readonly others: readonly string[]
}

/** One mart of a number: how it counts, what it leaves out, and the files behind it. */
export interface ExplainedSide {
  readonly side: CountedSide
  readonly reasons: readonly ReasonCount[]
  readonly files: readonly SourceFile[]
  readonly refused: Awaited<ReturnType<typeof refusedRecords>>
  readonly others: readonly {
    readonly contract: string
    readonly files: Awaited<ReturnType<typeof filesOf>>
  }[]
}

/** The whole way of a number from what is published to the files it came from. */
export interface Explanation {
  readonly question: NumberQuestion
  readonly published: PublishedNumber
  /** What the published version of the definition changed; undefined when it is not known here. */
  readonly change: Indicator['changes'][number] | undefined
  readonly recount: Recount
  readonly detail: Detail | undefined
  readonly sides: readonly ExplainedSide[]
  /** Whatever does not hold, in words; empty for a number that is proved. */
  readonly problems: readonly string[]
}

/** Explains a number; a UserError when nothing is published for the question. */
export async function explainNumber(
  database: Database,
  question: NumberQuestion,
  originOf: (side: CountedSide) => Promise<Origin>,
): Promise<Explanation> {
  const published = await publishedNumber(database, question)
  const again = await recount(database, question, published)
  const sides: ExplainedSide[] = []
  for (const side of sidesOf(question)) {
    sides.push(await explainSide(database, side, await originOf(side)))
  }
  const { indicator } = question
  return {
    question,
    published,
    change: indicator.changes.find((each) => each.version === published.definition_version),
    recount: again,
    detail: await explainDetail(database, question),
    sides,
    problems: [
      ...versionProblems(indicator, published),
      ...recountProblems(again),
      ...sides.flatMap((each) => sideProblems(each, again)),
    ],
  }
}

async function explainSide(
  database: Database,
  side: CountedSide,
  { home, contract, others }: Origin,
): Promise<ExplainedSide> {
  const tables = []
  for (const each of others) {
    tables.push({ contract: each, files: await filesOf(database, each) })
  }
  return {
    side,
    reasons: await countReasons(database, side),
    files: await sourceFiles(database, side, home),
    refused: await refusedRecords(database, contract),
    others: tables,
  }
}

function versionProblems(indicator: Indicator, published: PublishedNumber): string[] {
  if (published.definition_version === indicator.version) return []
  return [
    `published by version ${published.definition_version} of the definition, while this program has version ${indicator.version}: run csq build`,
  ]
}

function recountProblems({ checks }: Recount): string[] {
  return checks
    .filter((check) => !check.agrees)
    .map(
      ({ column, published, counted }) => `${column}: published ${published}, counted ${counted}`,
    )
}

/** Rows without a file, files whose counts do not add up, reasons that miss a row. */
function sideProblems({ side, files, reasons }: ExplainedSide, { checks }: Recount): string[] {
  const orphans = files.filter((file) => file.file === null)
  const rows = orphans.reduce((sum, each) => sum + each.rows, 0)
  const unequal = files.filter((file) => file.file !== null && !file.adds_up)
  const excluded = checks.find((check) => check.column === 'excluded_count')
  const explained = reasons.reduce((sum, each) => sum + each.rows, 0)
  const isExplained =
    side.written.excluded === undefined ||
    excluded === undefined ||
    isSame(excluded.counted, explained)
  return [
    ...(orphans.length > 0 ? [`${rows} row(s) of ${side.from} lead to no file of ops.files`] : []),
    ...unequal.map((file) => `${file.file}: its rows do not add up to rows_read`),
    ...(isExplained
      ? []
      : [`the reasons explain ${explained} of ${excluded.counted} excluded rows`]),
  ]
}
