import type { Command } from 'commander'
import type { KeysCommandOptions } from './commands/keys.ts'
import type { VerifyCommandOptions } from './commands/verify.ts'
import { type GlobalOptions, openContext } from './context.ts'

/** What becomes of an edition outside the archive: keys that sign it, and its files. */
export function addExports(program: Command): void {
  const context = () => openContext(program.opts<GlobalOptions>())
  program
    .command('verify <edition>')
    .description('whether an edition is still what was published, figure by figure')
    .option('--public-key <file>', 'who must have signed it (default: editions.public_keys)')
    .action(async (edition: string, options: VerifyCommandOptions) => {
      await (await import('./commands/verify.ts')).verifyCommand(context(), edition, options)
    })

  program
    .command('keys')
    .description('make a pair of keys that sign editions')
    .option('--out <dir>', 'folder of the two files (default: the current one)')
    .action(async (options: KeysCommandOptions) => {
      ;(await import('./commands/keys.ts')).keysCommand(context(), options)
    })
}
