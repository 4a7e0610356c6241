import { type Bar, whole as inGroups, isMet, type Report } from './report.ts'

/** How a request was answered; status 0 where it was not. */
export interface Answer {
  readonly isPage: boolean
  readonly status: number
  readonly bytes: number
  readonly ms: number
}

export interface ServeRuns {
  readonly readers: number
  /** The first page, asked by everybody at the same instant. */
  readonly first: readonly Answer[]
  /** A whole visit of everybody, begun at the same instant. */
  readonly whole: readonly Answer[]
  readonly seconds: number
  readonly usage: ServerUsage
}

/** What the server took, its start included. */
export interface ServerUsage {
  readonly cpuSeconds: number
  readonly peakBytes: number
}

/** The runs of a serve bench as tables, bars and figures. */
export function serveReport({ readers, first, whole, seconds, usage }: ServeRuns): Report {
  const visited = whole.filter((each) => each.isPage)
  const files = whole.filter((each) => !each.isPage)
  const errors = [...first, ...whole].filter((each) => each.status !== 200).length
  const bars: Bar[] = [
    { figure: 'errors', value: errors, atMost: 0, show: inGroups },
    { figure: 'page_p95_milliseconds', value: quantile(first, 0.95), atMost: 200, show: inGroups },
  ]
  return {
    title: `serve: ${readers} readers open an edition at once; a whole visit of all took ${seconds.toFixed(1)} s, ${inGroups(whole.length / seconds)} requests a second; the server took ${usage.cpuSeconds.toFixed(1)} CPU s, its start included, and ${inGroups(usage.peakBytes / 1e6)} MB`,
    runs: [
      describe('first page, all at once', first),
      describe('pages of a visit', visited),
      describe('application of a visit', files),
    ],
    bars,
    figures: {
      bench: 'serve',
      readers,
      ...Object.fromEntries(bars.map((bar) => [bar.figure, bar.value])),
      page_p50_milliseconds: quantile(first, 0.5),
      visit_page_p50_milliseconds: quantile(visited, 0.5),
      visit_page_p95_milliseconds: quantile(visited, 0.95),
      visit_seconds: seconds,
      server_cpu_seconds: usage.cpuSeconds,
      server_peak_bytes: usage.peakBytes,
      requests: first.length + whole.length,
      missed: bars.filter((bar) => !isMet(bar)).map((bar) => bar.figure),
    },
  }
}

function describe(what: string, answers: readonly Answer[]): Record<string, unknown> {
  const bytes = answers.reduce((sum, each) => sum + each.bytes, 0)
  return {
    what,
    requests: inGroups(answers.length),
    errors: answers.filter((each) => each.status !== 200).length,
    'p50 ms': inGroups(quantile(answers, 0.5)),
    'p95 ms': inGroups(quantile(answers, 0.95)),
    'longest ms': inGroups(quantile(answers, 1)),
    MB: (bytes / 1e6).toFixed(1),
  }
}

function quantile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map((each) => each.ms).sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}
