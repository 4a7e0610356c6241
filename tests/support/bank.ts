import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fixedClock } from '../../core/clock.ts'
import { openReader, type Row } from '../../core/database.ts'
import { tryOnWarehouse, writeWarehouse } from '../../core/warehouse.ts'
import { initWorkspace, readSecret, readWorkspace, type Workspace } from '../../core/workspace.ts'
import { type LoadSummary, load } from '../../ingest/load.ts'
import type { LoadOptions } from '../../ingest/load-file.ts'
import { measure } from '../../metrics/measure.ts'
import { build, runChecks } from '../../transforms/build.ts'

const environment = { home: undefined, secret: 'a secret for tests', smtpUrl: undefined }

/** A workspace in a temporary folder, filled by files like a real one. */
export interface Bank {
  readonly workspace: Workspace
  put(file: string, content: string | Buffer): void
  load(...sources: string[]): Promise<LoadSummary>
  /** A load with other options, such as another secret or instant; a dry run leaves no trace. */
  loadWith(options: Partial<LoadOptions>): Promise<LoadSummary>
  /** What a load or replay is given, on 1 November 2026. */
  options(options?: Partial<LoadOptions>): LoadOptions
  /** Writes the settings of the workspace, `csq.config.yaml`. */
  configure(yaml: string): void
  build(asOf: string): Promise<void>
  rows<T extends Row = Row>(sql: string): Promise<T[]>
  /** The value row of an indicator; `group` is `channel=phone`, by default the whole bank. */
  value(indicator: string, period: string, group?: string): Promise<IndicatorValue>
  remove(): void
}

export interface IndicatorValue extends Row {
  numerator: number | null
  denominator: number | null
  value: number | null
  excluded_count: number
  unknown_count: number
  immature_count: number
  ci_low: number | null
  ci_high: number | null
  status: string
  previous_value: number | null
  change_is_clear: boolean | null
}

/** Makes a bank; `files` maps paths below the inbox to contents. */
export function makeBank(files: Readonly<Record<string, string | Buffer>> = {}): Bank {
  const home = mkdtempSync(join(tmpdir(), 'csq-bank-'))
  initWorkspace(home, environment)
  let workspace = readWorkspace(home)
  const options = (other: Partial<LoadOptions> = {}): LoadOptions => ({
    workspace,
    secret: readSecret(home, environment),
    clock: fixedClock('2026-11-01T00:00:00Z'),
    programVersion: 'test',
    ...other,
  })
  const loadWith = (other: Partial<LoadOptions>) => {
    const write = other.isDryRun === true ? tryOnWarehouse : writeWarehouse
    return write(workspace, (database) => load(database, options(other)))
  }
  const put = (file: string, content: string | Buffer) => {
    const path = join(workspace.inbox, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  for (const [file, content] of Object.entries(files)) put(file, content)
  const rows = async <T extends Row>(sql: string) => {
    const database = await openReader(workspace.warehouse)
    try {
      return await database.rows<T>(sql)
    } finally {
      database.close()
    }
  }
  return {
    get workspace() {
      return workspace
    },
    put,
    rows,
    options,
    loadWith,
    load: (...sources) => loadWith({ only: sources }),
    configure: (yaml) => {
      writeFileSync(join(home, 'csq.config.yaml'), yaml)
      workspace = readWorkspace(home)
    },
    build: (asOf) =>
      writeWarehouse(workspace, async (database) => {
        await build(database, {
          zone: workspace.zone,
          asOf: new Date(asOf),
          complaintDays: workspace.config.complaint_days,
        })
        await measure(database)
        await runChecks(database)
      }),
    value: async (indicator, period, group = 'all=all') => {
      const [groupedBy, id] = group.split('=')
      const [found] = await rows<IndicatorValue>(`select * from indicators.values
        where indicator = '${indicator}' and period_id = '${period}'
          and grouped_by = '${groupedBy}' and group_id = '${id}'`)
      if (found === undefined) throw new Error(`no value of ${indicator} in ${period} for ${group}`)
      return found
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/**
 * An aligned table as CSV: columns are separated by `|`, a dash is an empty cell. Short enough
 * to be checked with a pencil.
 */
export function table(text: TemplateStringsArray, ...values: readonly unknown[]): string {
  const joined = text.reduce((all, part, index) => `${all}${part}${values[index] ?? ''}`, '')
  const lines = joined.split('\n').filter((line) => line.trim() !== '')
  return lines
    .map((line) =>
      line
        .trim()
        .split('|')
        .map((cell) => cell.trim())
        .map((cell) => (cell === '-' ? '' : cell))
        .join(','),
    )
    .map((line) => `${line}\n`)
    .join('')
}
