import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { until } from './process.ts'

/** The keys that have no sign of their own. */
export const keys = {
  enter: '\r',
  tab: '\t',
  up: '\x1b[A',
  interrupt: '\x03',
  end: '\x04',
} as const

/** A terminal in this process: what is typed, and what is on the screen. */
export interface Terminal {
  readonly input: PassThrough
  readonly output: PassThrough
  /** Types keys and waits until the screen shows `expected` after them; resolves to what is new. */
  type(typed: string, expected: string | RegExp): Promise<string>
  /** Everything shown so far, without the signs that move the cursor. */
  screen(): string
}

/** Opens a terminal that readline takes for one: it edits lines, completes and remembers. */
export function openTerminal(): Terminal {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 400, rows: 50 })
  let shown = ''
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8')
  })
  const screen = () => stripVTControlCharacters(shown)
  return {
    input,
    output,
    screen,
    type: async (typed, expected) => {
      const before = screen().length
      input.write(typed)
      const fresh = () => screen().slice(before)
      const isThere = () =>
        typeof expected === 'string' ? fresh().includes(expected) : expected.test(fresh())
      await until(isThere).catch(() => {
        throw new Error(`"${typed}" shows ${JSON.stringify(fresh())}, not ${String(expected)}`)
      })
      return fresh()
    },
  }
}
