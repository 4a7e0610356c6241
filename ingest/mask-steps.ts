import { literal } from '../core/sql.ts'

/** One step of masking: SQL around the SQL of a text, which it names once. */
export type MaskStep = (text: string) => string

/** A step that replaces every match of a regular expression. */
export function replaceAll(pattern: string, label: string): MaskStep {
  return (text) => `regexp_replace(${text}, ${literal(pattern)}, ${literal(label)}, 'g')`
}
