/** A name as a quoted SQL identifier; `a.b` stays two identifiers when given as two arguments. */
export function identifier(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

/** A value as an SQL literal; only for values that this program owns. */
export function literal(value: string | number | boolean | null): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return String(value)
}
