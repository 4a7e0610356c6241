import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { openDatabase, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readManifest } from '../../reports/edition.ts'
import { checkOthers } from '../../reports/gate-others.ts'
import { readTexts } from '../../reports/gate-texts.ts'
import { type PublishedEditions, publishEditions } from '../../reports/publish.ts'
import type { Bank } from '../support/bank.ts'
import { departmentWords, makeDepartmentsBank } from '../support/departments-bank.ts'
import { findWords } from '../support/edition-words.ts'

const [first, second] = departmentWords
const wordsOfOthers = (id: string) =>
  departmentWords.filter((each) => each.id !== id).flatMap((each) => each.words)

describe('editions of departments', () => {
  let bank: Bank
  let made: PublishedEditions
  const folders: string[] = []
  const folderOf = (id: string) => join(bank.workspace.editions, `2026-Q1/department/${id}/r1`)
  const planted = (change: (copy: string) => Promise<void> | void) => {
    const copy = mkdtempSync(join(tmpdir(), 'csq-planted-'))
    folders.push(copy)
    cpSync(folderOf(first?.id ?? ''), copy, { recursive: true })
    return Promise.resolve(change(copy)).then(() => copy)
  }

  beforeAll(async () => {
    bank = await makeDepartmentsBank()
    made = await publishEditions({
      workspace: bank.workspace,
      period: parsePeriod('2026-Q1'),
      audience: 'department',
      clock: fixedClock('2026-04-05T09:00:00+08:00'),
      programVersion: 'test',
    })
  })
  afterAll(() => {
    bank?.remove()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  it('are made for every department that has figures', () => {
    expect(made.failed).toEqual([])
    expect(made.published.map((each) => each.edition.audience).sort()).toEqual(
      departmentWords.map((each) => `department/${each.id}`),
    )
  })

  it('hold their own figures, cases and names', async () => {
    for (const { id, words } of departmentWords) {
      const found = await findWords(folderOf(id), words)
      const seen = new Set(found.map((each) => each.split(': ').at(-1)))
      for (const word of words.filter((each) => !/^[AB]/.test(each))) {
        expect([...seen], id).toContain(word)
      }
    }
  })

  it('hold nothing of another department in any file', async () => {
    for (const { id } of departmentWords) {
      expect(await findWords(folderOf(id), wordsOfOthers(id)), id).toEqual([])
    }
  })

  it('would be found out by one row, one word of a page, or one file', async () => {
    const others = wordsOfOthers(first?.id ?? '')
    const row = await planted(async (copy) => {
      const file = join(copy, readManifest({ folder: copy }).data_file)
      const database = await openDatabase()
      copyFileSync(file, `${file}.new`)
      await database.run(`attach '${file}.new' as edition;
        insert into edition.cases (complaint_id) values ('${second?.words.at(-1)}')`)
      database.close()
      copyFileSync(`${file}.new`, file)
      rmSync(`${file}.new`)
    })
    expect(await findWords(row, others)).toHaveLength(1)
    expect(await gateSays(row)).toMatchObject({ ok: false })
    const page = await planted((copy) =>
      writeFileSync(join(copy, 'causes/index.html'), `<p title="${second?.words[1]}"></p>`),
    )
    expect(await findWords(page, others)).toEqual([`causes/index.html: ${second?.words[1]}`])
    expect(await gateSays(page)).toMatchObject({ ok: false })
    const file = await planted((copy) =>
      writeFileSync(join(copy, 'api/x.json'), JSON.stringify([second?.words[3]])),
    )
    expect(await findWords(file, others)).toEqual([`api/x.json: ${second?.words[3]}`])
    expect(await gateSays(file)).toMatchObject({ ok: false })
    expect(await gateSays(folderOf(first?.id ?? ''))).toMatchObject({ ok: true })
  })

  it('show of the bank a value alone, and none that leaves under five of the others', async () => {
    const folder = folderOf(first?.id ?? '')
    const data = await openReader(join(folder, readManifest({ folder }).data_file))
    const groups = await data.rows(
      `select distinct grouped_by, group_id from "values" order by all`,
    )
    const bankValues = await data.rows('describe bank_values')
    const { values } = await data.row<{ values: number }>(
      'select count(*) as values from bank_values',
    )
    data.close()
    expect(groups).toEqual([
      { grouped_by: 'department', group_id: first?.id },
      { grouped_by: 'team', group_id: first?.words[3] },
    ])
    expect(bankValues.map((each) => each.column_name)).toEqual(['indicator', 'bank_value'])
    expect(values).toBeGreaterThan(10)
  })

  it('are made again only where they say something else; one that fails stops no other', async () => {
    const folder = join(bank.workspace.home, 'commentary/2026-Q1/department')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${second?.id}.md`), '{{no_such_indicator}}')
    const again = await publishEditions({
      workspace: bank.workspace,
      period: parsePeriod('2026-Q1'),
      audience: 'department',
      clock: fixedClock('2026-04-05T09:00:00+08:00'),
      programVersion: 'test',
    })
    expect(again.failed.map((each) => each.audience)).toEqual([`department/${second?.id}`])
    expect(again.failed[0]?.error.message).toContain('no_such_indicator')
    expect(again.published.map((each) => each.isNew)).toEqual([false, false])
  })

  /** What the gate's own check says of a folder. */
  async function gateSays(folder: string) {
    const database = await openDatabase()
    try {
      await database.run(`attach '${bank.workspace.warehouse}' as warehouse (read_only)`)
      return await checkOthers(database, first?.id ?? '', await readTexts(folder, new Set()))
    } finally {
      database.close()
    }
  }
})
