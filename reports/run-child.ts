import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'

/** How a child process is run: where, for how long at most, and where its words go. */
export interface ChildOptions {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  readonly logFile: string
  readonly timeoutSeconds: number
}

/** Runs Node with `args`; an error carries the end of the log. */
export async function runNode(args: readonly string[], options: ChildOptions): Promise<void> {
  const log = createWriteStream(options.logFile)
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutSeconds * 1000)
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>(
    (resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve({ code, signal }))
    },
  )
  clearTimeout(timer)
  await new Promise<void>((resolve) => log.end(() => resolve()))
  if (code === 0) return
  const tail = readFileSync(options.logFile, 'utf8').split('\n').slice(-40).join('\n')
  const end =
    signal === null
      ? `ended with ${code}`
      : `was stopped (${signal}, limit ${options.timeoutSeconds} s)`
  throw new Error(`the report site ${end}; log ${options.logFile}:\n${tail}`)
}
