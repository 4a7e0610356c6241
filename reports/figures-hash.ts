import { openDatabase } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/** What an edition says, one text a row, by the table of its data file that says it. */
const sayings = {
  values: `select concat_ws('|', indicator, period_id, grouped_by, group_id, numerator, denominator,
    value, status, definition_version) as said from edition."values"`,
  // the gate and the grades move no value
  score: `select concat_ws('|', 'score', period_id, grade_zh, capped_score, critical_inspections)
    as said from edition.score`,
  commentary: `select concat_ws('|', 'commentary', audience, html_zh, html_en) as said
    from edition.commentary`,
  // intervals stand in the sentence as they are read
  findings: `select concat_ws('|', 'finding', id_first, id_last, status, sentence_zh, sentence_en)
    as said from edition.findings`,
  cases: `select concat_ws('|', 'case', complaint_id, department_id, received_on, product_code,
    process_step, cause_code, sub_cause_code, due_on, coalesce(closed_on, ''), state_zh,
    is_received, is_counted, is_due, is_late, is_open, is_overdue, is_escalated, narrative) as said
    from edition.cases`,
}

type Saying = keyof typeof sayings

/** The tables that the hash of a new edition covers; its manifest names them. */
export const hashedTables = Object.keys(sayings)

/** Those of editions whose manifest does not name them. */
const formerTables: readonly Saying[] = ['values', 'score']

/**
 * SHA-256 over what an edition says: all figures, the score, the commentary, each finding with
 * what people decided, and each case with where it stands; over `tables` alone where an edition
 * was published with a hash of fewer.
 */
export async function figuresHash(
  data: string,
  tables: readonly string[] = hashedTables,
): Promise<string> {
  const parts = tables.map((table) => {
    if (!isSaying(table)) throw new Error(`no hash is known of the table "${table}"`)
    return sayings[table]
  })
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(data)} as edition (read_only)`)
    const { hash } = await database.row<{ hash: string }>(
      `select sha256(string_agg(said, e'\\n' order by said)) as hash
      from (${parts.join(' union all ')})`,
    )
    return hash
  } finally {
    database.close()
  }
}

/** The tables that the hash of a published edition covers. */
export function hashedTablesOf(manifest: {
  readonly figures_of?: readonly string[]
}): readonly string[] {
  return manifest.figures_of ?? formerTables
}

function isSaying(table: string): table is Saying {
  return table in sayings
}
