/** Bytes of a text, looked at once, to tell its encoding. */
export interface EncodingEvidence {
  /** The first bytes. */
  readonly head: Buffer
  /** Bytes from the first one beyond ASCII on. */
  readonly sample: Buffer
  readonly isUtf8: boolean
}

/** A `TextDecoder` name; or why none can be decided. */
export type GuessedEncoding = { readonly name: string } | { readonly doubt: string }

/** Share of common characters from which bytes are taken for GB18030. */
const commonShare = 0.7

/**
 * The encoding of a text: a byte order mark, zero bytes, valid UTF-8, then GB18030 where most of
 * its two-byte characters are common ones. Big5, Shift-JIS and Western bytes also decode as
 * GB18030, but into rare characters: those are left in doubt.
 */
export function guessEncoding(evidence: EncodingEvidence): GuessedEncoding {
  const { head, sample } = evidence
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return { name: 'utf-16le' }
  if (first === 0xfe && second === 0xff) return { name: 'utf-16be' }
  const start = head.subarray(0, 200)
  if (start.length > 3 && start.includes(0)) {
    const even = start.filter((byte, index) => index % 2 === 0 && byte === 0).length
    return { name: even > start.length / 8 ? 'utf-16be' : 'utf-16le' }
  }
  if (evidence.isUtf8) return { name: 'utf-8' }
  const { common, rare } = countPairs(sample)
  if (common + rare > 0 && common / (common + rare) >= commonShare) return { name: 'gb18030' }
  return {
    doubt:
      'its bytes are not UTF-8, and read as GB18030 most characters would be rare ones; it may be damaged, Big5 or a Western encoding',
  }
}

/** Two-byte characters of GB2312's symbols and first level, and all the others. */
function countPairs(bytes: Buffer): { common: number; rare: number } {
  let common = 0
  let rare = 0
  for (let at = 0; at < bytes.length - 1; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    const trail = bytes[at + 1] ?? 0
    const isSymbol = lead >= 0xa1 && lead <= 0xa3
    const isFirstLevel = lead >= 0xb0 && lead <= 0xd7
    if ((isSymbol || isFirstLevel) && trail >= 0xa1 && trail <= 0xfe) common++
    else rare++
    at++
  }
  return { common, rare }
}
