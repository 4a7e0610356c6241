/** JSON numbers that a double cannot hold are kept as text behind this sign. */
const exact = '\u0000'
const tokens = /"(?:[^"\\]+|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const exactText = /"\\u0000(-?\d[\d.eE+-]*)"/g

/** JSON as a value, its long numbers kept to the last digit; undefined when it is not JSON. */
export function parseExact(text: string): unknown {
  const kept = text.replace(tokens, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"\\u0000${token}"`,
  )
  try {
    return JSON.parse(kept)
  } catch {
    return undefined
  }
}

/** The value at a dotted path, the whole value for an empty one; undefined when it is not there. */
export function at(value: unknown, path: string): unknown {
  if (path === '') return value
  let found = value
  for (const name of path.split('.')) {
    if (!isRecord(found) || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}

/** A value as text; objects and lists as JSON text. */
export function asText(value: unknown): string | null {
  if (value === null) return null
  if (typeof value === 'string') return value.startsWith(exact) ? value.slice(1) : value
  if (typeof value === 'object') return JSON.stringify(value).replace(exactText, '$1')
  return String(value)
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
