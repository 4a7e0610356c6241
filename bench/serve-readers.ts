import { Agent, get } from 'node:http'
import type { Answer } from './serve-report.ts'

const edition = '/editions/2026-Q3/bank/r1/'
const pages = ['', 'causes/', 'departments/D02/', 'data-quality/']

/** The first page, over a connection of its own. */
export async function readPage(address: string, cookie: string): Promise<Answer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 })
  try {
    return await ask(`${address}${edition}`, cookie, agent)
  } finally {
    agent.destroy()
  }
}

/** What a browser asks with an empty cache: the page, what it names, then three more pages. */
export async function readAll(
  address: string,
  cookie: string,
  files: readonly string[],
): Promise<readonly Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 })
  try {
    const answers: Answer[] = []
    for (const page of pages) {
      const url = `${address}${edition}${page}`
      answers.push(await ask(url, cookie, agent))
      if (page !== '') continue
      answers.push(...(await Promise.all(files.map((file) => ask(file, cookie, agent)))))
    }
    return answers
  } finally {
    agent.destroy()
  }
}

/** The files of the application that the first page names. */
export async function namedFiles(address: string, cookie: string): Promise<readonly string[]> {
  const url = `${address}${edition}`
  const html = await (await fetch(url, { headers: { cookie } })).text()
  const named = [...html.matchAll(/(?:href|src)="([^"]*\/_app\/[^"]+)"/g)]
  return [...new Set(named.map((each) => new URL(each[1] ?? '', url).href))]
}

function ask(url: string, cookie: string, agent: Agent): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve) => {
    const done = (status: number, bytes: number) =>
      resolve({ isPage: url.endsWith('/'), status, bytes, ms: performance.now() - began })
    get(url, { agent, headers: { cookie, 'accept-encoding': 'br, gzip' } }, (response) => {
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
      })
      response.on('end', () => done(response.statusCode ?? 0, bytes))
    }).on('error', () => done(0, 0))
  })
}
