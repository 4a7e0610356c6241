import { cpus, totalmem } from 'node:os'
import { textTable } from '../cli/output.ts'
import type { Ran } from './child.ts'

/** What a bench tells: tables for people, figures for machines. */
export interface Report {
  readonly title: string
  readonly runs: readonly Readonly<Record<string, unknown>>[]
  readonly bars: readonly Bar[]
  readonly figures: Readonly<Record<string, unknown>>
}

/** A figure and what it should be. */
export interface Bar {
  readonly figure: string
  readonly value: number
  readonly atLeast?: number
  readonly atMost?: number
  /** How the value is shown; by default with two decimals. */
  readonly show?: (value: number) => string
}

/** Whether a figure is on the right side of its bar. */
export function isMet({ value, atLeast, atMost }: Bar): boolean {
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
}

/** The report as text: what ran, then each figure beside its bar. */
export function describeReport({ title, runs, bars }: Report): string {
  const judged = bars.map((bar) => {
    const show = bar.show ?? ((value: number) => value.toFixed(2))
    const wanted =
      bar.atLeast === undefined ? `≤ ${show(bar.atMost ?? Number.NaN)}` : `≥ ${show(bar.atLeast)}`
    return {
      figure: bar.figure,
      value: show(bar.value),
      bar: wanted,
      verdict: isMet(bar) ? 'met' : 'missed',
    }
  })
  return [title, machine(), '', textTable(runs), '', textTable(judged)].join('\n')
}

/** Repeated runs of one side as a line of the table: the middle one by seconds. */
export function describeRuns(
  side: string,
  runs: readonly Pick<Ran<unknown>, 'seconds' | 'cpuSeconds' | 'peakBytes'>[],
  rows: number,
): Record<string, unknown> {
  const seconds = median(runs.map((run) => run.seconds))
  return {
    side,
    rows: whole(rows),
    runs: runs.length,
    seconds: seconds.toFixed(2),
    fastest: Math.min(...runs.map((run) => run.seconds)).toFixed(2),
    'cpu s': median(runs.map((run) => run.cpuSeconds)).toFixed(2),
    'rows/s': whole(rows / seconds),
    'peak MB': whole(Math.max(...runs.map((run) => run.peakBytes)) / 1e6),
  }
}

/** A number without decimals, in groups of three. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = Math.floor(sorted.length / 2)
  const lower = Math.ceil(sorted.length / 2) - 1
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2
}

function machine(): string {
  const all = cpus()
  const memory = (totalmem() / 1e9).toFixed(0)
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, ${memory} GB, Node ${process.version}, ${process.platform}`
}
