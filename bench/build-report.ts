import type { BuildRuns } from './build-results.ts'
import { type Bar, describeRuns, isMet, median, type Report, whole } from './report.ts'

/** The runs of a build bench as tables, bars and figures. */
export function buildReport(runs: BuildRuns): Report {
  const { contacts, full, handwritten, late, lateFull, metric, metricCommand } = runs
  const bars = buildBars(runs)
  const { countSeconds, quantileSeconds } = handwritten.result
  return {
    title: `build: ${whole(contacts)} contacts, ${whole(full.result.measured.values)} values; ${whole(runs.figuresCompared)} figures agree with hand-written ones`,
    runs: [
      describeRuns('csq build --full', [full], contacts),
      describeRuns('hand-written aggregates', [handwritten], contacts),
      describeRuns('csq build, one late day', [late], runs.lateContacts),
      describeRuns('csq build --full, with it', [lateFull], contacts + runs.lateContacts),
      describeRuns('csq metric', [metricCommand], metric.result.rows),
    ],
    bars,
    figures: {
      bench: 'build',
      rows: contacts,
      values: full.result.measured.values,
      full_seconds: full.seconds,
      full_cpu_seconds: full.cpuSeconds,
      handwritten_seconds: handwritten.seconds,
      handwritten_cpu_seconds: handwritten.cpuSeconds,
      handwritten_count_seconds: countSeconds,
      handwritten_quantile_seconds: quantileSeconds,
      late_day_seconds: late.seconds,
      late_day_cpu_seconds: late.cpuSeconds,
      ...Object.fromEntries(bars.map((bar) => [bar.figure, bar.value])),
      cpu_ratio_to_handwritten: full.cpuSeconds / handwritten.cpuSeconds,
      cpu_late_day_share: late.cpuSeconds / lateFull.cpuSeconds,
      metric_command_seconds: metricCommand.seconds,
      peak_bytes: full.peakBytes,
      late_day_peak_bytes: late.peakBytes,
      figures_compared: runs.figuresCompared,
      missed: bars.filter((bar) => !isMet(bar)).map((bar) => bar.figure),
    },
  }
}

function buildBars({ full, handwritten, late, lateFull, metric }: BuildRuns): Bar[] {
  return [
    { figure: 'ratio_to_handwritten', value: full.seconds / handwritten.seconds, atMost: 3 },
    { figure: 'late_day_share', value: late.seconds / lateFull.seconds, atMost: 0.05 },
    {
      figure: 'metric_milliseconds',
      value: median(metric.result.milliseconds),
      atMost: 300,
      show: whole,
    },
  ]
}
