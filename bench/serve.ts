import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { programRoot } from '../core/definitions.ts'
import { readEnvironment } from '../core/environment.ts'
import { readSecret } from '../core/workspace.ts'
import { issueLink } from '../reports/serve/link-ledger.ts'
import type { Report } from './report.ts'
import { namedFiles, readAll, readPage } from './serve-readers.ts'
import { type ServerUsage, serveReport } from './serve-report.ts'

const readers = 200

/**
 * 200 readers open the newest edition of the bank at the same instant, each by a link of its own:
 * the first page, its application, and three more pages. Without `home` a bank of `contacts` is
 * made and published first.
 */
export async function benchServe(
  contacts: number,
  say: (line: string) => void,
  home?: string,
): Promise<Report> {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'csq-bench-serve-'))
  try {
    if (home === undefined) await publishBank(folder, contacts, say)
    const server = await startServer(folder)
    let usage: ServerUsage | undefined
    try {
      const cookies = await openLinks(folder, server.address)
      const files = await namedFiles(server.address, cookies[0] ?? '')
      say(`${readers} readers ask for the first page`)
      const first = await Promise.all(cookies.map((cookie) => readPage(server.address, cookie)))
      say(`${readers} readers ask for everything`)
      const began = performance.now()
      const visit = (cookie: string) => readAll(server.address, cookie, files)
      const whole = (await Promise.all(cookies.map(visit))).flat()
      const seconds = (performance.now() - began) / 1000
      usage = await server.close()
      return serveReport({ readers, first, whole, seconds, usage })
    } finally {
      if (usage === undefined) await server.close()
    }
  } finally {
    if (home === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function publishBank(home: string, contacts: number, say: (line: string) => void) {
  for (const command of [
    ['demo', '--contacts', String(contacts), '--months', '6'],
    ['load'],
    ['build'],
    ['publish', '--period', '2026-Q3'],
  ]) {
    say(`csq ${command.join(' ')}`)
    const child = spawn(
      process.execPath,
      [join(programRoot, 'cli/csq.mjs'), '--home', home, ...command],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const code = await new Promise((resolve) => child.once('exit', resolve))
    if (code !== 0) throw new Error(`csq ${command.join(' ')} ended with ${String(code)}`)
  }
}

interface Server {
  readonly address: string
  /** Ends it; what it took from start to exit. */
  close(): Promise<ServerUsage>
}

async function startServer(home: string): Promise<Server> {
  const usage = pathToFileURL(join(programRoot, 'bench/usage.mjs')).href
  const program = join(programRoot, 'cli/csq.mjs')
  const child = spawn(
    process.execPath,
    ['--import', usage, program, '--home', home, '--json', 'serve', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  )
  const used = text(child.stdio[3] as Readable) // piped above
  let printed = ''
  for await (const part of child.stdout as Readable) {
    printed += String(part)
    if (printed.includes('}')) break
  }
  const { address } = JSON.parse(printed) as { address: string } // what csq serve prints
  return {
    address,
    close: async () => {
      child.kill('SIGTERM')
      return JSON.parse(await used) as ServerUsage // what bench/usage.mjs prints
    },
  }
}

/** The cookies of readers who opened links of their own, one after another. */
async function openLinks(home: string, address: string): Promise<readonly string[]> {
  const secret = readSecret(home, readEnvironment())
  const now = new Date()
  const expires = new Date(now.getTime() + 3_600_000)
  const cookies: string[] = []
  for (let index = 0; index < readers; index++) {
    const asked = { recipient: `bench-${index}@bank.example`, audiences: ['bank'] }
    const token = issueLink(home, secret, asked, { now, expires })
    const answer = await fetch(`${address}/open?token=${token}`, { redirect: 'manual' })
    cookies.push((answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '')
  }
  return cookies
}
