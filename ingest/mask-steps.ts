import { literal } from '../core/sql.ts'

/** One step of masking: SQL around the SQL of a text, which it names once. */
export type MaskStep = (text: string) => string

/** A step that replaces every match of a regular expression. */
export function replaceAll(pattern: string, label: string): MaskStep {
  return (text) => `regexp_replace(${text}, ${literal(pattern)}, ${literal(label)}, 'g')`
}

/**
 * A step that replaces every match of an expression that takes a character before or behind
 * along: the second turn finds what stands directly beside a match of the first.
 */
export function twice(pattern: string, label: string): MaskStep {
  const step = replaceAll(pattern, label)
  return (text) => step(step(text))
}
