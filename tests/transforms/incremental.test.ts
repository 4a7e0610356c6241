import { copyFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWarehouse } from '../../cli/build-warehouse.ts'
import { type Database, openDatabase } from '../../core/database.ts'
import { identifier, literal } from '../../core/sql.ts'
import { load } from '../../ingest/load.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { cutOff, type Delivery, delivery } from '../support/random-deliveries.ts'

const numRuns = Number(process.env.CSQ_INCREMENTAL_RUNS ?? 2)
const minutes = 60_000

describe('a build of changes', () => {
  let empty: Bank
  beforeAll(async () => {
    empty = makeBank()
    await empty.load()
  })
  afterAll(() => empty.remove())

  it(
    'leaves every table as a full build makes it, whatever comes in which order, as of any instant',
    async () => {
      const step = fc.tuple(delivery, cutOff)
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 3 }), async (steps) => {
          const bank = copyOf(empty)
          try {
            const how: string[] = []
            for (const [place, [files, asOf]] of steps.entries()) {
              await deliver(bank, files, place)
              how.push(await buildBank(bank, asOf))
              expect(await differencesFromFull(bank, asOf)).toEqual([])
            }
            expect(how).toEqual(['full', 'changes', 'changes'])
          } finally {
            bank.remove()
          }
        }),
        { numRuns },
      )
    },
    30 * minutes,
  )

  it(
    'ends in the same values whichever of two deliveries comes first',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.tuple(delivery, delivery), cutOff, async ([one, other], asOf) => {
          const banks = [copyOf(empty), copyOf(empty)] as const
          try {
            await deliverAndBuild(banks[0], [one, other], asOf)
            await deliverAndBuild(banks[1], [other, one], asOf)
            expect(await differences(banks[0], banks[1], ['indicators.values'])).toEqual([])
          } finally {
            for (const bank of banks) bank.remove()
          }
        }),
        { numRuns: Math.ceil(numRuns / 2) },
      )
    },
    30 * minutes,
  )
})

describe('a build', () => {
  it(
    'computes everything where a reference table, a setting or an earlier part of a build says so',
    async () => {
      const bank = makeBank({ 'contacts/a.csv': someContacts })
      const asOf = '2026-09-01T00:00:00+08:00'
      try {
        await bank.load()
        expect(await buildBank(bank, asOf)).toBe('full')
        expect(await buildBank(bank, asOf)).toBe('changes')
        bank.put(
          'targets/a.csv',
          'indicator,grouped_by,group_id,floor,target,stretch,valid_from,valid_to\nconnect_rate,all,all,0.8,0.9,,2026-01-01,\n',
        )
        await bank.load()
        expect(await buildBank(bank, asOf)).toBe('full')
        bank.configure('complaint_days: working\n')
        expect(await buildBank(bank, asOf)).toBe('full')
        await bank.build(asOf)
        expect(await buildBank(bank, asOf)).toBe('full')
      } finally {
        bank.remove()
      }
    },
    10 * minutes,
  )

  it(
    'follows a newer version of a row to its former day and group, and a replayed row of an old file',
    async () => {
      const bank = makeBank({ 'contacts/a.csv': someContacts })
      const asOf = '2026-09-01T00:00:00+08:00'
      const ofDay = (day: string) =>
        bank.rows(`select grouped_by, group_id, denominator from indicators.values
        where indicator = 'connect_rate' and period_id = '${day}' and grouped_by in ('all', 'department') order by all`)
      try {
        await bank.load()
        await buildBank(bank, asOf)
        expect(await ofDay('2026-08-03')).toEqual([
          { grouped_by: 'all', group_id: 'all', denominator: 1 },
          { grouped_by: 'department', group_id: 'D01', denominator: 1 },
        ])
        bank.put(
          'contacts/b.csv',
          `${contactHeader}\nC1,phone,inbound,2026-08-05 10:00:00,1,answered,D02,2026-08-09 00:00:00\n`,
        )
        await bank.load()
        expect(await buildBank(bank, asOf)).toBe('changes')
        expect(await ofDay('2026-08-03')).toEqual([])
        expect(await ofDay('2026-08-05')).toEqual([
          { grouped_by: 'all', group_id: 'all', denominator: 2 },
          { grouped_by: 'department', group_id: 'D02', denominator: 2 },
        ])
        expect(await differencesFromFull(bank, asOf)).toEqual([])
      } finally {
        bank.remove()
      }
    },
    10 * minutes,
  )
})

const contactHeader =
  'contact_id,channel,direction,started_at,requested_agent,outcome,department_id,updated_at'
const someContacts = `${contactHeader}
C1,phone,inbound,2026-08-03 10:00:00,1,answered,D01,2026-08-04 00:00:00
C2,phone,inbound,2026-08-05 10:00:00,1,abandoned,D02,2026-08-06 00:00:00
`

function copyOf(bank: Bank): Bank {
  const copy = makeBank()
  copyFileSync(bank.workspace.warehouse, copy.workspace.warehouse)
  return copy
}

async function deliver(bank: Bank, files: Delivery, place: number): Promise<void> {
  for (const [contract, text] of Object.entries(files)) bank.put(`${contract}/${place}.csv`, text)
  await withDatabase(bank, (database) => load(database, bank.options()))
}

async function deliverAndBuild(bank: Bank, files: readonly Delivery[], asOf: string) {
  for (const [place, each] of files.entries()) {
    await deliver(bank, each, place)
    await buildBank(bank, asOf)
  }
}

async function buildBank(bank: Bank, asOf: string, isFull = false): Promise<string> {
  const { workspace } = bank
  const options = {
    workspace,
    asOf: new Date(asOf),
    now: new Date(asOf),
    programVersion: 'test',
    isFull,
  }
  const { how } = await withDatabase(bank, (database) => buildWarehouse(database, options))
  return how
}

async function differencesFromFull(bank: Bank, asOf: string): Promise<readonly string[]> {
  const full = copyOf(bank)
  try {
    full.configure(`complaint_days: ${bank.workspace.config.complaint_days}\n`)
    await buildBank(full, asOf, true)
    return await differences(bank, full)
  } finally {
    full.remove()
  }
}

/** Tables of which a row is in one bank and not in the other, as often as it is there. */
async function differences(one: Bank, other: Bank, only?: readonly string[]) {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(one.workspace.warehouse)} as one (read_only);
      attach ${literal(other.workspace.warehouse)} as other (read_only)`)
    const tables = await database.rows<{ schema: string; name: string }>(`
      select distinct schema_name as schema, table_name as name from duckdb_tables()
      where schema_name in ('staging', 'marts', 'indicators', 'findings')`)
    expect(tables.length).toBeGreaterThan(15)
    const found: string[] = []
    for (const { schema, name } of tables) {
      if (only !== undefined && !only.includes(`${schema}.${name}`)) continue
      const table = identifier(schema, name)
      const rows = await database.rows(`
        (select 'one' as side, * from (from one.${table} except all from other.${table}))
        union all (select 'other', * from (from other.${table} except all from one.${table})) limit 3`)
      found.push(...rows.map((row) => `${schema}.${name} ${JSON.stringify(row)}`))
    }
    return found
  } finally {
    database.close()
  }
}

async function withDatabase<T>(bank: Bank, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(bank.workspace.warehouse)
  try {
    return await work(database)
  } finally {
    database.close()
  }
}
