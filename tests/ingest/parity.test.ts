import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { zoneOf } from '../../core/zone.ts'
import { compileContract, rawColumn, typedColumn } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import type { Contract } from '../../ingest/define-contract.ts'
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
  '2026-13-01 08:00:00',
  '2026-02-30 08:00:00',
  '2026-09-01 24:00:00',
  '2026-09-01 08:60:00',
  '2026-09-01',
  '2026/9/1',
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

describe('a contract means the same in zod and in SQL', () => {
  let database: Database
  let contracts: readonly Contract[]
  beforeAll(async () => {
    database = await openDatabase()
    for (const statement of keyStatements(Buffer.from('secret'))) await database.run(statement)
    contracts = await readContracts()
  })
  afterAll(() => database.close())

  it('accepts and refuses the same cells, column by column', async () => {
    const disagreements: string[] = []
    let compared = 0
    for (const contract of contracts) {
      const compiled = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
      for (const column of compiled.columns) {
        const rules = compiled.rules.filter(
          (rule) =>
            rule.column === column.name &&
            rule.reason !== 'rating_above_scale' &&
            rule.reason !== 'closed_before_received',
        )
        const broken =
          rules.map((rule) => `coalesce(${rule.broken}, false)`).join(' or ') || 'false'
        const values = nasty.map((value) => `('${value.replaceAll("'", "''")}')`).join(', ')
        const rows = await database.rows<{ cell: string; is_broken: boolean }>(
          `select cell, (${broken}) as is_broken from (select *, ${column.typed} as ${typedColumn(column.name)}
            from (select cell, nullif(trim(cell, ' \t\r\n\u00a0\u3000'), '') as ${rawColumn(column.name)}, null::varchar as r_customer_id
              from (values ${values}) cells(cell)))`.replace(
            column.name === 'customer_id' ? ', null::varchar as r_customer_id' : '\u0000',
            '',
          ),
        )
        const schema = contract.row.shape[column.name]
        for (const row of rows) {
          compared++
          const zodRefuses = !schema?.safeParse(row.cell).success
          if (zodRefuses !== row.is_broken) {
            disagreements.push(
              `${contract.name}.${column.name} "${row.cell}": zod ${zodRefuses}, SQL ${row.is_broken}`,
            )
          }
        }
      }
    }
    expect(disagreements).toEqual([])
    expect(compared).toBeGreaterThan(5000)
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
