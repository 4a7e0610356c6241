import { Buffer } from 'node:buffer'

let table: Uint16Array | undefined

/** The text in GB18030, two bytes per Chinese character; throws for one outside the GBK range. */
export function encodeGb18030(text: string): Buffer {
  table ??= reverseTable()
  const bytes = Buffer.allocUnsafe(text.length * 2)
  let length = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      bytes[length++] = unit
      continue
    }
    const pair = table[unit] ?? 0
    if (pair === 0)
      throw new RangeError(`no two-byte GB18030 form: ${text.slice(index, index + 1)}`)
    bytes[length++] = pair >> 8
    bytes[length++] = pair & 0xff
  }
  return bytes.subarray(0, length)
}

/** Node only decodes GB18030, so every two-byte form is decoded once and read backwards. */
function reverseTable(): Uint16Array {
  const result = new Uint16Array(0x10000)
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const text = decoder.decode(Uint8Array.of(lead, trail))
      const unit = text.charCodeAt(0)
      if (text.length === 1 && unit !== 0xfffd) result[unit] ||= (lead << 8) | trail
    }
  }
  return result
}
