import { openReader, type Row } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import {
  decideFinding,
  decisionsOf,
  type FindingDecision,
  requireFinding,
  requireFindings,
} from '../../metrics/finding-decisions.ts'
import type { FindingPrecision } from '../../metrics/finding-precision.ts'
import type { Context } from '../context.ts'
import { exportRows, readFormat, unfinishedPath } from '../export-rows.ts'
import { type FindingSelection, findingCondition } from '../finding-condition.ts'
import { decisionsTable, type FoundFinding, findingText, precisionTable } from '../finding-text.ts'
import { wholeNumber } from '../quarantine-selection.ts'
import { readWith } from './close.ts'
import { requireWarehouse } from './sql.ts'

export interface FindingListOptions extends FindingSelection {
  readonly summary?: boolean
  readonly limit?: string
  readonly format?: string
  readonly out?: string
}

export interface FindingDecideOptions {
  readonly by?: string
  readonly note?: string
}

const tableColumns = 'finding_id, period_id as period, kind, status, sentence_zh as finding'

/** `csq finding list`: what was found; `--summary` tells how often people confirm each kind. */
export async function findingList(context: Context, options: FindingListOptions): Promise<void> {
  if (options.summary === true) return showPrecision(context, options)
  const { workspace, output } = context
  const { out } = options
  const format = readFormat(options.format, out, output.isJson ? 'json' : 'table')
  requireWarehouse(workspace.warehouse)
  const database = await openReader(workspace.warehouse, {
    writable: out === undefined ? [] : [unfinishedPath(out)],
  })
  try {
    await requireFindings(database)
    const found = `from findings."all" where ${await findingCondition(database, options)}`
    const { count } = await database.row<{ count: number }>(`select count(*) as count ${found}`)
    const otherwise = format === 'table' ? 50 : count
    const limit = options.limit === undefined ? otherwise : wholeNumber(options.limit, '--limit')
    if (count === 0 && format === 'table') return output.say('nothing like this was found')
    const query = `select ${format === 'table' ? tableColumns : '*'} ${found}
      order by period_id desc, kind, metric, rank, finding_id limit ${limit}`
    await exportRows(database, query, format, out)
    if (out !== undefined) output.say(`wrote ${out}`)
    else if (format === 'table' && count > limit) {
      output.say(`${limit} of ${count}; --limit shows more`)
    }
  } finally {
    database.close()
  }
}

async function showPrecision(context: Context, options: FindingListOptions): Promise<void> {
  const { period, status, kind } = options
  if (period !== undefined || status !== undefined) {
    throw new UserError('The summary is of all periods and verdicts.', {
      hint: 'leave --period and --status away, or --summary.',
    })
  }
  const rows = await readWith(context, async (database) => {
    await requireFindings(database)
    const where = await findingCondition(database, { ...(kind === undefined ? {} : { kind }) })
    return database.rows<FindingPrecision & Row>(
      `from findings.precision where ${where} order by kind`,
    )
  })
  context.output.say(precisionTable(rows))
  context.output.result(rows)
}

/** `csq finding show ID`: sentence, numbers, method, and every verdict. */
export async function findingShow(context: Context, id: string): Promise<void> {
  const shown = await readWith(context, async (database) => {
    await requireFinding(database, id)
    const finding = await database.row<FoundFinding>(
      `select found.*, title_zh, title_en, question_zh, question_en, method_zh, method_en
      from findings."all" found join findings.definitions using (kind) where finding_id = $1`,
      [id],
    )
    return { finding, history: await decisionsOf(database, id) }
  })
  const { output } = context
  output.say(findingText(shown.finding))
  if (shown.history.length > 0) output.say(`\n${decisionsTable(shown.history)}`)
  output.result({ ...shown.finding, history: shown.history })
}

/** `csq finding confirm|reject ID --by NAME`: adds a verdict to the history of a finding. */
export async function findingDecide(
  context: Context,
  id: string,
  decision: FindingDecision,
  { by, note }: FindingDecideOptions,
): Promise<void> {
  if (by === undefined || by.trim() === '') {
    throw new UserError('A finding is decided only with a name.', { hint: 'add --by NAME.' })
  }
  await readWith(context, (database) => requireFinding(database, id))
  const verdict = { findingId: id, decision, by, note, at: context.clock.now() }
  const row = await writeWarehouse(context.workspace, (database) =>
    decideFinding(database, verdict),
  )
  context.output.say(`${decision} ${id} (${row.kind}), by ${by}`)
  context.output.result(row)
}
