// Renders the pages of editions from the built application, one edition after another in one
// process. Run in the folder of the application; a line of the input is a job: the data file, the
// folder to write to, the pages to begin with, and which others are rendered when linked to.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { startEngine } from './engine.mjs'

const marks = JSON.parse(process.env.CSQ_MARKS)
const output = join(process.cwd(), '.svelte-kit/output/server')
const load = (name) => import(pathToFileURL(join(output, name)).href)
const origin = 'http://sveltekit-prerender'

globalThis.csqEngine = await startEngine()
const server = await startServer()
/** What the pages of the edition in hand say to the console. */
let said = []

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line)
  const started = process.cpuUsage()
  said = []
  console.error = console.warn = console.log = (...words) => said.push(words.join(' '))
  let report
  try {
    report = { pages: await renderEdition(job) }
    const wrong = said.filter((line) => /Error in|\[ERROR\]|Binder Error|Catalog Error|Parser Error/.test(line))
    if (wrong.length > 0) throw new Error(`a page has an error:\n${[...new Set(wrong)].join('\n')}`)
  } catch (error) {
    report = { error: String(error.stack ?? error) }
  }
  const { user, system } = process.cpuUsage(started)
  const all = process.resourceUsage()
  const use = {
    cpuSeconds: (all.userCPUTime + all.systemCPUTime) / 1e6,
    peakBytes: all.maxRSS * 1024,
  }
  const told = { cpuSeconds: (user + system) / 1e6, use, ...report }
  process.stdout.write(`\nrendered ${JSON.stringify(told)}\n`)
}
process.exit(0)

async function startServer() {
  const internal = await load('internal.js')
  internal.set_building()
  internal.set_prerendering()
  const { manifest } = await load('manifest-full.js')
  const { Server } = await load('index.js')
  const made = new Server(manifest)
  await made.init({ env: {}, read: (file) => readFileSync(join(output, file)) })
  // what the pages share is loaded before the first edition
  for (const node of manifest._.nodes) await node()
  return made
}

async function renderEdition(job) {
  globalThis.csqAudience = job.audience
  globalThis.csqEngine.open(job.data)
  globalThis.csqForget()
  const follows = job.follow.map((pattern) => new RegExp(pattern))
  const pages = new Set(job.pages)
  const written = new Set()
  const write = (path, content) => {
    if (written.has(path)) return
    written.add(path)
    const file = join(job.out, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  // pages that are found on the way are added to the set, and so are visited as well
  for (const page of pages) {
    const { html, dependencies } = await renderPage(page)
    write(join(decodeURI(page), 'index.html'), fill(html, job))
    for (const [path, body] of dependencies) write(path, fill(body, job))
    for (const link of linksOf(html)) {
      if (follows.some((pattern) => pattern.test(link))) pages.add(link)
    }
  }
  for (const [path, content] of globalThis.csqEngine.files()) write(path, content)
  return pages.size
}

async function renderPage(page) {
  const dependencies = new Map()
  const response = await server.respond(new Request(origin + marks.base + page), {
    getClientAddress: () => '127.0.0.1',
    prerendering: { dependencies },
    read: (file) => readFileSync(join(process.cwd(), 'static', file)),
  })
  if (response.status !== 200) throw new Error(`${page} answers ${response.status}:\n${said.join('\n')}`)
  const files = new Map()
  for (const [path, { body, response: answer }] of dependencies) {
    const name = decodeURI(new URL(path, origin).pathname).slice(marks.base.length + 1)
    if (name.startsWith('api/')) files.set(name, String(body ?? (await answer.text())))
  }
  return { html: await response.text(), dependencies: files }
}

/** Pages that a page links to, as they begin below the edition and end with a slash. */
function linksOf(html) {
  const links = new Set()
  for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    if (!href.startsWith(`${marks.base}/`)) continue
    links.add(href.slice(marks.base.length).replace(/[?#].*$/, '').replace(/\/?$/, '/'))
  }
  return links
}

function fill(text, job) {
  return text
    .replaceAll(marks.base, job.basePath)
    .replaceAll(marks.version, job.stamp)
    .replaceAll(marks.audience, job.audience)
}
