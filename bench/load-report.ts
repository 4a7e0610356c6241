import type { Ran } from './child.ts'
import type { LoadRuns } from './load-results.ts'
import { type Bar, describeRuns, isMet, median, type Report, whole } from './report.ts'

/** The runs of a load bench as tables, bars and figures. */
export function loadReport(runs: LoadRuns): Report {
  const { rows, rowsOfZod, bytes, workbookRows, masking } = runs
  const bars = loadBars(runs)
  const all = masking.result.figures.find((each) => each.kind === 'all')
  const perSecond = (side: readonly Ran<unknown>[], count: number) =>
    count / median(side.map((run) => run.seconds))
  return {
    title: `load: ${whole(rows)} contacts × 20 columns, ${whole(bytes / 1e6)} MB of CSV, 0.78 % of the rows broken`,
    runs: [
      describeRuns('csq load', runs.csq, rows),
      describeRuns('bare typed read_csv', runs.bare, rows),
      describeRuns('csv-parse + zod + appender', runs.zod, rowsOfZod),
      describeRuns('csq load, GB18030', runs.gb18030, rows),
      describeRuns('csq load, .xlsx', runs.xlsx, workbookRows),
      describeRuns('csq load, 1,000 files, first', [runs.firstLoad], 10_000),
      describeRuns('csq load, 1,000 files, again', runs.secondLoads, 10_000),
      describeRuns('masking, texts', [masking], masking.result.speed.texts),
    ],
    bars,
    figures: {
      bench: 'load',
      rows,
      bytes,
      csq_rows_per_second: Math.round(perSecond(runs.csq, rows)),
      ...Object.fromEntries(bars.map((bar) => [bar.figure, bar.value])),
      cpu_ratio_to_bare_read_csv: ratio(runs.csq, runs.bare, 'cpuSeconds'),
      cpu_ratio_to_zod_row_by_row: ratio(runs.csq, runs.zod, 'cpuSeconds') * (rows / rowsOfZod),
      masking: {
        recall: all?.recall,
        precision: all?.precision,
        texts_per_second: Math.round(masking.result.speed.perSecond),
        kinds: masking.result.figures,
      },
      missed: bars.filter((bar) => !isMet(bar)).map((bar) => bar.figure),
    },
  }
}

function loadBars(runs: LoadRuns): Bar[] {
  const { rows, rowsOfZod, workbookRows } = runs
  const megabytes = (value: number) => `${whole(value / 1e6)} MB`
  return [
    { figure: 'ratio_to_bare_read_csv', value: ratio(runs.csq, runs.bare), atLeast: 0.5 },
    {
      figure: 'ratio_to_zod_row_by_row',
      value: ratio(runs.csq, runs.zod) * (rows / rowsOfZod),
      atLeast: 7,
    },
    {
      figure: 'peak_bytes',
      value: Math.max(...runs.csq.map((run) => run.peakBytes)),
      atMost: 1.2e9,
      show: megabytes,
    },
    { figure: 'ratio_gb18030_to_utf8', value: ratio(runs.gb18030, runs.csq), atLeast: 0.7 },
    {
      figure: 'xlsx_rows_per_second',
      value: workbookRows / median(runs.xlsx.map((run) => run.seconds)),
      atLeast: 15_000,
      show: whole,
    },
    {
      figure: 'second_load_seconds',
      value: median(runs.secondLoads.map((run) => run.seconds)),
      atMost: 2,
    },
  ]
}

/** How fast `side` is beside `other`: the middle of the rounds, each compared within itself. */
function ratio(
  side: readonly Ran<unknown>[],
  other: readonly Ran<unknown>[],
  by: 'seconds' | 'cpuSeconds' = 'seconds',
): number {
  return median(side.map((run, round) => (other[round]?.[by] ?? Number.NaN) / run[by]))
}
