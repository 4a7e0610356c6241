import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { periodTypes } from '../../core/periods.ts'
import { readRuns } from '../../core/runs.ts'
import type { Catalog } from './catalog.ts'
import { isLoopback, type ServerOptions } from './options.ts'
import { notFound } from './policy.ts'
import type { WarehouseFacts } from './warehouse-facts.ts'

/** Upper ends of the histogram of durations, in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5]

interface Duration {
  readonly counts: number[]
  sum: number
  count: number
}

/**
 * Adds `/metrics` in the text format of Prometheus, for this machine or with the token of
 * `CSQ_METRICS_TOKEN`. What a proxy passes on comes from elsewhere, whatever its own address.
 */
export function addMetrics(
  server: FastifyInstance,
  options: ServerOptions,
  catalog: Catalog,
  facts: () => Promise<WarehouseFacts>,
): void {
  const requests = new Map<string, number>()
  const opens = new Map<string, number>()
  const durations = new Map<string, Duration>()
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    add(requests, labels({ route, status: String(reply.statusCode) }))
    observe(durations, labels({ route }), reply.elapsedTime / 1000)
    const opened = /^\/editions\/[^/]+\/(department\/[^/]+|[^/]+)\/r\d+\/$/.exec(request.url)?.[1]
    if (opened !== undefined && [200, 304].includes(reply.statusCode)) {
      add(opens, labels({ audience: opened }))
    }
  })
  server.get('/metrics', async (request, reply) => {
    if (!mayMeasure(request, options)) return notFound(reply)
    const { loadedAt } = await facts()
    const now = options.clock.now()
    const age = loadedAt === undefined ? [] : [['', (now.getTime() - loadedAt.getTime()) / 1000]]
    reply.header('cache-control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8')
    return [
      family('csq_http_requests_total', 'counter', [...requests]),
      histogram('csq_http_request_duration_seconds', durations),
      family('csq_edition_opens_total', 'counter', [...opens]),
      family('csq_editions', 'gauge', [['', catalog.list().length]]),
      family('csq_last_run_ok_timestamp_seconds', 'gauge', lastRuns(options.workspace.home)),
      family('csq_data_age_seconds', 'gauge', age as [string, number][]), // pairs written above
    ].join('')
  })
}

function mayMeasure(request: FastifyRequest, { metricsToken }: ServerOptions): boolean {
  const { headers, raw } = request
  const given = Buffer.from(/^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '')
  const wanted = Buffer.from(metricsToken ?? '')
  if (wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)) {
    return true
  }
  const isPassedOn = Object.keys(headers).some((name) =>
    /^(x-forwarded-|forwarded$|via$|x-real-ip$)/.test(name),
  )
  const address = (raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return isLoopback(address) && !isPassedOn
}

/** When the last step of each type of chain last succeeded. */
function lastRuns(home: string): (readonly [string, number])[] {
  const runs = readRuns(home).filter((run) => run.ok && run.step === 'send')
  return periodTypes.flatMap((type) => {
    const last = runs.findLast((run) => run.slot === type)
    return last === undefined
      ? []
      : [[labels({ chain: type }), Date.parse(last.finished) / 1000] as const]
  })
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function observe(durations: Map<string, Duration>, key: string, seconds: number): void {
  const found = durations.get(key) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 }
  durations.set(key, found)
  for (const [index, bound] of bounds.entries()) {
    if (seconds <= bound) found.counts[index] = (found.counts[index] ?? 0) + 1
  }
  found.sum += seconds
  found.count++
}

function histogram(name: string, durations: ReadonlyMap<string, Duration>): string {
  const lines = [...durations].flatMap(([key, { counts, sum, count }]) => [
    ...bounds.map((bound, index) => `${name}_bucket{${key},le="${bound}"} ${counts[index]}\n`),
    `${name}_bucket{${key},le="+Inf"} ${count}\n${name}_sum{${key}} ${sum}\n${name}_count{${key}} ${count}\n`,
  ])
  return `# TYPE ${name} histogram\n${lines.join('')}`
}

function family(name: string, type: string, rows: readonly (readonly [string, number])[]): string {
  const lines = rows.map(([key, value]) => `${name}${key === '' ? '' : `{${key}}`} ${value}\n`)
  return `# TYPE ${name} ${type}\n${lines.join('')}`
}

function labels(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`)
    .join(',')
}
