import type { DecisionRow } from '../metrics/finding-decisions.ts'
import type { FindingPrecision } from '../metrics/finding-precision.ts'
import { textTable } from './output.ts'

/** A row of `findings.all` with the texts of its definition. */
export interface FoundFinding {
  readonly [column: string]: unknown
  readonly finding_id: string
  readonly kind: string
  readonly period_id: string
  readonly compared_with: string | null
  readonly slice_zh: string
  readonly slice_en: string
  readonly n: number
  readonly effect: number | null
  readonly effect_unit: string | null
  readonly ci_low: number | null
  readonly ci_high: number | null
  readonly p_value: number | null
  readonly q_value: number | null
  readonly rank: number
  readonly sentence_zh: string
  readonly sentence_en: string
  readonly title_zh: string
  readonly title_en: string
  readonly question_zh: string
  readonly question_en: string
  readonly method_zh: string
  readonly method_en: string
  readonly definition_version: number
  readonly status: string
  readonly as_of: string
}

/** A finding for a person: sentences first, then what they were made of. */
export function findingText(finding: FoundFinding): string {
  const before = finding.compared_with === null ? '' : `, compared with ${finding.compared_with}`
  const lines: readonly (readonly [string, string | null])[] = [
    ['finding', finding.finding_id],
    ['status', finding.status],
    ['kind', `${finding.kind} · ${finding.title_zh} · ${finding.title_en}`],
    ['question', `${finding.question_zh} · ${finding.question_en}`],
    ['period', `${finding.period_id}${before}`],
    ['of', `${finding.slice_zh} · ${finding.slice_en}`],
    ['cases', String(finding.n)],
    ['effect', effectText(finding)],
    ['p, q', chanceText(finding)],
    ['rank', `${finding.rank} of its kind, metric and period`],
    ['method', `${finding.method_zh} · ${finding.method_en}`],
    ['version', `${finding.definition_version}, data as of ${finding.as_of}Z`],
  ]
  const table = lines
    .filter(([, text]) => text !== null)
    .map(([name, text]) => `${name.padEnd(9)} ${text}`)
  return [finding.sentence_zh, finding.sentence_en, '', ...table].join('\n')
}

function effectText({ effect, effect_unit, ci_low, ci_high }: FoundFinding): string | null {
  if (effect === null) return null
  const interval =
    ci_low === null && ci_high === null
      ? ''
      : ` (95 %: ${ci_low === null ? '' : number(ci_low)} to ${ci_high === null ? '' : number(ci_high)})`
  return `${number(effect)} ${effect_unit ?? ''}${interval}`.trim()
}

function chanceText({ p_value, q_value }: FoundFinding): string | null {
  if (p_value === null) return null
  return q_value === null ? number(p_value) : `${number(p_value)}, ${number(q_value)} adjusted`
}

/** Every verdict on a finding, newest first, as a table. */
export function decisionsTable(history: readonly DecisionRow[]): string {
  return textTable(
    history.map(({ decision, decided_by, decided_at, note }) => ({
      verdict: decision,
      by: decided_by,
      at: `${decided_at}Z`,
      note,
    })),
  )
}

/** `findings.precision` as a table. */
export function precisionTable(rows: readonly FindingPrecision[]): string {
  return textTable(
    rows.map((row) => ({
      kind: row.kind,
      proposed: row.proposed,
      confirmed: row.confirmed,
      rejected: row.rejected,
      decided: row.decided,
      precision: row.precision === null ? '' : percent(row.precision),
      '95 %':
        row.precision_low === null || row.precision_high === null
          ? ''
          : `${percent(row.precision_low)} to ${percent(row.precision_high)}`,
    })),
  )
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)))
}
