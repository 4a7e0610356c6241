import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { beforeAll, describe, expect, it } from 'vitest'
import { docsFolder, renderDocs } from '../cli/commands/docs.ts'
import { commandsPage } from '../cli/docs-commands.ts'
import { createProgram } from '../cli/program.ts'
import { programRoot } from '../core/definitions.ts'
import { zoneOf } from '../core/zone.ts'
import { compileContract } from '../ingest/compile-contract.ts'
import { readContracts } from '../ingest/contracts.ts'
import { reasons } from '../ingest/reasons.ts'
import { readIndicators } from '../metrics/indicators.ts'

/** A program with every feature that the page of commands shows. */
function sampleProgram(): Command {
  const program = new Command('csq').description('A program').option('--json', 'for machines')
  program
    .command('load [sources...]')
    .description('read what is new')
    .requiredOption('--period <period>', 'a period')
    .option('--audience <name>', 'who | whom', 'bank')
  return program
}

describe('docs/reference', () => {
  let pages: Record<string, string>
  beforeAll(async () => {
    pages = await renderDocs(createProgram())
  })

  it.each(['tables.md', 'indicators.md', 'contracts.md', 'commands.md', 'config.md', 'reasons.md'])(
    'holds %s as the definitions say; when it does not, run csq docs',
    (name) => {
      expect(readFileSync(join(docsFolder, name), 'utf8')).toBe(pages[name])
    },
  )

  it('is the same text every time', async () => {
    expect(await renderDocs(createProgram())).toEqual(pages)
  })

  it('names every indicator, contract, column and reason', async () => {
    for (const { name, title } of await readIndicators()) {
      expect(pages['indicators.md']).toContain(`## ${name}\n\n${title.zh} · ${title.en}`)
    }
    for (const contract of await readContracts()) {
      const { columns, rules } = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
      expect(pages['contracts.md']).toContain(`## ${contract.name}\n`)
      for (const column of columns) {
        expect(pages['contracts.md']).toContain(`| \`${column.name}\` | ${column.zh} |`)
      }
      for (const { reason } of rules) expect(Object.keys(reasons)).toContain(reason)
    }
  })

  it('shows the arguments, options and defaults of a command', () => {
    const text = commandsPage(sampleProgram())
    expect(text).toContain('## csq load [sources...]\n\nread what is new')
    expect(text).toContain('| `--period <period>` | a period (required) |  |')
    expect(text).toContain('| `--audience <name>` | who \\| whom | `bank` |')
  })
})

describe('the pages that people write', () => {
  it('are short, where they are a README, and link to files that are there', () => {
    for (const file of [
      'README.md',
      'README.zh-CN.md',
      'docs/architecture.md',
      'docs/runbooks/README.md',
    ]) {
      const text = readFileSync(join(programRoot, file), 'utf8')
      if (file.startsWith('README')) expect(text.split('\n').length).toBeLessThan(120)
      for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect(existsSync(join(programRoot, file, '..', link)), `${file}: ${link}`).toBe(true)
      }
    }
  })
})
