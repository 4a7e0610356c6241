import { describe, expect, it } from 'vitest'
import { cellText, readQuery, toCsv } from '../../reports/labels/sql-pad.ts'

const sqlOf = (text: string) => {
  const query = readQuery(text)
  return 'sql' in query ? query.sql : undefined
}

describe('the query page', () => {
  it('runs one statement that reads, with a row more than it shows', () => {
    expect(sqlOf(' -- all\nfrom csq.edition ;')).toBe(
      'select * from (from csq.edition\n) limit 501',
    )
    expect(sqlOf("select ';' as semicolon")).toContain("select ';' as semicolon")
    expect(sqlOf('describe csq.edition')).toBe('describe csq.edition')
  })

  it.each([
    'drop table csq.x',
    'attach ‘x’',
    'copy t to x',
    'set threads = 1',
    'install httpfs',
    '',
    '-- only',
  ])('does not run what does not read: %s', (text) => expect(sqlOf(text)).toBeUndefined())

  it('does not run a second statement behind the first', () => {
    expect(sqlOf('select 1; drop table x')).toBeUndefined()
    expect(sqlOf("select 'a--b'; select 2")).toBeUndefined()
  })

  it('copies results as CSV that spreadsheets read', () => {
    expect(
      toCsv(
        ['名称', 'n'],
        [
          ['a,"b"', 1],
          [null, 2.5],
        ],
      ),
    ).toBe('名称,n\r\n"a,""b""",1\r\n,2.5\r\n')
  })

  it('writes a day as a day, an instant as an instant, and lists as JSON', () => {
    expect(cellText(new Date('2026-09-01T00:00:00Z'))).toBe('2026-09-01')
    expect(cellText(new Date('2026-09-01T08:30:00Z'))).toBe('2026-09-01T08:30:00.000Z')
    expect(cellText({ a: [1n] })).toBe('{"a":[1]}')
  })
})
