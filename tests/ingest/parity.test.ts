import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'
import { zoneOf } from '../../core/zone.ts'
import { compileContract, rawColumn, typedColumn } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import type { Contract } from '../../ingest/define-contract.ts'
import { cleanCell } from '../../ingest/delivery.ts'
import { keyStatements } from '../../ingest/mask.ts'

/** Values that readers and databases disagree about. */
const nasty = [
  '',
  ' ',
  '　',
  'x',
  '0',
  '1',
  '-1',
  '+5',
  '5',
  '5.0',
  '3.5',
  '1e3',
  '0x10',
  '1_000',
  '1,000',
  '1,00',
  '12,34',
  '１２',
  '１，０００',
  '99999999999',
  '1.5.2',
  '12秒',
  'NaN',
  'inf',
  'true',
  'TRUE',
  '是',
  '否',
  'Y',
  'maybe',
  'null',
  '2026-09-01 08:00:00',
  '2026-09-01T08:00:00',
  '2026-09-01 08:00',
  '2026-9-1 8:00',
  '2026/9/1 8:00',
  '2026年9月1日 08:00',
  '2026年9月1日08:00:05',
  '2026-09-01T08:00:00Z',
  '2026-09-01T08:00:00.123+08:00',
  '2026-09-01 08:00:00 +0800',
  '2026-09-01 08:00:00+08',
  '2026-09-01 08:00:00-05:30',
  '2026-09-01 08:00:00+99:99',
  '2026-09-01 08:00:00+24:00',
  '2026-09-01 08:00:00-15:59',
  '2026-09-01 08:00:00+08:60',
  '2026-02-30 08:00+00',
  '2026-59-01T08:00:00',
  '2026-09-01 08:00:0Z',
  '2026-13-01 08:00:00',
  '2026-02-30 08:00:00',
  '2026-09-01 24:00:00',
  '2026-09-01 08:60:00',
  '2026-09-01',
  '2026/9/1',
  '2026-09-01 00:00:00',
  '2026-09-01T00:00',
  '2026-09-01 00:00:01',
  '2026年9月1日',
  'epoch',
  'infinity',
  '２０２６-０９-０１ ０８:００:００',
  '20260901',
  '2026-09',
  '2026-13',
  'phone',
  'PHONE',
  '电话银行',
  '呼入',
  'inbound ',
  '101',
  '60',
  '15',
  '20',
  '7',
  '11',
  "o'clock",
  '2026-09-01 08:00:00.1234567',
]

/** Hostile cells: pieces of dates, numbers, codes and signs put together at random. */
const hostile: readonly string[] = (() => {
  const piece = fc.constantFrom(
    ...[
      '0',
      '1',
      '5',
      '12',
      '08',
      '59',
      '60',
      '24',
      '31',
      '30',
      '29',
      '02',
      '2026',
      '1900',
      '0000',
    ],
    ...[
      '-',
      '/',
      ':',
      '.',
      ',',
      ' ',
      'T',
      't',
      'Z',
      '+',
      '+08:00',
      '-05',
      '+0800',
      '年',
      '月',
      '日',
    ],
    ...[
      'e',
      'E',
      '_',
      "'",
      '"',
      '\\',
      '%',
      '\t',
      '\u3000',
      '\u00a0',
      '０',
      '９',
      '：',
      '－',
      '，',
      '．',
    ],
    ...[
      'true',
      '是',
      'Ｙ',
      'phone',
      'PHONE',
      '电话银行',
      'ｐｈｏｎｅ',
      'ß',
      'İ',
      '\ud83d\ude00',
      '\u200b',
      '\ufeff',
    ],
  )
  const joined = fc.array(piece, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
  const nearMiss = fc
    .tuple(fc.constantFrom(...nasty.filter((value) => value.length > 1)), fc.nat(), piece)
    .map(([value, at, sign]) => {
      const place = at % value.length
      return value.slice(0, place) + sign + value.slice(place + (at % 2))
    })
  const anything = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((value) => !value.includes('\0'))
  return fc.sample(fc.oneof(joined, nearMiss, nearMiss, anything), { numRuns: 500, seed: 20260901 })
})()

describe('a contract means the same in zod and in SQL', () => {
  let database: Database
  let contracts: readonly Contract[]
  beforeAll(async () => {
    database = await openDatabase()
    for (const statement of keyStatements(Buffer.from('secret'))) await database.run(statement)
    contracts = await readContracts()
  })
  afterAll(() => database.close())

  it.each([
    ['cells that readers disagree about', nasty],
    ['500 hostile cells', hostile],
  ])('accepts and refuses the same: %s, in every column', async (_, cells) => {
    const disagreements: string[] = []
    let compared = 0
    let refused = 0
    for (const contract of contracts) {
      const compiled = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
      for (const column of compiled.columns) {
        const rules = compiled.rules.filter(
          (rule) => rule.column === column.name && rule.scope === 'cell',
        )
        const broken =
          rules.map((rule) => `coalesce(${rule.broken}, false)`).join(' or ') || 'false'
        const values = cells.map((cell) => `(${literal(cell)})`).join(', ')
        const own = column.name === 'customer_id' ? '' : ', null::varchar as r_customer_id'
        const rows = await database.rows<{ cell: string; is_broken: boolean }>(
          `select cell, (${broken}) as is_broken from (select *, ${column.typed} as ${typedColumn(column.name)}
            from (select cell, ${cleanCell('cell', [])} as ${rawColumn(column.name)}${own}
              from (values ${values}) cells(cell)))`,
        )
        const schema = contract.row.shape[column.name]
        for (const row of rows) {
          compared++
          const zodRefuses = !schema?.safeParse(row.cell).success
          if (zodRefuses) refused++
          if (zodRefuses !== row.is_broken) {
            disagreements.push(
              `${contract.name}.${column.name} ${JSON.stringify(row.cell)}: zod ${zodRefuses}, SQL ${row.is_broken}`,
            )
          }
        }
      }
    }
    expect(disagreements).toEqual([])
    expect(compared).toBeGreaterThan(100 * cells.length)
    expect(refused).toBeGreaterThan(10 * cells.length)
  })

  it('an instant without offset is the bank’s time, with an offset it is that', async () => {
    const contract = contracts.find((each) => each.name === 'contacts')
    if (contract === undefined) throw new Error('no contract of contacts')
    const compiled = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
    const column = compiled.columns.find((each) => each.name === 'started_at')
    const instants = [
      '2026-09-01 08:00:00',
      '2026年9月1日 08:00',
      '2026/9/1 8:00',
      '2026-09-01T00:00:00Z',
      '2026-09-01T09:30:00+09:30',
    ]
    for (const instant of instants) {
      const { at } = await database.row(
        `select ${column?.typed} as at from (select '${instant}' as r_started_at)`,
      )
      expect(at, instant).toBe('2026-09-01T00:00:00')
    }
  })
})
