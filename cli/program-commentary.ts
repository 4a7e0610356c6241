import type { Command } from 'commander'
import type { CommentaryCommandOptions } from './commands/commentary.ts'
import { type GlobalOptions, openContext } from './context.ts'

/** `csq commentary`: what people say of a period. */
export function addCommentaryVerb(program: Command): void {
  program
    .command('commentary')
    .description(
      'begin the commentary on a period, with each missed target; figures are references such as {{connect_rate.change channel=phone}}',
    )
    .requiredOption('--period <period>', '2026-09-01, 2026-09, 2026-Q3 or 2026')
    .option('--audience <audience>', 'bank or department/D02', 'bank')
    .option('--language <language>', 'zh or en', 'zh')
    .action(async (options: CommentaryCommandOptions) => {
      await (await import('./commands/commentary.ts')).commentaryCommand(
        openContext(program.opts<GlobalOptions>()),
        options,
      )
    })
}
