import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderDocs } from '../cli/commands/docs.ts'
import { createProgram } from '../cli/program.ts'
import { programRoot } from '../core/definitions.ts'
import { zoneOf } from '../core/zone.ts'
import { compileContract } from '../ingest/compile-contract.ts'
import { readContracts } from '../ingest/contracts.ts'
import { reasons } from '../ingest/reasons.ts'

describe('docs', () => {
  it('the reference is what the definitions say; csq docs writes it anew', async () => {
    for (const [name, text] of Object.entries(await renderDocs(createProgram()))) {
      const path = join(programRoot, 'docs', 'reference', name)
      expect(existsSync(path), name).toBe(true)
      expect(readFileSync(path, 'utf8'), name).toBe(text)
    }
  })

  it('every reason of a contract is explained', async () => {
    for (const contract of await readContracts()) {
      for (const rule of compileContract(contract, { zone: zoneOf('Asia/Shanghai') }).rules) {
        expect(Object.keys(reasons), rule.reason).toContain(rule.reason)
      }
    }
  })

  it('the README is short, and every file that a page links to is there', () => {
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
