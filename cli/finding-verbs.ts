import type { Command } from 'commander'
import type { FindingDecideOptions, FindingListOptions } from './commands/finding.ts'
import { type GlobalOptions, openContext } from './context.ts'

/** `csq finding …`: what the build found of causes, and what people say of it. */
export function addFinding(program: Command): void {
  const finding = program
    .command('finding')
    .description('findings on the causes of complaints, and the verdicts of people')
  const context = () => openContext(program.opts<GlobalOptions>())
  finding
    .command('list')
    .description('what was found, newest period first')
    .option('--period <period>', '2026-09, 2026-Q3 or 2026')
    .option('--kind <name>', 'of this kind')
    .option('--status <status>', 'proposed, confirmed or rejected')
    .option('--summary', 'how often people confirm what each kind proposes')
    .option('--limit <n>', 'rows to list (default: 50 in a table, else all)')
    .option('--format <format>', 'table, csv, json, ndjson, parquet, arrow or xlsx')
    .option('--out <file>', 'write to a file')
    .action(async (options: FindingListOptions) =>
      (await import('./commands/finding.ts')).findingList(context(), options),
    )
  finding
    .command('show <id>')
    .description('its sentence, numbers, method and verdicts')
    .action(async (id: string) =>
      (await import('./commands/finding.ts')).findingShow(context(), id),
    )
  for (const [verb, decision, description] of [
    ['confirm', 'confirmed', 'it is so: a verdict that counts for its method'],
    ['reject', 'rejected', 'it is not so: a verdict that counts against its method'],
  ] as const) {
    finding
      .command(`${verb} <id>`)
      .description(description)
      .option('--by <name>', 'who decides it')
      .option('--note <text>', 'what there is to say about it')
      .action(async (id: string, options: FindingDecideOptions) =>
        (await import('./commands/finding.ts')).findingDecide(context(), id, decision, options),
      )
  }
}
