import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { programRoot } from '../../core/definitions.ts'
import type { Account } from './server.ts'

/** How a command of csq ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
  readonly complained: string
}

/** A command of csq that runs in a process of its own. */
export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Whether it has ended by now. */
  hasEnded(): boolean
}

/** The secret of every process that a test starts. */
export const testSecret = 'a secret for tests'

/** Starts `csq load` by the real command line, by default as the own account. */
export function startLoad(home: string, account: Account = {}): Started {
  return start(['cli/csq.mjs', 'load', '--home', home], account)
}

/** Starts the load command alone, which is sooner ready. */
export function startQuickLoad(home: string): Started {
  return start(['--import', 'tsx', 'tests/support/load-process.ts', home], {})
}

/** Starts the load command alone in a process that can write no file of more bytes. */
export function startLimitedLoad(home: string, bytes: number): Started {
  const command = `ulimit -f ${Math.ceil(bytes / 1024)}; exec "$@"`
  const parameters = [process.execPath, '--import', 'tsx', 'tests/support/load-process.ts', home]
  return startProgram('bash', ['-c', command, 'load', ...parameters], {})
}

/** Starts the send command alone, with a mail server. */
export function startQuickSend(
  home: string,
  edition: string,
  smtpUrl: string,
  onDoubt: 'ask' | 'resend' = 'ask',
): Started {
  const program = ['--import', 'tsx', 'tests/support/send-process.ts']
  return startProgram(
    process.execPath,
    [...program, home, edition, onDoubt],
    {},
    { SMTP_URL: smtpUrl },
  )
}

/** Starts the publishing of an edition for the bank; it says each step as it begins. */
export function startQuickPublish(home: string, period: string): Started {
  return start(['--import', 'tsx', 'tests/support/publish-process.ts', home, period], {})
}

function start(parameters: readonly string[], account: Account): Started {
  return startProgram(process.execPath, parameters, account)
}

function startProgram(
  program: string,
  parameters: readonly string[],
  account: Account,
  variables: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(program, parameters, {
    ...account,
    cwd: programRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CSQ_SECRET: testSecret, NODE_OPTIONS: '', ...variables },
  })
  let isOver = false
  const exit = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      isOver = true
      resolve({ code, signal })
    })
  })
  const ended = Promise.all([
    exit,
    text(child.stdout as Readable), // piped above
    text(child.stderr as Readable), // piped above
  ]).then(([how, said, complained]) => ({ ...how, said, complained }))
  return { child, ended, hasEnded: () => isOver }
}

/** Waits until something is true or `started` has ended; an error after a minute. */
export async function until(isTrue: () => boolean, started?: Started): Promise<void> {
  const latest = performance.now() + 60_000
  while (!isTrue() && started?.hasEnded() !== true) {
    if (performance.now() > latest) throw new Error('it did not happen within a minute')
    await wait(2)
  }
}
