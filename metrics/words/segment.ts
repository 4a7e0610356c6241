import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programRoot } from '../../core/definitions.ts'

/** Raise it whenever the code here or in the files beside it may read a text in another way. */
const codeVersion = 1

/**
 * Cuts a clause, letters in a row as `clausesOf` gives them, into the words that say something:
 * Chinese by jieba's dictionary and that of banking, without guesses at unknown names. Stop words
 * and single letters are left out.
 */
export async function openSegmenter(): Promise<(clause: string) => readonly string[]> {
  // imported when there is something to cut: the dictionary takes half a second
  const [{ Jieba }, { dict }] = await Promise.all([
    import('@node-rs/jieba'),
    import('@node-rs/jieba/dict.js'),
  ])
  const jieba = Jieba.withDict(dict)
  const whole = readWords('bank-words.txt')
  jieba.loadDict(Buffer.from(whole.map((word) => `${word} 1000000 n\n`).join('')))
  const stopped = new Set(readWords('stop-words.txt'))
  const known = new Map<string, boolean>()
  const saysSomething = (token: string) => {
    const found = known.get(token)
    if (found !== undefined) return found
    const is = isWord(token) && !stopped.has(token)
    if (known.size < 1_000_000) known.set(token, is)
    return is
  }
  return (clause) => jieba.cut(clause, false).filter(saysSomething)
}

const labels = /\[\p{Script=Han}{1,6}\]/gu

/**
 * The clauses of a text: letters in a row, in lower case, full-width ones as their ASCII forms.
 * Digits, signs and what masking leaves in the place of personal data (`[电话]`) divide them.
 */
export function clausesOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase()
  const shown = plain.includes('[') ? plain.replace(labels, ' ') : plain
  return shown.split(/[^\p{Letter}\p{Mark}]+/u).filter((clause) => clause !== '')
}

/** Names the way in which texts are read: another text whenever code or dictionaries change. */
export function segmenterVersion(): string {
  const words = [...readWords('bank-words.txt'), '', ...readWords('stop-words.txt')].join(' ')
  return `${codeVersion}-${createHash('sha256').update(words).digest('hex').slice(0, 12)}`
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
