import type { Command } from 'commander'
import type { LinkListOptions, LinkOptions } from './commands/links.ts'
import type { UsageCommandOptions } from './commands/usage.ts'
import { type GlobalOptions, openContext } from './context.ts'

/** `csq links …` and `csq usage`: who may open editions, and who did. */
export function addAccess(program: Command): void {
  const context = () => openContext(program.opts<GlobalOptions>())
  const links = program.command('links').description('the signed links that open editions')
  links
    .command('list')
    .description('links that were issued, newest first')
    .option('--recipient <email>', 'of this reader')
    .option('--edition <edition>', 'for this edition, 2026-Q3/bank or 2026-Q3/bank/r1')
    .option('--all', 'those that are revoked or expired, too')
    .action(async (options: LinkListOptions) =>
      (await import('./commands/links.ts')).listLinks(context(), options),
    )
  links
    .command('issue')
    .description('a link for somebody who gets none by mail; prints its address')
    .requiredOption('--recipient <email>', 'whom it is for')
    .requiredOption('--audience <audience>', 'what it opens: bank, analyst, department/D02 or *')
    .option('--days <n>', 'how long it is good (default: 120)')
    .action(async (options: LinkOptions & { recipient: string; audience: string }) =>
      (await import('./commands/links.ts')).issueLinkCommand(context(), options),
    )
  links
    .command('revoke')
    .description('end links and the sessions that they opened; what is named must all fit')
    .option('--id <id>', 'this link')
    .option('--recipient <email>', 'all links of this reader')
    .option('--edition <edition>', 'all links for this edition, 2026-Q3/bank or 2026-Q3/bank/r1')
    .action(async (options: LinkOptions) =>
      (await import('./commands/links.ts')).revokeLinksCommand(context(), options),
    )

  program
    .command('usage')
    .description('how often editions were opened, and who has not opened a red one')
    .option('--period <period>', 'editions of this period')
    .action(async (options: UsageCommandOptions) =>
      (await import('./commands/usage.ts')).usageCommand(context(), options),
    )
}
