import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, openReader } from '../../../core/database.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { writeWarehouse } from '../../../core/warehouse.ts'
import { bankFiguresSql } from '../../../reports/audience/bank-figures.ts'
import { departmentRules } from '../../../reports/audience/department-rules.ts'
import { makeScope, scopeToDepartment } from '../../../reports/audience/scope.ts'
import { openExporter } from '../../../reports/export-data.ts'
import { figuresHash } from '../../../reports/figures-hash.ts'
import { makePeriodCatalog, readRelations } from '../../../reports/period-catalog.ts'
import type { Bank } from '../../support/bank.ts'
import { departmentWords, makeDepartmentsBank } from '../../support/departments-bank.ts'

const own = departmentWords[0]?.id ?? ''

describe('what an edition of a department is cut from', () => {
  let bank: Bank
  const exportOf = async (audience: string, name: string) => {
    const target = join(bank.workspace.home, `${name}.duckdb`)
    const exporter = await openExporter({
      warehouse: bank.workspace.warehouse,
      period: parsePeriod('2026-Q1'),
      bank: bank.workspace.config.bank,
      zone: bank.workspace.zone,
    })
    await exporter.export({ target, audience, revision: 1 })
    exporter.close()
    return target
  }
  beforeAll(async () => {
    bank = await makeDepartmentsBank()
  })
  afterAll(() => bank?.remove())

  it('has no row of a relation that nobody has thought of', async () => {
    const database = await openDatabase()
    await database.run(`attach '${bank.workspace.warehouse}' as warehouse (read_only);
      use warehouse; set variable period_id = '2026-Q1'; set variable period_type = 'quarter';
      set variable period_start = '2026-01-01'; set variable period_end = '2026-03-31'`)
    const relations = await readRelations(database, 'warehouse')
    await makePeriodCatalog(database, relations)
    await makeScope(database, relations)
    await scopeToDepartment(database, own)
    const said = await database.row(`select names_others('对照单位TY52由75%到76%') as code,
      names_others('与测试乙部相比') as name, names_others('X41班组，TX41，DX41') as own,
      names_others('') as nothing, names_others('牵头部') as lead`)
    expect(said).toEqual({ code: true, name: true, own: false, nothing: false, lead: false })
    const filled: string[] = []
    for (const { schema, table } of relations) {
      const { rows } = await database.row<{ rows: number }>(
        `select count(*) as rows from "${schema}"."${table}"`,
      )
      if (rows > 0) filled.push(`${schema}.${table}`)
    }
    const unknown = filled.filter((name) => !(name in departmentRules))
    expect(unknown).toEqual([])
    expect(filled).toContain('marts.complaints')
    expect(relations.map((each) => `${each.schema}.${each.table}`)).toContain('landing.complaints')
    database.close()
  })

  it('reads the same for one department, whoever was exported before', async () => {
    const exporter = await openExporter({
      warehouse: bank.workspace.warehouse,
      period: parsePeriod('2026-Q1'),
      bank: bank.workspace.config.bank,
      zone: bank.workspace.zone,
    })
    for (const [at, audience] of [`department/${own}`, 'bank', `department/${own}`].entries()) {
      const target = join(bank.workspace.home, `again-${at}.duckdb`)
      await exporter.export({ target, audience, revision: 1 })
    }
    exporter.close()
    const hashes = await Promise.all(
      [0, 2].map((at) => figuresHash(join(bank.workspace.home, `again-${at}.duckdb`))),
    )
    expect(hashes[0]).toBe(hashes[1])
    expect(await figuresHash(join(bank.workspace.home, 'again-1.duckdb'))).not.toBe(hashes[0])
  })

  it('does not say which unit of another department a pilot is compared with', async () => {
    const data = await openReader(await exportOf(`department/${own}`, 'units'))
    const issues = await data.rows('select issue, department_id from issues')
    data.close()
    expect(issues).toEqual([{ issue: `${own.slice(1)}的改进`, department_id: own }])
  })

  it('is another edition when a case is closed or a finding is judged', async () => {
    const before = await figuresHash(await exportOf(`department/${own}`, 'before'))
    expect(await figuresHash(await exportOf(`department/${own}`, 'same'))).toBe(before)
    await writeWarehouse(bank.workspace, async (database) => {
      await database.run(`update marts.complaints set process_step = 'approval'
        where complaint_id = 'KX41000'`)
    })
    const moved = await figuresHash(await exportOf(`department/${own}`, 'moved'))
    expect(moved).not.toBe(before)
    await writeWarehouse(bank.workspace, async (database) => {
      await database.run(`insert into findings.found by name
          select 'f000000000000001' as finding_id, 'coaching_coverage' as kind, 'share' as metric,
            'quarter' as period_type, '2026-Q1' as period_id, 'department=${own}' as slice,
            '甲的发现' as sentence_zh, 'a finding' as sentence_en;
        insert into ops.finding_decisions by name
          select 'f000000000000001' as finding_id, 'coaching_coverage' as kind,
            'confirmed' as decision, 'x' as decided_by, timestamp '2026-04-05' as decided_at`)
    })
    const judged = await openReader(await exportOf(`department/${own}`, 'judged'))
    const { findings } = await judged.row<{ findings: number }>(
      `select count(*) as findings from findings where status = 'confirmed'`,
    )
    judged.close()
    expect(findings).toBeGreaterThan(0)
    expect(await figuresHash(join(bank.workspace.home, 'judged.duckdb'))).not.toBe(moved)
  })
})

describe('the value of the bank beside a department', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase()
    await database.run(`create schema indicators; set variable period_id = '2026-Q1';
      set variable department_id = 'D1';
      create table indicators.definitions as from (values ('rest_of_4', 'rate', 'rate'),
        ('rest_of_5', 'rate', 'rate'), ('all_own', 'rate', 'rate'), ('bank_of_4', 'rate', 'rate'),
        ('none_own', 'rate', 'rate'), ('stock_of_4', 'stock', 'count'),
        ('score', 'composite', 'score')) definitions(indicator, kind, unit);
      create table indicators."values" as from (values
        ('rest_of_4', 'all', 'all', 0.123456, 10.0), ('rest_of_4', 'department', 'D1', 0.5, 6.0),
        ('rest_of_5', 'all', 'all', 0.123456, 10.0), ('rest_of_5', 'department', 'D1', 0.5, 5.0),
        ('all_own', 'all', 'all', 0.5, 10.0), ('all_own', 'department', 'D1', 0.5, 10.0),
        ('bank_of_4', 'all', 'all', 0.5, 4.0),
        ('none_own', 'all', 'all', 0.25, 40.0), ('none_own', 'department', 'D2', 0.25, 40.0),
        ('stock_of_4', 'all', 'all', 7.0, null), ('stock_of_4', 'department', 'D1', 3.0, null),
        ('score', 'all', 'all', 80.0, 1.0)
      ) figures(indicator, grouped_by, group_id, "value", denominator);
      alter table indicators."values" add column period_id varchar default '2026-Q1'`)
  })
  afterAll(() => database.close())

  it('is shown as exact as a page shows it, and not where the rest is one to four', async () => {
    const rows = await database.rows(`from (${bankFiguresSql}) order by indicator`)
    expect(rows).toEqual([
      { indicator: 'all_own', bank_value: 0.5 },
      { indicator: 'none_own', bank_value: 0.25 },
      { indicator: 'rest_of_5', bank_value: 0.123 },
    ])
  })
})
