import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

const keptLines = 1000

/** What was typed at the prompt, newest first, and a door to add to it. */
export interface History {
  readonly lines: readonly string[]
  add(line: string): void
}

/**
 * The history in `file`, which its owner alone can read. Sessions add to it line by line, so that
 * two at once lose nothing. Where the file cannot be written, a session remembers for itself only.
 */
export function openHistory(file: string): History {
  try {
    const lines = readLines(file)
    let last = lines.at(-1)
    const add = (line: string) => {
      if (line.trim() === '' || line === last) return
      last = line
      appendFileSync(file, `${line}\n`)
    }
    return { lines: lines.reverse(), add }
  } catch (error) {
    // a reader of somebody else's workspace
    const isDenied = error instanceof Error && 'code' in error
    if (!isDenied) throw error
    return { lines: [], add: () => {} }
  }
}

function readLines(file: string): string[] {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const all = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const lines = all.slice(-keptLines)
  if (!existsSync(file) || lines.length < all.length) {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  }
  chmodSync(file, 0o600)
  return lines
}
