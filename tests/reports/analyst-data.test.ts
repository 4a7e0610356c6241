import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { headerColumns } from '../../reports/analyst/describe-columns.ts'
import { exportData } from '../../reports/export-data.ts'
import { sqlExamples } from '../../reports/labels/sql-examples.ts'
import { readQuery } from '../../reports/labels/sql-pad.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

describe('the data of an edition for analysts', () => {
  let bank: Bank
  let edition: Database

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': table`
        contact_id|channel|direction|started_at         |requested_agent|outcome |department_id
        C1        |phone  |inbound  |2026-02-03 09:00:00|1              |answered|D01`,
      'complaints/a.csv': table`
        complaint_id|channel|source_body|received_at        |limit_days|closed_at|outcome|department_id
        K1          |phone  |self       |2026-02-03 09:00:00|15        |-        |open   |D01`,
    })
    await bank.load()
    await bank.build('2026-04-05T09:00:00+08:00')
    const target = join(bank.workspace.home, 'analyst.duckdb')
    await exportData({
      warehouse: bank.workspace.warehouse,
      target,
      period: parsePeriod('2026-Q1'),
      audience: 'analyst',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    edition = await openReader(target)
  })
  afterAll(() => {
    edition.close()
    bank.remove()
  })

  it('says of every column of the file what it holds', async () => {
    const silent = await edition.rows(`select table_name, column_name from duckdb_columns()
      anti join (select substr(table_name, 5) as table_name, column_name from analyst_columns
        where place = 'edition' and meaning <> '') said using (table_name, column_name)
      where database_name = current_database()`)
    expect(silent).toEqual([])
  })

  it('has the columns of the warehouse with their meaning', async () => {
    expect(
      await edition.rows(`select meaning from analyst_columns
        where table_name = 'marts.contacts' and column_name = 'channel'`),
    ).toEqual([{ meaning: expect.stringMatching(/channel/) }])
  })

  it('writes NULL so that no page seems to have a hole', async () => {
    const { small, large } = await edition.row(`select
        count(*) filter (where regexp_matches(meaning, '\\bnull\\b')) as small,
        count(*) filter (where contains(meaning, 'NULL')) as large
      from analyst_columns`)
    expect(small).toBe(0)
    expect(large).toBeGreaterThan(20)
  })

  it('has the way of a column back to what was delivered', async () => {
    const [row] = await edition.rows<{ comes_from: string; delivered_as: string }>(
      `from analyst_lineage where table_name = 'marts.contacts' and column_name = 'is_answered'`,
    )
    expect(row?.comes_from).toContain('staging.contacts.outcome')
    expect(row?.delivered_as).toContain('landing.contacts.outcome')
  })

  it.each(sqlExamples.map(({ title, sql }) => [title.en, sql]))(
    'answers the example query: %s',
    async (_, sql) => {
      const query = readQuery(sql.replaceAll('csq.', ''))
      if ('mistake' in query) throw new Error(query.mistake.en)
      await expect(edition.rows(query.sql)).resolves.toBeInstanceOf(Array)
    },
  )
})

describe('the header of a query', () => {
  it('says of each column what it holds, over several lines too', () => {
    const sql =
      '-- One row per x.\n-- grain: a\n--\n-- a   the first\n--     and more\n-- b_2 the second\n\nselect 1'
    expect(headerColumns(sql)).toEqual([
      { name: 'a', meaning: 'the first and more' },
      { name: 'b_2', meaning: 'the second' },
    ])
  })
})
