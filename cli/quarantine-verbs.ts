import type { Command } from 'commander'
import type { QuarantineOptions } from './commands/quarantine.ts'
import { type GlobalOptions, openContext } from './context.ts'
import { finish } from './finish.ts'

/** `csq quarantine …`: records that break their contract. */
export function addQuarantine(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('records held back because they break their contract')
  const verb = (name: string, description: string) =>
    quarantine
      .command(name)
      .description(description)
      .option('--source <name>', 'of this source or contract')
      .option('--reason <code>', 'with this reason')
      .option('--column <name>', 'with this broken column')
      .option('--file <file>', 'of this file, named as below the inbox')
      .option('--record <n>', 'with this record number')
      .option('--department <id>', 'that this department can correct')
  const context = () => openContext(program.opts<GlobalOptions>())
  verb('list', 'how many there are, by source, column and reason').action(
    async (options: QuarantineOptions) =>
      (await import('./commands/quarantine.ts')).quarantineList(context(), options),
  )
  verb('show', 'the records themselves, values masked')
    .option('--all', 'those that are closed, too')
    .option('--limit <n>', 'rows to show (default: 50)')
    .action(async (options: QuarantineOptions) =>
      (await import('./commands/quarantine.ts')).quarantineShow(context(), options),
    )
  verb('replay', 'read their files again after a fix of contract, source or reference data').action(
    async (options: QuarantineOptions) =>
      finish(await (await import('./commands/quarantine.ts')).quarantineReplay(context(), options)),
  )
  verb('discard', 'give them up for good')
    .option('--by <name>', 'who decides it')
    .option('--note <text>', 'why')
    .action(async (options: QuarantineOptions) =>
      (await import('./commands/quarantine.ts')).quarantineDiscard(context(), options),
    )
  verb('export', 'an Excel list for each department that can correct its records')
    .option('--out <dir>', 'folder (default: quarantine/ of the workspace)')
    .action(async (options: QuarantineOptions) =>
      (await import('./commands/quarantine.ts')).quarantineExport(context(), options),
    )
}
