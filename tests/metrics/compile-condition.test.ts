import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { parseCondition } from '../../metrics/compile-condition.ts'

describe('a condition', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
    await database.run(`create table t as
      select * from (values ('phone', 10, true, date '2026-07-01'), ('it''s $1', 20, null, null))
        t(channel, seconds, is_transferred, started_on)`)
  })
  afterAll(() => database.close())

  const parse = (text: string) => parseCondition(database, text, '--where')

  it.each([
    ["channel = 'phone'", 1, ['channel']],
    ["channel in ('phone', 'chat') -- the loud ones", 1, ['channel']],
    ["CHANNEL like 'ph%' or channel ilike '%S $1'", 2, ['channel']],
    ['seconds between 5 and 15 and not (is_transferred is null)', 1, ['seconds', 'is_transferred']],
    ['coalesce(is_transferred, false) = false', 1, ['is_transferred']],
    ["started_on >= date '2026-06-30' + interval 1 day", 1, ['started_on']],
    ["channel = 'it''s $1'", 1, ['channel']],
    ['case when seconds % 20 = 0 then true else false end', 1, ['seconds']],
    ["seconds = 10) or (channel = 'none'", 1, ['seconds', 'channel']],
    ['true', 2, []],
  ])('%s keeps its meaning and says its columns', async (text, count, columns) => {
    const condition = await parse(text)
    expect(condition.columns.toSorted()).toEqual([...columns].sort())
    const rows = await database.rows(`select * from t where (${condition.sql}) and true`)
    expect(rows.length).toBe(count)
  })

  it.each([
    ['seconds in (select 1)', 'a sub-query'],
    ['exists (select 1 from t)', 'a sub-query'],
    ['row_number() over () = 1', 'a window function'],
    ['seconds = $1', 'a parameter'],
    ['seconds = ?', 'a parameter'],
    ['t.seconds = 1', '"t.seconds" names a table'],
    ["read_text('/etc/passwd') is not null", 'no function of one row "read_text"'],
    ["getenv('HOME') = ''", 'no function of one row "getenv"'],
    ["current_setting('threads') = '1'", 'no function of one row "current_setting"'],
    ['started_on < today()', 'no function of one row "today"'],
    ['random() < 0.5', 'no function of one row "random"'],
    ['count(*) > 1', 'no function of one row'],
    ['list_filter([1], lambda x: x = 1) = [1]', 'no function of one row "list_filter"'],
    ['true) limit (1', 'more than a condition'],
    ['true) using sample (5', 'more than a condition'],
    ['true) order by (seconds', 'more than a condition'],
    ['true) group by (channel', 'more than a condition'],
    ['true) qualify (true', 'more than a condition'],
    ['true) union (select 1', 'more than a condition'],
    ['true); select (1', 'more than a condition'],
    ['true); drop table t; select (1', 'Only SELECT statements'],
    ['seconds =', 'syntax error'],
    ['', 'syntax error'],
  ])('%s is refused', async (text, why) => {
    await expect(parse(text)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(why),
    })
  })

  it('answers a function that does not exist with the nearest one', async () => {
    await expect(parse("lowr(channel) = 'a'")).rejects.toMatchObject({
      hint: 'Did you mean: lower?',
    })
  })
})
