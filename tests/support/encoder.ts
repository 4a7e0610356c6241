const firstWide = 0x10000

/** Encodes text as an encoding that Node only decodes: the table is made by decoding everything. */
export function encoderOf(name: string): (text: string) => Buffer {
  const decoder = new TextDecoder(name, { fatal: true })
  const bytes = new Map<string, readonly number[]>()
  const learn = (...given: number[]) => {
    try {
      const text = decoder.decode(Buffer.from(given))
      if ([...text].length === 1 && !bytes.has(text)) bytes.set(text, given)
    } catch {
      // no character
    }
  }
  for (let one = 0x80; one <= 0xff; one++) learn(one)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) learn(lead, trail)
  }
  if (name === 'gb18030') {
    // four bytes, whose second and fourth are digits: what is left of the first plane
    for (let at = 0; at < 39_420; at++) learn(...fourBytes(at))
  }
  return (text) =>
    Buffer.from(
      [...text].flatMap((sign) => {
        const code = sign.codePointAt(0) ?? 0
        if (code < 0x80) return [code]
        if (name === 'gb18030' && code >= firstWide) return fourBytes(189_000 + code - firstWide)
        const found = bytes.get(sign)
        if (found === undefined) throw new Error(`${sign} is not in ${name}`)
        return [...found]
      }),
    )
}

function fourBytes(at: number): number[] {
  return [
    0x81 + Math.floor(at / 12_600),
    0x30 + (Math.floor(at / 1260) % 10),
    0x81 + (Math.floor(at / 10) % 126),
    0x30 + (at % 10),
  ]
}
