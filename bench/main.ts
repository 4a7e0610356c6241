import { parseArgs } from 'node:util'
import { UserError, unknownName } from '../core/errors.ts'
import { benchBuild } from './build.ts'
import { benchLoad } from './load.ts'
import { benchNarratives } from './narratives.ts'
import { benchPublish } from './publish.ts'
import { describeReport, type Report } from './report.ts'
import { benchServe } from './serve.ts'

/** What can be measured, by name. */
const benches: Readonly<
  Record<
    string,
    { readonly rows: number; run(rows: number, say: Say, home?: string): Promise<Report> }
  >
> = {
  build: { rows: 20_000_000, run: benchBuild },
  load: { rows: 5_000_000, run: benchLoad },
  narratives: { rows: 100_000, run: benchNarratives },
  publish: { rows: 200_000, run: benchPublish },
  serve: { rows: 20_000, run: benchServe },
}

type Say = (line: string) => void

const usage = `npm run bench -- <name> [--rows N] [--home DIR] [--json]; names: ${Object.keys(benches).join(', ')}`

/** Runs one bench; it reports, whether the bars are met or not. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const [name, ...others] = positionals
  if (name === undefined || others.length > 0) throw new UserError(`Usage: ${usage}`)
  const bench = benches[name]
  if (bench === undefined) throw unknownName('bench', name, Object.keys(benches))
  const rows = values.rows === undefined ? bench.rows : Number(values.rows)
  if (!Number.isInteger(rows) || rows < 10_000) {
    throw new UserError('--rows needs a whole number of at least 10000.')
  }
  const report = await bench.run(rows, (line) => process.stderr.write(`${line}\n`), values.home)
  process.stdout.write(`${describeReport(report)}\n`)
  if (values.json === true) process.stdout.write(`${JSON.stringify(report.figures)}\n`)
}

function readArguments() {
  try {
    return parseArgs({
      options: { rows: { type: 'string' }, home: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), { hint: usage })
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(
    `${error.message}\n${error.hint === undefined ? '' : `Try: ${error.hint}\n`}`,
  )
  process.exitCode = 2
}
