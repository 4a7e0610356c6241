import { Agent, request } from 'node:http'
import { type Clock, fixedClock } from '../../core/clock.ts'
import { noLog } from '../../core/log.ts'
import { issueLink } from '../../reports/serve/link-ledger.ts'
import { makeLink, signLink } from '../../reports/serve/links.ts'
import type { ServerOptions } from '../../reports/serve/options.ts'
import { startServer } from '../../reports/serve/server.ts'
import { type Bank, makeBank } from './bank.ts'
import { putEdition } from './edition.ts'

/** When the archive of tests is read. */
export const readingTime = '2026-10-08T09:00:00+08:00'

const secret = Buffer.from('a secret for links')

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A running archive of a few editions, and what asks it. */
export interface Archive {
  readonly bank: Bank
  readonly logged: readonly (readonly [string, unknown])[]
  /** A request whose path and headers are sent as they stand. */
  send(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>
  /** The path of a recorded link. */
  link(audiences: readonly string[], about?: { recipient?: string; edition?: string }): string
  /** The path of a link that expires then, signed with that secret. */
  odd(audiences: readonly string[], expires: string, key?: string): string
  /** The headers of a reader who opened such a link. */
  reader(...audiences: string[]): Promise<{ cookie: string }>
  close(): Promise<void>
}

/** Starts an archive with editions of the whole bank, two departments and analysts. */
export async function openArchive(
  yaml = '',
  options: Partial<ServerOptions> & { clock?: Clock } = {},
): Promise<Archive> {
  const bank = makeBank()
  bank.configure(yaml)
  for (const audience of ['bank', 'department/D02', 'department/D03', 'analyst']) {
    putEdition(bank.workspace.editions, `2026-Q3/${audience}/r1`, { statuses: ['met', 'missed'] })
  }
  const logged: [string, unknown][] = []
  const clock = options.clock ?? fixedClock(readingTime)
  const server = await startServer({
    ...{ workspace: bank.workspace, secret, port: 0, host: '127.0.0.1', openAccess: false },
    log: { ...noLog, warn: (event, fields) => logged.push([event, fields]) },
    ...options,
    clock,
  })
  const { hostname, port } = new URL(server.address)
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  const send: Archive['send'] = (path, headers = {}, method = 'GET') =>
    new Promise((resolve, reject) => {
      request({ hostname, port, path, headers, method, agent }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const body = Buffer.concat(parts).toString()
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      })
        .on('error', reject)
        .end()
    })
  const expires = new Date('2026-12-01')
  const link: Archive['link'] = (audiences, about = {}) => {
    const asked = { recipient: 'wang@bank.example', audiences, ...about }
    const span = { now: clock.now(), expires }
    return `/open?token=${issueLink(bank.workspace.home, secret, asked, span)}`
  }
  return {
    bank,
    logged,
    send,
    link,
    odd: (audiences, until, key) => {
      const asked = { recipient: 'wang@bank.example', audiences }
      const made = makeLink(asked, { now: new Date('2026-10-01'), expires: new Date(until) })
      return `/open?token=${signLink(key === undefined ? secret : Buffer.from(key), made)}`
    },
    reader: async (...audiences) => cookieOf(await send(link(audiences))),
    close: async () => {
      agent.destroy()
      await server.close()
      bank.remove()
    },
  }
}

/** The cookie that an answer sets, as a header. */
export function cookieOf(answer: Answer): { cookie: string } {
  const set = answer.headers['set-cookie']
  return { cookie: (set?.[0] ?? '').split(';')[0] ?? '' }
}
