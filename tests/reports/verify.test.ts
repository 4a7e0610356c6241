import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figureArithmetic } from '../../cli/figure-arithmetic.ts'
import { openDatabase, openReader } from '../../core/database.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { diffEditions } from '../../reports/diff.ts'
import { type Edition, findEdition, type Manifest } from '../../reports/edition.ts'
import { filesOf, hashFile } from '../../reports/edition-files.ts'
import { signEdition } from '../../reports/export/signature.ts'
import { makeKeys, readPublicKey, readSigningKey } from '../../reports/export/signing-keys.ts'
import { exportData } from '../../reports/export-data.ts'
import { figuresHash, hashedTables } from '../../reports/figures-hash.ts'
import { verifyEdition } from '../../reports/verify.ts'
import { type Bank, makeBank } from '../support/bank.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })
const arithmetic = figureArithmetic(await readIndicators())

describe('an edition is verified', () => {
  let bank: Bank
  let edition: Edition
  const kept = () => join(bank.workspace.home, 'kept')
  const data = () => join(edition.folder, 'data/edition.duckdb')
  const verify = (warehouse = bank.workspace.warehouse) =>
    verifyEdition(edition, warehouse, arithmetic)
  const change = async (path: string, sql: string) => {
    const database = await openDatabase(path)
    await database.run(`${sql}; checkpoint`)
    database.close()
  }

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': `${[header, ...contacts('answered', 90), ...contacts('abandoned', 10)].join('\n')}\n`,
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    const folder = join(bank.workspace.editions, '2026-02/bank/r1')
    mkdirSync(join(folder, 'data'), { recursive: true })
    await exportData({
      warehouse: bank.workspace.warehouse,
      target: join(folder, 'data/edition.duckdb'),
      period: parsePeriod('2026-02'),
      audience: 'bank',
      revision: 1,
      bank: { zh: '示例银行', en: 'Example Bank' },
      zone: bank.workspace.zone,
    })
    writeFileSync(join(folder, 'index.html'), '<p>接通率 90.0%</p>')
    const files = await Promise.all(
      filesOf(folder).map(async (path) => [path, await hashFile(join(folder, path))] as const),
    )
    const warehouse = await openReader(bank.workspace.warehouse)
    const { as_of } = await warehouse.row<{ as_of: string }>(
      'select max(as_of) as as_of from indicators."values"',
    )
    warehouse.close()
    const manifest = {
      as_of: `${as_of}Z`,
      data_file: 'data/edition.duckdb',
      figures_sha256: await figuresHash(join(folder, 'data/edition.duckdb')),
      figures_of: hashedTables,
      files: Object.fromEntries(files),
    }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    edition = findEdition(bank.workspace.editions, '2026-02')
    cpSync(edition.folder, kept(), { recursive: true })
  })
  afterAll(() => bank.remove())

  const restore = () => {
    rmSync(edition.folder, { recursive: true })
    cpSync(kept(), edition.folder, { recursive: true })
  }

  it('and holds where nothing was changed', async () => {
    const found = await verify()
    expect(found.mismatches).toEqual([])
    expect(found.later).toEqual([])
    expect(found.files).toBe(2)
    expect(found.figures).toBeGreaterThan(50)
  })

  it('also where it was published with a hash of figures and score alone', async () => {
    const path = join(edition.folder, 'manifest.json')
    const { figures_of: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    const former = await figuresHash(data(), ['values', 'score'])
    await change(data(), 'drop table commentary; drop table cases; drop table findings')
    const files = { ...manifest.files, 'data/edition.duckdb': await hashFile(data()) }
    writeFileSync(path, JSON.stringify({ ...manifest, figures_sha256: former, files }))
    const whole = await verify('/nowhere.duckdb')
    await change(data(), `update "values" set status = 'met'`)
    const edited = await verify('/nowhere.duckdb')
    restore()
    expect(whole.mismatches).toEqual([])
    expect(edited.mismatches.map(({ what }) => what)).toEqual(['file', 'figures'])
  })

  it('without a warehouse too', async () => {
    expect((await verify('/nowhere.duckdb')).mismatches).toEqual([])
  })

  it('and names the figure that was changed by 0.01, even where no warehouse tells', async () => {
    await change(
      data(),
      `update "values" set value = value + 0.01
        where indicator = 'connect_rate' and grouped_by = 'channel' and group_id = 'phone'`,
    )
    const found = await verify('/nowhere.duckdb')
    restore()
    expect(found.mismatches.map(({ what, name }) => [what, name])).toEqual([
      ['file', 'data/edition.duckdb'],
      ['figures', 'all figures'],
      ['figure', 'connect_rate 2026-02 channel=phone'],
    ])
    expect(found.mismatches[2]).toMatchObject({
      published: '0.91',
      found: '90.0 / 100.0 gives 0.9',
    })
  })

  it('and names the figure whose counts were changed to fit its value', async () => {
    await change(
      data(),
      `update "values" set numerator = 180, denominator = 200
        where indicator = 'connect_rate' and grouped_by = 'all'`,
    )
    const found = await verify()
    restore()
    const named = found.mismatches.filter(({ name }) => name === 'connect_rate 2026-02')
    expect(named.map(({ what }) => what)).toEqual(['figure', 'warehouse'])
    expect(named[0]?.found).toMatch(/^interval 0\.85/)
  })

  it('and by its signature: an edited manifest is named, and one without where keys are trusted', async () => {
    const keys = makeKeys()
    const trusted = { 质量科: readPublicKey(keys.publicKey, 'a key') }
    const path = join(edition.folder, 'manifest.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object
    const own = { ...manifest, period: edition.period, audience: 'bank', revision: 1 }
    writeFileSync(path, JSON.stringify(own))
    const ask = () => verifyEdition(edition, '/nowhere.duckdb', arithmetic, trusted)
    const unsigned = await ask()
    signEdition(edition.folder, readSigningKey(keys.privateKey))
    const signed = await ask()
    writeFileSync(path, JSON.stringify({ ...own, program_version: 'another' }))
    const edited = await ask()
    restore()
    expect(unsigned.mismatches).toMatchObject([{ what: 'signature', found: 'unsigned' }])
    expect(signed.mismatches).toEqual([])
    expect(signed.signature).toMatchObject({ state: 'signed', signer: '质量科' })
    expect(edited.mismatches).toMatchObject([
      { what: 'signature', name: 'manifest.json', found: expect.stringMatching(/changed after/) },
    ])
  })

  it('and names a page that was edited, one that is gone, and one that was added', async () => {
    appendFileSync(join(edition.folder, 'index.html'), ' ')
    writeFileSync(join(edition.folder, 'more.html'), '')
    const edited = await verify()
    rmSync(join(edition.folder, 'index.html'))
    const gone = await verify()
    restore()
    expect(edited.mismatches).toMatchObject([
      { what: 'file', name: 'index.html' },
      { what: 'file', name: 'more.html', published: 'not there', found: 'added' },
    ])
    expect(gone.mismatches[0]).toMatchObject({ name: 'index.html', found: 'missing' })
  })

  it('and fails where the warehouse of the same cut-off has another figure', async () => {
    const other = join(bank.workspace.home, 'other.duckdb')
    cpSync(bank.workspace.warehouse, other)
    await change(
      other,
      `update indicators."values" set numerator = 89, value = 0.89
        where indicator = 'connect_rate' and period_id = '2026-02' and grouped_by = 'all'`,
    )
    expect((await verify(other)).mismatches).toMatchObject([
      { what: 'warehouse', name: 'connect_rate 2026-02' },
    ])
    await change(other, `update indicators."values" set as_of = as_of + interval 1 day`)
    const later = await verify(other)
    expect(later.mismatches).toEqual([])
    expect(later.later).toMatchObject([{ what: 'warehouse', name: 'connect_rate 2026-02' }])
  })

  it('and what differs from a later revision is listed with its cause', async () => {
    const folder = join(bank.workspace.editions, '2026-02/bank/r2')
    cpSync(edition.folder, folder, { recursive: true })
    await change(
      join(folder, 'data/edition.duckdb'),
      `update "values" set numerator = 91, value = 0.91
        where indicator = 'connect_rate' and grouped_by = 'all';
      update "values" set definition_version = 2
        where indicator = 'abandon_rate' and grouped_by = 'all'`,
    )
    const later = findEdition(bank.workspace.editions, '2026-02')
    const changes = await diffEditions(edition, later)
    rmSync(folder, { recursive: true })
    expect(later.revision).toBe(2)
    expect(changes).toMatchObject([
      { indicator: 'abandon_rate', grouped_by: 'all', cause: 'definition' },
      {
        indicator: 'connect_rate',
        grouped_by: 'all',
        numerator_before: 90,
        numerator_after: 91,
        value_before: 0.9,
        value_after: 0.91,
        cause: 'data',
      },
    ])
  })

  it('and is not compared with an edition of another period', async () => {
    const other = { ...edition, period: parsePeriod('2026-03') }
    await expect(diffEditions(edition, other)).rejects.toThrow('different periods')
  })
})
