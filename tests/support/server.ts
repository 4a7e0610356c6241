import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A database that a test started: `stop` ends it and removes its files. */
export interface TestDatabase {
  readonly url: string
  stop(): Promise<void>
}

/** A system user, as the options of a child process. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** Path of a program in `folders` or on the path; undefined when it is not installed. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const all = [...folders, ...(process.env.PATH ?? '').split(delimiter)]
  return all.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Servers refuse to run as root: the account of their package then, else the own one. */
export function serverAccount(name: string): Account {
  if (process.getuid?.() !== 0) return {}
  const ask = (what: string) => Number(execFileSync('id', [what, name], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

/** An empty folder that belongs to `account`. */
export function serverFolder(name: string, { uid, gid }: Account): string {
  const folder = mkdtempSync(join(tmpdir(), `csq-${name}-`))
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  return folder
}

/** A TCP port of the loopback interface that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** Starts a server in `folder`; it ends with this process at the latest. */
export function startServer(
  program: string,
  settings: readonly string[],
  folder: string,
  account: Account,
): ChildProcess {
  const server = spawn(program, settings, { ...account, cwd: folder, stdio: 'ignore' })
  process.once('exit', () => server.kill('SIGTERM'))
  return server
}

/** Waits until `connect` succeeds; ends with its last error after 60 s or when the server ended. */
export async function untilReady(
  server: ChildProcess,
  connect: () => Promise<unknown>,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await connect()
      return
    } catch (error) {
      if (tries > 300 || server.exitCode !== null) throw error
      await wait(200)
    }
  }
}

/** Ends a server by `signal` and removes its folder. */
export async function stopServer(
  server: ChildProcess,
  signal: 'SIGINT' | 'SIGTERM',
  folder: string,
): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}
