import { openDatabase } from '../core/database.ts'
import { literal } from '../core/sql.ts'

/**
 * SHA-256 over what an edition says: all figures, the score, the commentary, each finding with
 * what people decided, and each case with where it stands.
 */
export async function figuresHash(data: string): Promise<string> {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(data)} as edition (read_only)`)
    const { hash } = await database.row<{ hash: string }>(
      `select sha256(string_agg(said, e'\\n' order by said)) as hash
      from (select concat_ws('|', indicator, period_id, grouped_by, group_id, numerator, denominator,
        value, status, definition_version) as said from edition."values"
        union all
        -- the gate and the grades move no value
        select concat_ws('|', 'score', period_id, grade_zh, capped_score, critical_inspections)
        from edition.score
        union all
        select concat_ws('|', 'commentary', audience, html_zh, html_en) from edition.commentary
        union all
        -- intervals stand in the sentence as they are read
        select concat_ws('|', 'finding', id_first, id_last, status, sentence_zh, sentence_en)
        from edition.findings
        union all
        select concat_ws('|', 'case', complaint_id, department_id, received_on, product_code,
          process_step, cause_code, sub_cause_code, due_on, coalesce(closed_on, ''), state_zh,
          is_received, is_counted, is_due, is_late, is_open, is_overdue, is_escalated, narrative)
        from edition.cases)`,
    )
    return hash
  } finally {
    database.close()
  }
}
