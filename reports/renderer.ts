import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { siteEnvironment } from './build-app.ts'
import { makeOfflineHome } from './offline-home.ts'
import { audienceMark, basePathMark, versionMark } from './stage-site.ts'

/** The pages of one edition to render. */
export interface RenderJob {
  /** The edition's data file. */
  readonly data: string
  /** `/editions/2026-Q3/bank/r1` */
  readonly basePath: string
  readonly audience: string
  /** Digits that stand for this content of the edition. */
  readonly stamp: string
  /** Folder to write to. */
  readonly out: string
  /** Pages to begin with, each with a slash at its end. */
  readonly pages: readonly string[]
  /** Regular expressions of the pages that are rendered when another links to them. */
  readonly follow: readonly string[]
}

/** What came of a job. */
export interface RenderReport {
  readonly pages: number
  readonly cpuSeconds: number
}

/** What the process that renders took in all. */
export interface RendererUse {
  readonly cpuSeconds: number
  readonly peakBytes: number
}

/** Renders editions one after another, in a process apart. */
export interface Renderer {
  /** Rejects when a page has an error; other jobs go on. */
  render(job: RenderJob): Promise<RenderReport>
  /** Waits for the process to end; resolves to what it took. */
  close(): Promise<RendererUse>
}

/** Where the renderer finds what it needs. */
export interface RendererOptions {
  /** Folder of `buildApp`. */
  readonly app: string
  /** `reports/site` */
  readonly site: string
  readonly cache: string
}

/** Seconds without a word after which the process is stopped. */
const patience = 300

/** Evidence keeps some 11 MB of each edition: at this size a new process takes over. */
const largest = 650e6

/** Opens a renderer of the application of `buildApp`; its process starts with the first edition. */
export function openRenderer(options: RendererOptions): Renderer {
  const ended: Promise<RendererUse>[] = []
  let current: RenderProcess | undefined
  return {
    render: (job) => {
      if (current !== undefined && current.use().peakBytes > largest) {
        ended.push(current.close())
        current = undefined
      }
      current ??= startProcess(options)
      return current.render(job)
    },
    close: async () => {
      if (current !== undefined) ended.push(current.close())
      const uses = await Promise.all(ended)
      return {
        cpuSeconds: uses.reduce((sum, use) => sum + use.cpuSeconds, 0),
        peakBytes: Math.max(0, ...uses.map((use) => use.peakBytes)),
      }
    },
  }
}

interface RenderProcess extends Renderer {
  use(): RendererUse
}

function startProcess(options: RendererOptions): RenderProcess {
  mkdirSync(options.cache, { recursive: true })
  const stage = mkdtempSync(join(options.cache, 'render-'))
  const logFile = join(options.cache, 'render.log')
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=900', join(options.site, 'render.mjs')],
    {
      cwd: join(options.app, '.evidence', 'template'),
      env: {
        ...process.env,
        ...siteEnvironment(makeOfflineHome(join(stage, 'home'))),
        CSQ_MARKS: JSON.stringify({
          base: basePathMark,
          version: versionMark,
          audience: audienceMark,
        }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  child.stderr.pipe(createWriteStream(logFile))
  const waiting: { resolve(report: RenderReport): void; reject(error: Error): void }[] = []
  let use: RendererUse = { cpuSeconds: 0, peakBytes: 0 }
  const timer = setTimeout(() => child.kill('SIGKILL'), patience * 1000)
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('rendered ')) return
    timer.refresh()
    const report = JSON.parse(line.slice(9)) as RenderReport & { use: RendererUse; error?: string } // written by render.mjs
    use = report.use
    const job = waiting.shift()
    if (report.error === undefined) job?.resolve(report)
    else job?.reject(new Error(report.error))
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => endWith(error))
    child.once('close', (code, signal) => {
      const tail = readFileSync(logFile, 'utf8').slice(-2000)
      endWith(new Error(`the renderer ended with ${signal ?? code}; log ${logFile}:\n${tail}`))
      resolve()
    })
  })
  function endWith(error: Error): void {
    clearTimeout(timer)
    for (const job of waiting.splice(0)) job.reject(error)
    rmSync(stage, { recursive: true, force: true })
  }
  return {
    use: () => use,
    render: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        timer.refresh()
        child.stdin.write(`${JSON.stringify(job)}\n`)
      }),
    close: async () => {
      child.stdin.end()
      await ended
      return use
    },
  }
}
