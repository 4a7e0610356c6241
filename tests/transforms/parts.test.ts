import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { readMoves, readParts, requireWholeParts } from '../../transforms/parts.ts'
import { restrictReads } from '../../transforms/restrict.ts'

const header = [
  'parts: contact_id of staging.contacts, marts.needs by customer_key',
  'moves: started_at, ended_at of staging.contacts; started_at + interval 7 day of marts.needs',
]
const requireWhole = (sql: string, reads: readonly string[], lines = header) =>
  requireWholeParts('marts.a', sql, reads, { parts: readParts(lines), moves: readMoves(lines) })

describe('the header of a model', () => {
  it('says of which rows a part is made, and which instants the cut-off passes', () => {
    expect(readParts(header)).toEqual({
      key: 'contact_id',
      inputs: [{ table: 'staging.contacts' }, { table: 'marts.needs', shared: 'customer_key' }],
    })
    expect(readMoves(header)).toEqual([
      { table: 'staging.contacts', instants: ['started_at', 'ended_at'] },
      { table: 'marts.needs', instants: ['started_at + interval 7 day'] },
    ])
    expect(readParts(['grain: contact_id'])).toBeUndefined()
  })

  it('names every table that a part is made of, but reference tables', () => {
    requireWhole('', ['staging.contacts', 'marts.needs', 'reference.agents'])
    expect(() => requireWhole('', ['staging.contacts', 'staging.surveys'])).toThrow(
      'marts.a reads staging.surveys',
    )
  })

  it('names every column that is compared with the cut-off', () => {
    requireWhole("started_at <= getvariable('as_of') and ended_at < getvariable('as_of')", [])
    expect(() => requireWhole("answered_at <= getvariable('as_of')", [])).toThrow(
      'marts.a compares answered_at with the cut-off',
    )
    expect(() => requireWhole("date_diff('day', ended_at, getvariable('as_of'))", [])).toThrow(
      'marts.a compares something with the cut-off',
    )
  })
})

describe('a model over parts of its inputs', () => {
  it('reads a view in the place of each table, wherever the table stands, by its name or an alias', async () => {
    const database = await openDatabase()
    try {
      await database.run(`create schema staging; create table staging.a (k integer); insert into staging.a values (1), (2);
        create temp view part_a as select * from staging.a where k = 1`)
      const sql = `-- 表 staging.a
        with every as (select a.k from staging.a where a.k in (select k from staging.a))
        select every.k, other.k as again from every join staging.a as other using (k)`
      const restricted = await restrictReads(database, sql, new Map([['staging.a', 'part_a']]))
      expect(await database.rows(sql)).toHaveLength(2)
      expect(await database.rows(restricted)).toEqual([{ k: 1, again: 1 }])
    } finally {
      database.close()
    }
  })
})
