import type { Command } from 'commander'
import type { ExportCommandOptions } from './commands/export.ts'
import type { KeysCommandOptions } from './commands/keys.ts'
import type { PdfCommandOptions } from './commands/pdf.ts'
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
    .command('export <edition>')
    .description('an edition as one zip that opens from a file share, without a server')
    .option('--out <file>', 'file to write (default: its name with .zip, here)')
    .action(async (edition: string, options: ExportCommandOptions) => {
      await (await import('./commands/export.ts')).exportCommand(context(), edition, options)
    })

  program
    .command('pdf <edition>')
    .description('an edition as one PDF with cover, contents and page numbers')
    .option('--out <file>', 'file to write (default: its name with .pdf, here)')
    .option('--language <language>', 'zh or en', 'zh')
    .action(async (edition: string, options: PdfCommandOptions) => {
      await (await import('./commands/pdf.ts')).pdfCommand(context(), edition, options)
    })

  program
    .command('picture <edition>')
    .description('the top of the overview as a PNG of 1200 pixels, for a mail')
    .option('--out <file>', 'file to write (default: its name with .png, here)')
    .option('--language <language>', 'zh or en', 'zh')
    .action(async (edition: string, options: PdfCommandOptions) => {
      await (await import('./commands/picture.ts')).pictureCommand(context(), edition, options)
    })

  program
    .command('keys')
    .description('make a pair of keys that sign editions')
    .option('--out <dir>', 'folder of the two files (default: the current one)')
    .action(async (options: KeysCommandOptions) => {
      ;(await import('./commands/keys.ts')).keysCommand(context(), options)
    })
}
