/** A text in any encoding that Node can decode; throws for a character the encoding lacks. */
export function encode(text: string, encoding: string): Buffer {
  if (/^utf-?8$/i.test(encoding)) return Buffer.from(text)
  if (/^utf-?16(le)?$/i.test(encoding)) return Buffer.from(text, 'utf16le')
  const table = reverseTable(encoding)
  const bytes = [...text].flatMap((sign) => {
    const found = table.get(sign)
    if (found === undefined) throw new RangeError(`no form of "${sign}" in ${encoding}`)
    return found
  })
  return Buffer.from(bytes)
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>()

/** Node only decodes: every form of one or two bytes is decoded once and read backwards. */
function reverseTable(encoding: string): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding)
  if (known !== undefined) return known
  const table = new Map<string, readonly number[]>()
  const decoder = new TextDecoder(encoding, { fatal: true })
  const add = (...bytes: readonly number[]) => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes))
      if ([...text].length === 1 && !table.has(text)) table.set(text, bytes)
    } catch {
      // no character
    }
  }
  for (let first = 0; first < 256; first++) add(first)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail)
  }
  tables.set(encoding, table)
  return table
}
