import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { programRoot } from '../../core/definitions.ts'
import { UserError } from '../../core/errors.ts'

/** How long a command that is ended has to leave things in order. */
const graceMilliseconds = 10_000

/** What is kept of a command's output: its end. */
const keptCharacters = 1_000_000

/**
 * Runs a command of this program in a process of its own, so that what it needs is given back and
 * its time can be limited; returns its result as JSON. A UserError with its message when it fails.
 */
export async function runCsq(
  home: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly result: unknown; readonly isGood: boolean }> {
  const child = spawn(
    process.execPath,
    [join(programRoot, 'cli/csq.mjs'), '--home', home, '--json', ...command],
    // a group of its own: Ctrl+C ends the schedule after the step, not the step
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const output = keepEnd(child.stdout)
  const errors = keepEnd(child.stderr)
  const end = () => {
    endGroup(child.pid, 'SIGTERM')
    setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceMilliseconds).unref()
  }
  signal.addEventListener('abort', end)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  }).finally(() => signal.removeEventListener('abort', end))
  const result = parseJson(output())
  if (code === 0) return { result, isGood: true }
  if (code === 1 && errors() === '' && result !== undefined) return { result, isGood: false }
  const said = errors().trim()
  const [what = '', hint] = said.split('\nTry: ')
  throw new UserError(
    what === '' ? `csq ${command.join(' ')} ended with ${code ?? 'a signal'}.` : what,
    hint === undefined ? {} : { hint },
  )
}

function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let kept = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    kept = (kept + part).slice(-keptCharacters)
  })
  return () => kept
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // it has ended already
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
