import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programRoot } from '../../core/definitions.ts'

/** Raise it whenever the code here or in `templates.ts` may read a text in another way. */
const codeVersion = 1

/** What masking leaves in the place of personal data, and the names of emoticons: `[电话]`. */
export const labels = /\[[\p{Script=Han}]{1,6}\]/gu

/**
 * Cuts texts into the distinct words that say something, in the order of their first use: Chinese
 * by jieba's dictionary and that of banking, without guesses at unknown names; other letters in
 * lower case. Stop words, numbers, single letters and labels of masking are left out.
 */
export async function openSegmenter(): Promise<(text: string) => readonly string[]> {
  // imported when there is something to cut: the dictionary takes half a second
  const [{ Jieba }, { dict }] = await Promise.all([
    import('@node-rs/jieba'),
    import('@node-rs/jieba/dict.js'),
  ])
  const jieba = Jieba.withDict(dict)
  const whole = readWords('bank-words.txt')
  jieba.loadDict(Buffer.from(whole.map((word) => `${word} 1000000 n\n`).join('')))
  const stopped = new Set(readWords('stop-words.txt'))
  const known = new Map<string, string | null>()
  const wordOf = (token: string) => {
    const found = known.get(token)
    if (found !== undefined) return found
    const word = isWord(token) && !stopped.has(token) ? token : null
    if (known.size < 1_000_000) known.set(token, word)
    return word
  }
  return (text) => {
    const words = new Set<string>()
    for (const token of jieba.cut(plainText(text).replace(labels, '，'), false)) {
      const word = wordOf(token)
      if (word !== null) words.add(word)
    }
    return [...words]
  }
}

/** Names the way in which texts are read: another text whenever code or dictionaries change. */
export function segmenterVersion(): string {
  const words = [...readWords('bank-words.txt'), '', ...readWords('stop-words.txt')].join(' ')
  return `${codeVersion}-${createHash('sha256').update(words).digest('hex').slice(0, 12)}`
}

/** A text in lower case, with full-width letters as their ASCII forms. */
export function plainText(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Two Chinese characters or more, or three letters of another script. */
function isWord(token: string): boolean {
  return /^\p{Script=Han}{2,}$/u.test(token) || /^\p{Letter}[\p{Letter}\p{Mark}]{2,}$/u.test(token)
}

/** The words of a data file beside this one: separated by blanks, lines with # are comments. */
export function readWords(file: 'bank-words.txt' | 'stop-words.txt'): readonly string[] {
  return readFileSync(join(programRoot, 'metrics/words', file), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.toLowerCase().split(/\s+/))
    .filter((word) => word !== '')
}
