import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { programRoot } from '../../core/definitions.ts'
import { reasons } from '../../ingest/reasons.ts'
import type { Context } from '../context.ts'
import { commandsPage } from '../docs-commands.ts'
import { configPage } from '../docs-config.ts'
import { contractsPage } from '../docs-contracts.ts'
import { indicatorsPage } from '../docs-indicators.ts'
import { tablesPage } from '../docs-tables.ts'
import { code, markdownTable, page } from '../docs-text.ts'

/** The folder of the generated pages. */
export const docsFolder = join(programRoot, 'docs', 'reference')

/** `csq docs`: writes the reference pages from the definitions. */
export async function docsCommand({ output }: Context, program: Command): Promise<void> {
  const pages = await renderDocs(program)
  mkdirSync(docsFolder, { recursive: true })
  for (const [name, content] of Object.entries(pages)) {
    writeFileSync(join(docsFolder, name), content)
    output.say(`wrote docs/reference/${name}`)
  }
  output.result({ folder: docsFolder, pages: Object.keys(pages) })
}

/** The pages of `docs/reference/` by file name; the same definitions give the same text. */
export async function renderDocs(program: Command): Promise<Record<string, string>> {
  return {
    'tables.md': await tablesPage(),
    'indicators.md': await indicatorsPage(),
    'contracts.md': await contractsPage(),
    'commands.md': commandsPage(program),
    'config.md': configPage(),
    'reasons.md': reasonsPage(),
  }
}

function reasonsPage(): string {
  return page(
    'Reasons in quarantine',
    'A row that breaks a rule is held back in `ops.rejected_rows`: one line per broken rule, with file, record, column and a masked value. The same key without a mistake, delivered again, is loaded.',
    [
      markdownTable(
        ['reason', '原因', 'meaning', 'what to do'],
        Object.entries(reasons).map(([name, each]) => [code(name), each.zh, each.en, each.todo]),
      ),
    ],
  )
}
