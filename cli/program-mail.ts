import type { Command } from 'commander'
import type { AlertsCommandOptions } from './commands/alerts.ts'
import type { ApproveCommandOptions } from './commands/approve.ts'
import type { ReleaseCommandOptions } from './commands/release.ts'
import type { SendCommandOptions } from './commands/send.ts'
import { type GlobalOptions, openContext } from './context.ts'
import { finish } from './finish.ts'

/** `csq approve`, `release`, `send`, `bounces` and `alerts`: how readers hear of what there is. */
export function addMail(program: Command): void {
  const context = () => openContext(program.opts<GlobalOptions>())
  program
    .command('approve <edition>')
    .description('record who approves an edition as it is; a change afterwards undoes it')
    .option('--by <name>', 'who approves it')
    .option('--note <text>', 'what there is to say about it')
    .option('--withdraw', 'take the approval back')
    .action(async (edition: string, options: ApproveCommandOptions) => {
      ;(await import('./commands/approve.ts')).approveCommand(context(), edition, options)
    })

  program
    .command('release <edition>')
    .description('when an edition opens to its readers, whatever the settings say')
    .option('--at <instant>', '"2026-10-09 09:00" of the bank, or 2026-10-09T01:00Z (default: now)')
    .action(async (edition: string, options: ReleaseCommandOptions) => {
      ;(await import('./commands/release.ts')).releaseCommand(context(), edition, options)
    })

  program
    .command('send <edition>')
    .description(
      'mail an edition once to each of its recipients; an edition is 2026-Q3 or 2026-Q3/bank',
    )
    .option('--dry-run', 'write the mails to files and send nothing')
    .option('--to <address...>', 'only these recipients')
    .option('--out <dir>', 'folder of the files of a dry run (default: outbox/ of the workspace)')
    .option('--on-doubt <choice>', 'a mail whose dialogue was cut off: ask, resend or skip', 'ask')
    .option('--retry-bounced', 'try addresses again that took no mail before')
    .action(async (edition: string, options: SendCommandOptions) => {
      finish(await (await import('./commands/send.ts')).sendCommand(context(), edition, options))
    })

  program
    .command('bounces <file>')
    .description(
      'read reports of mails that came back: an mbox, a maildir, a message, or - for stdin',
    )
    .action(async (file: string) => {
      await (await import('./commands/bounces.ts')).bouncesCommand(context(), file)
    })

  program
    .command('alerts')
    .description(
      'which rules of the table alert_rules the newest periods break; tells each reader once',
    )
    .option('--period <period>', 'this period alone: 2026-09-01, 2026-09, 2026-Q3 or 2026')
    .option('--dry-run', 'tell nobody and record nothing')
    .action(async (options: AlertsCommandOptions) => {
      finish(await (await import('./commands/alerts.ts')).alertsCommand(context(), options))
    })
}
