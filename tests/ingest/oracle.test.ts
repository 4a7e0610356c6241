import { afterEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../core/database.ts'
import { zoneOf } from '../../core/zone.ts'
import { type CompiledContract, compileContract } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import { createLandingTable, landFile } from '../../ingest/land.ts'
import type { MappedTable } from '../../ingest/landing.ts'
import { createLedger } from '../../ingest/ledger.ts'
import { keyStatements } from '../../ingest/mask.ts'
import { openOracle } from '../../ingest/oracle.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,requested_agent,outcome,talk_seconds,customer_id'
const good = (id: number) => `C${id},phone,inbound,2026-09-01 08:00:00,1,answered,12,CU${id}`

let bank: Bank | undefined
let database: Database | undefined
afterEach(() => {
  bank?.remove()
  database?.close()
  bank = undefined
  database = undefined
})

describe('zod', () => {
  it('judges every refused record of a load, and a sample of the accepted ones', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      index % 100 === 7 ? good(index).replace('phone', 'fax') : good(index),
    )
    bank = makeBank({ 'contacts/a.csv': [header, ...lines, ''].join('\n') })
    await bank.load()
    const [file] = await bank.rows(
      `select rows_quarantined, rows_rechecked from ops.files where contract = 'contacts'`,
    )
    expect(file?.rows_quarantined).toBe(200)
    // one accepted record of about a thousand: 5 to 45 of 19,800 is far beyond chance
    expect(Number(file?.rows_rechecked)).toBeGreaterThan(205)
    expect(Number(file?.rows_rechecked)).toBeLessThan(245)
  })

  it.each([
    ['SQL that refuses what zod accepts', 'true', '12', 'SQL refuses it, zod does not'],
    ['SQL that accepts what zod refuses', 'false', '12秒', 'zod refuses talk_seconds'],
  ])('stops a file on %s, without showing a value', async (_, broken, talk, complaint) => {
    const own = await openDatabase()
    database = own
    const whole = await compiledContacts()
    const rules = whole.rules.map((rule) =>
      rule.column === 'talk_seconds' ? { ...rule, broken } : rule,
    )
    const compiled: CompiledContract = { ...whole, rules }
    for (const statement of keyStatements(Buffer.from('secret'))) await own.run(statement)
    await createLedger(own)
    await own.run('create table reference.departments (department_id varchar)')
    await createLandingTable(own, 'landing.contacts', compiled)
    const landing = {
      table: 'landing.contacts',
      compiled,
      oracle: openOracle(own, compiled),
      file: 'contacts/a.csv',
      fileId: 1,
      loadId: 1,
      loadedAt: '2026-09-02 00:00:00',
    }
    // enough records for the sample of accepted ones to meet the wrong cell
    const landed = landFile(own, [records(compiled, 20_000, talk)], landing)
    await expect(landed).rejects.toThrow(complaint)
    await expect(landed).rejects.not.toThrow(talk)
  })
})

async function compiledContacts(): Promise<CompiledContract> {
  const contract = (await readContracts()).find((each) => each.name === 'contacts')
  if (contract === undefined) throw new Error('no contract of contacts')
  return compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
}

/** Records that are good but for the talk time, as a reader would give them. */
function records(compiled: CompiledContract, count: number, talk: string): MappedTable {
  const cells: Readonly<Record<string, string>> = {
    contact_id: `'C' || i`,
    channel: `'phone'`,
    direction: `'inbound'`,
    started_at: `'2026-09-01 08:00:00'`,
    requested_agent: `'1'`,
    outcome: `'answered'`,
    talk_seconds: `'${talk}'`,
  }
  const columns = compiled.columns.map(
    ({ name }) => `${cells[name] ?? 'null::varchar'} as r_${name}`,
  )
  return {
    relation: `select ${columns.join(', ')}, null::varchar as _structure,
      null::map(varchar, varchar) as _extra from range(${count}) rows(i)`,
    sheet: null,
    hasRejects: false,
    linesBefore: 0,
    signs: null,
    width: 0,
  }
}
