import { Command } from 'commander'
import type { BuildCommandOptions } from './commands/build.ts'
import type { CloseCommandOptions } from './commands/close.ts'
import type { DemoCommandOptions } from './commands/demo.ts'
import type { ExplainCommandOptions } from './commands/explain.ts'
import type { LoadCommandOptions } from './commands/load.ts'
import type { MetricCommandOptions } from './commands/metric.ts'
import type { PublishCommandOptions } from './commands/publish.ts'
import type { RestateCommandOptions } from './commands/restate.ts'
import type { ScheduleCommandOptions } from './commands/schedule.ts'
import type { ServeCommandOptions } from './commands/serve.ts'
import type { SqlCommandOptions } from './commands/sql.ts'
import type { StartCommandOptions } from './commands/start.ts'
import { type GlobalOptions, openContext } from './context.ts'
import { addFinding } from './finding-verbs.ts'
import { finish } from './finish.ts'
import { openOutput } from './output.ts'
import { addAccess } from './program-access.ts'
import { addCommentaryVerb } from './program-commentary.ts'
import { addExports } from './program-exports.ts'
import { addMail } from './program-mail.ts'
import { addQuarantine } from './quarantine-verbs.ts'

/** The command line: every verb with its options; what a verb needs is imported when it runs. */
export function createProgram(): Command {
  const program = new Command('csq')
    .exitOverride()
    .description("A bank's customer-service quality warehouse")
    .option('--home <dir>', 'workspace folder (default: CSQ_HOME, else data/)')
    .option('--json', 'results for machines')
    .showSuggestionAfterError()

  program
    .command('init')
    .description('make a workspace; existing files stay as they are')
    .action(() => {
      const context = openContext(program.opts<GlobalOptions>())
      context.output.say(`workspace ${context.workspace.home}`)
      context.output.result({ home: context.workspace.home })
    })

  program
    .command('demo')
    .description('fill an empty inbox with the invented bank')
    .option('--contacts <n>', 'service contacts (default: 200000)')
    .option('--months <n>', 'months of history (default: 24)')
    .option('--until <day>', 'last day (default: 2026-09-30)')
    .option('--seed <n>', 'another seed makes another bank')
    .action(async (options: DemoCommandOptions) => {
      await (await import('./commands/demo.ts')).demoCommand(
        openContext(program.opts<GlobalOptions>()),
        options,
      )
    })

  program
    .command('load [sources...]')
    .description('read what is new from every source, check it, and land it')
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--full', 'read every file of the inbox anew, as after a change of the secret')
    .action(async (sources: string[], options: LoadCommandOptions) => {
      finish(
        await (await import('./commands/load.ts')).loadCommand(
          openContext(program.opts<GlobalOptions>()),
          sources,
          options,
        ),
      )
    })

  addQuarantine(program)

  program
    .command('build [models...]')
    .description('transforms, data checks and indicators')
    .option('--as-of <instant>', 'data cut-off (default: now)')
    .option('--full', 'compute everything anew, not only what changed')
    .option('--explain', 'say what would be built and why, and write nothing')
    .action(async (models: string[], options: BuildCommandOptions) => {
      await (await import('./commands/build.ts')).buildCommand(
        openContext(program.opts<GlobalOptions>()),
        models,
        options,
      )
    })

  program
    .command('test [models...]')
    .description('unit tests of the models: a few rows in, the rows that must come out')
    .action(async (models: string[]) => {
      const output = openOutput(program.opts<GlobalOptions>().json === true)
      finish(await (await import('./commands/test.ts')).testCommand(output, models))
    })

  program
    .command('publish')
    .description('make an edition of the report for a period')
    .requiredOption('--period <period>', '2026-09-01, 2026-09, 2026-Q3 or 2026')
    .option(
      '--audience <list>',
      'bank, analyst, department/<id>, department (each), all; or a list',
      'bank',
    )
    .option('--as-of <instant>', 'build as of this data cut-off first')
    .action(async (options: PublishCommandOptions) => {
      await (await import('./commands/publish.ts')).publishCommand(
        openContext(program.opts<GlobalOptions>()),
        options,
      )
    })

  program
    .command('editions')
    .description('what is published, newest period first')
    .action(async () => {
      ;(await import('./commands/editions.ts')).editionsCommand(
        openContext(program.opts<GlobalOptions>()),
      )
    })

  addExports(program)

  program
    .command('diff <edition> [other]')
    .description('the figures that differ between two revisions of a period')
    .action(async (edition: string, other: string | undefined) => {
      await (await import('./commands/diff.ts')).diffCommand(
        openContext(program.opts<GlobalOptions>()),
        edition,
        other,
      )
    })

  program
    .command('close [period]')
    .description('freeze the figures of a period that is over')
    .option('--by <name>', 'who decides it')
    .option('--note <text>', 'what there is to say about it')
    .option('--list', 'what is closed and restated, newest period first')
    .action(async (period: string | undefined, options: CloseCommandOptions) => {
      await (await import('./commands/close.ts')).closeCommand(
        openContext(program.opts<GlobalOptions>()),
        period,
        options,
      )
    })

  program
    .command('restate <period>')
    .description('list the figures of a closed period that changed, and make a new revision')
    .option('--by <name>', 'who decides it')
    .option('--reason <reason>', 'late_data, correction or definition')
    .option('--note <text>', 'what there is to say about it')
    .option('--dry-run', 'list what changed and why, and change nothing')
    .action(async (period: string, options: RestateCommandOptions) => {
      await (await import('./commands/restate.ts')).restateCommand(
        openContext(program.opts<GlobalOptions>()),
        period,
        options,
      )
    })

  program
    .command('metric <indicators>')
    .description('indicators as a table; several are separated by commas')
    .option('--by <groups>', 'groups, columns of the mart, and one grain: channel,department,month')
    .option('--period <period>', '2026-09-01, 2026-09, 2026-Q3 or 2026')
    .option(
      '--where <condition>',
      'rows of the marts that count, in SQL: "department_id = \'D02\'"',
    )
    .option('--having <condition>', 'rows of the answer that are shown, in SQL: "value < 0.9"')
    .option('--compare <periods>', 'previous, year_ago or both, like for like')
    .option('--cumulative <period>', 'count from the start of the month, quarter or year')
    .option(
      '--as-of <instant>',
      'data cut-off, measured on a copy (default: that of the last build)',
    )
    .option('--sql', 'the definition and the SQL instead of the values')
    .option('--format <format>', 'table, csv, json, ndjson, parquet, arrow or xlsx')
    .option('--out <file>', 'write to a file')
    .action(async (indicators: string, options: MetricCommandOptions) => {
      await (await import('./commands/metric.ts')).metricCommand(
        openContext(program.opts<GlobalOptions>()),
        indicators,
        options,
      )
    })

  program
    .command('explain [indicator] [period] [group]')
    .description('prove a number: count it again, and name its rules, rows and source files')
    .option('--column <name>', 'where a column such as marts.contacts.is_offered comes from')
    .option('--rows', 'the rows behind the number instead')
    .option('--part <part>', 'rows of numerator, denominator, excluded, unknown or immature')
    .option('--limit <n>', 'rows to list (default: 50 in a table, else all)')
    .option('--format <format>', 'of the rows: table, csv, json, ndjson or arrow')
    .action(
      async (
        indicator: string | undefined,
        period: string | undefined,
        group: string | undefined,
        options: ExplainCommandOptions,
      ) => {
        const context = openContext(program.opts<GlobalOptions>())
        finish(
          await (await import('./commands/explain.ts')).explainCommand(
            context,
            [indicator, period, group],
            options,
          ),
        )
      },
    )

  addFinding(program)
  addCommentaryVerb(program)

  program
    .command('sql [query]')
    .description('read-only SQL over the warehouse; a prompt without a query')
    .option('--format <format>', 'table, csv, json, ndjson, parquet, arrow or xlsx')
    .option('--out <file>', 'write to a file')
    .action(async (query: string | undefined, options: SqlCommandOptions) => {
      await (await import('./commands/sql.ts')).sqlCommand(
        openContext(program.opts<GlobalOptions>()),
        query,
        options,
      )
    })

  addMail(program)
  addAccess(program)

  program
    .command('schedule')
    .description('load, build, publish and send when a period is due, by the bank’s clock')
    .option('--once', 'run what is due now, then end')
    .option('--catch-up', 'run the latest period of each type also where nothing ran before')
    .action(async (options: ScheduleCommandOptions) => {
      finish(
        await (await import('./commands/schedule.ts')).scheduleCommand(
          openContext(program.opts<GlobalOptions>()),
          options,
        ),
      )
    })

  program
    .command('status')
    .description('what ran, what is due, the newest editions and the last load')
    .action(async () => {
      await (await import('./commands/status.ts')).statusCommand(
        openContext(program.opts<GlobalOptions>()),
      )
    })

  program
    .command('serve')
    .description('the archive of editions')
    .option('--port <n>', 'port (default: 4300)')
    .option('--host <address>', 'address to bind (default: 127.0.0.1)')
    .option('--open-access', 'every audience without a link; on loopback only')
    .action(async (options: ServeCommandOptions) => {
      await (await import('./commands/serve.ts')).serveCommand(
        openContext(program.opts<GlobalOptions>()),
        options,
      )
    })

  program
    .command('start')
    .description('the whole chain: an invented bank if the workspace is empty, to the archive')
    .option('--once', 'end after publishing')
    .option('--port <n>', 'port (default: 4300)')
    .action(async (options: StartCommandOptions) => {
      await (await import('./commands/start.ts')).startCommand(
        openContext(program.opts<GlobalOptions>()),
        options,
      )
    })
  program
    .command('docs')
    .description('write docs/reference anew from the definitions')
    .action(async () => {
      await (await import('./commands/docs.ts')).docsCommand(
        openContext(program.opts<GlobalOptions>()),
        program,
      )
    })

  return program
}
