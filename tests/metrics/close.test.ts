import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readDelivered } from '../../cli/commands/restate.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openReader } from '../../core/database.ts'
import { programRoot } from '../../core/definitions.ts'
import { parsePeriod } from '../../core/periods.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import type { Background } from '../../metrics/causes.ts'
import { closePeriod } from '../../metrics/close.ts'
import {
  closingColumns,
  publishedColumns,
  type RestatementReason,
  restatedFigureColumns,
} from '../../metrics/closings.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { findDifferences, restatePeriod } from '../../metrics/restate.ts'
import { seriesColumns } from '../../metrics/series.ts'
import { valueColumns } from '../../metrics/value-columns.ts'
import { type Bank, makeBank, table } from '../support/bank.ts'

const header =
  'contact_id,channel,direction,started_at,ended_at,requested_agent,outcome,department_id,customer_id,reason_code,updated_at\n'
const call = (
  id: string,
  day: number,
  seconds: number | string,
  department: string,
  rest = ',,',
) => {
  const minute = `2026-09-${String(day).padStart(2, '0')} 10:00`
  const outcome = id.startsWith('L') ? 'abandoned' : 'answered'
  return `${id},phone,inbound,${minute}:00,${minute}:${seconds},1,${outcome},${department},${rest}\n`
}
/** D01 answered 29 calls of 30, D03 one; D02 lost one, too soon to count: 30 of 31. */
const september =
  header +
  Array.from({ length: 29 }, (_, index) => call(`A${index}`, index + 1, 30, 'D01')).join('') +
  call('L1', 30, 50, 'D01') +
  call('L2', 3, '04', 'D02') +
  call('M1', 28, 30, 'D03', 'B,R05,2026-09-28 11:00:00')

/** One more call of D02, and a newer version of that of D03, which belongs to D04: 31 of 32. */
const late =
  header + call('B2', 5, 30, 'D02') + call('M1', 28, 30, 'D04', 'B,R05,2026-10-02 11:00:00')

const hasOtherValue = (each: { value_before: number | null; value_after: number | null }) =>
  each.value_before !== each.value_after
const month = parsePeriod('2026-09')
let bank: Bank
let background: Background
/** Warehouses: built at the end of September, in November, and after the late file. */
const states = { early: Buffer.alloc(0), final: Buffer.alloc(0), late: Buffer.alloc(0) }

beforeAll(async () => {
  background = { indicators: await readIndicators(), delivered: await readDelivered() }
  bank = makeBank({
    'contacts/a.csv': september,
    'targets/a.csv': table`
      indicator   |grouped_by|group_id|floor|target|stretch|valid_from|valid_to
      connect_rate|all       |all     |0.85 |0.99  |0.995  |2024-01-01|-`,
  })
  await bank.load()
  await bank.build('2026-10-01T00:00:00+08:00')
  states.early = warehouse()
  await bank.build('2026-11-01T00:00:00Z')
  states.final = warehouse()
  await close()
  await deliver({ 'contacts/late.csv': late })
  states.late = warehouse()
})
beforeEach(() => restore(states.final))
afterAll(() => bank.remove())

const warehouse = () => readFileSync(bank.workspace.warehouse)
const restore = (state: Buffer) => writeFileSync(bank.workspace.warehouse, state)

/** Loads files on 3 November and builds; they are gone from the inbox afterwards. */
async function deliver(files: Readonly<Record<string, string>>, isFull = false) {
  for (const [file, content] of Object.entries(files)) bank.put(file, content)
  await bank.loadWith({ isFull, clock: fixedClock('2026-11-03T00:00:00Z') })
  await bank.build('2026-11-03T00:00:00Z')
  for (const file of Object.keys(files)) rmSync(join(bank.workspace.inbox, file))
}

const decision = (period = month, at = '2026-11-02T00:00:00Z') => ({
  period,
  by: '李工',
  note: undefined,
  at: new Date(at),
  zone: bank.workspace.zone,
  programVersion: 'test',
})
const write = <T>(work: (database: Database) => Promise<T>) => writeWarehouse(bank.workspace, work)
const close = (period = month, at?: string) =>
  write((database) => closePeriod(database, decision(period, at)))
const restate = (reason: RestatementReason) =>
  write((database) =>
    restatePeriod(database, decision(month, '2026-11-04T00:00:00Z'), reason, background),
  )
async function differences() {
  const database = await openReader(bank.workspace.warehouse)
  try {
    const asked = decision(month, '2026-11-04T00:00:00Z')
    return (await findDifferences(database, asked, background)).changes
  } finally {
    database.close()
  }
}
const series = (group: string, period = '2026-09') =>
  bank.rows(`select published_value, restated_value, current_value, revision, reason
    from indicators.series where indicator = 'connect_rate' and period_id = '${period}'
      and grouped_by || '=' || group_id = '${group}'`)
const heldCheck = () =>
  bank.rows(`select rows from ops.checks where check_name = 'closings__values_still_hold'`)

describe('closing a period', () => {
  it('keeps a copy of all its values, and who closed it', async () => {
    const closing = await close()
    const { n } = (
      await bank.rows(`select count(*) as n from indicators.values where period_id = '2026-09'`)
    )[0] ?? { n: 0 }
    expect(closing).toEqual({
      period_type: 'month',
      period_id: '2026-09',
      revision: 1,
      reason: null,
      closed_at: '2026-11-02T00:00:00',
      closed_by: '李工',
      note: null,
      as_of: '2026-11-01T00:00:00',
      program_version: 'test',
      figures: n,
      figures_changed: null,
      figures_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(n).toBeGreaterThan(90)
    expect(
      await bank.rows(`(select * exclude (revision, closed_at, reason) from indicators.published)
        except (from indicators.values)`),
    ).toEqual([])
    expect(await bank.rows('select count(*) as n from indicators.published')).toEqual([{ n }])
  })

  it('is possible from the midnight after its last day on, with values as of then', async () => {
    restore(states.early)
    await expect(close(month, '2026-09-30T15:59:59Z')).rejects.toThrow('2026-09 is not over')
    expect(await close(month, '2026-09-30T16:00:00Z')).toMatchObject({ revision: 1 })
  })

  it('is refused while the period is open, or its values are older than its end', async () => {
    await expect(close(parsePeriod('2026'))).rejects.toThrow('2026 is not over')
    await expect(close(parsePeriod('2026'), '2027-01-05T00:00:00Z')).rejects.toThrow(
      'built as of 2026-11-01T00:00:00Z, before its end',
    )
    expect(await bank.rows('from ops.closings')).toEqual([])
  })

  it('is refused for a period without data, and names those with data', async () => {
    await expect(close(parsePeriod('2026-08'))).rejects.toMatchObject({
      message: 'No data touch the period 2026-08.',
      hint: 'periods with data: 2026-09',
    })
  })

  it('a second time gives back what stands, and is refused where figures differ', async () => {
    const first = await close()
    expect(await close(month, '2026-11-05T00:00:00Z')).toEqual(first)
    expect(await bank.rows('select count(*) as n from ops.closings')).toEqual([{ n: 1 }])
    restore(states.late)
    await expect(close()).rejects.toMatchObject({
      message: expect.stringMatching(/^2026-09 is closed, and \d+ of its figures differ/),
      hint: expect.stringContaining('csq restate 2026-09'),
    })
  })

  it('that is killed before its end leaves the warehouse as it was', async () => {
    const before = warehouse()
    const from = (file: string) => JSON.stringify(pathToFileURL(join(programRoot, file)).href)
    const code = `
      import { parsePeriod } from ${from('core/periods.ts')}
      import { writeWarehouse } from ${from('core/warehouse.ts')}
      import { readWorkspace } from ${from('core/workspace.ts')}
      import { closePeriod } from ${from('metrics/close.ts')}
      const workspace = readWorkspace(${JSON.stringify(bank.workspace.home)})
      await writeWarehouse(workspace, async (database) => {
        const { revision } = await closePeriod(database, { period: parsePeriod('2026-09'), by: 'x',
          note: undefined, at: new Date('2026-11-02'), zone: workspace.zone, programVersion: 'x' })
        process.stdout.write('revision ' + revision)
        process.kill(process.pid, 'SIGKILL')
        await new Promise(() => setInterval(() => {}, 1000))
      })`
    const child = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', code],
      { cwd: programRoot, encoding: 'utf8' },
    )
    expect(child).toMatchObject({ signal: 'SIGKILL', stdout: 'revision 1' })
    expect(warehouse().equals(before)).toBe(true)
    expect(await close()).toMatchObject({ revision: 1 })
  })
})

describe('a closed period after late data', () => {
  beforeEach(() => restore(states.late))

  it('keeps what was published, beside the value of now', async () => {
    expect(await series('all=all')).toEqual([
      {
        published_value: 30 / 31,
        restated_value: 30 / 31,
        current_value: 31 / 32,
        revision: 1,
        reason: null,
      },
    ])
    const gone = { published_value: 1, restated_value: 1, current_value: null }
    expect(await series('department=D03')).toMatchObject([gone])
    const added = { published_value: null, restated_value: null, current_value: 1, revision: 1 }
    expect(await series('department=D04')).toMatchObject([added])
  })

  it('has a series of values of now alone where it was never closed', async () => {
    expect(await series('all=all', '2026-Q3')).toEqual([
      {
        published_value: null,
        restated_value: null,
        current_value: 31 / 32,
        revision: null,
        reason: null,
      },
    ])
    const both = await bank.rows(`select
      (select count(*) from indicators.series where published_value is null and revision is null) as open,
      (select count(*) from indicators.values where period_id <> '2026-09') as built`)
    expect(both[0]?.open).toBe(both[0]?.built)
  })

  it('lists exactly the figures that differ, with what they were and are', async () => {
    const changes = await differences()
    const figure = 'indicator, grouped_by, group_id, numerator, denominator, value, status'
    const from = (table: string) =>
      `select ${figure} from indicators.${table} where period_id = '2026-09'`
    const differing = await bank.rows(`select distinct indicator, grouped_by, group_id from (
        (${from('published')} except ${from('values')})
        union all (${from('values')} except ${from('published')}))
      order by indicator, grouped_by <> 'all', grouped_by, group_id`)
    expect(
      changes.map(({ indicator, grouped_by, group_id }) => ({ indicator, grouped_by, group_id })),
    ).toEqual(differing)
    expect(changes.filter((each) => each.group_id === 'D01')).toEqual([])
    const connected = changes.filter((each) => each.indicator === 'connect_rate')
    expect(connected[0]).toEqual({
      indicator: 'connect_rate',
      grouped_by: 'all',
      group_id: 'all',
      value_before: 30 / 31,
      value_after: 31 / 32,
      numerator_before: 30,
      numerator_after: 31,
      denominator_before: 31,
      denominator_after: 32,
      status_before: 'near',
      status_after: 'near',
      version_before: 1,
      version_after: 1,
      immature_before: 0,
      immature_after: 0,
      cause: 'late_data',
    })
    expect(connected.map((each) => `${each.grouped_by}=${each.group_id}`)).toEqual([
      'all=all',
      'channel=phone',
      'department=D02',
      'department=D03',
      'department=D04',
      'product=unknown',
      'reason=unknown',
    ])
  })

  it('names late data as the cause, also of the score that is made of the indicators', async () => {
    const changes = await differences()
    expect(new Set(changes.map((each) => each.cause))).toEqual(new Set(['late_data']))
    expect(changes.map((each) => each.indicator)).toContain('quality_score')
  })

  it('is restated as a further revision, with the reason at the figures that changed', async () => {
    const made = await restate('late_data')
    const { length } = made?.changes ?? []
    expect(made?.restated).toMatchObject({
      revision: 2,
      reason: 'late_data',
      figures_changed: length,
      as_of: '2026-11-03T00:00:00',
    })
    expect(made?.restated.figures_sha256).not.toBe(made?.closing.figures_sha256)
    expect(await series('all=all')).toEqual([
      {
        published_value: 30 / 31,
        restated_value: 31 / 32,
        current_value: 31 / 32,
        revision: 2,
        reason: 'late_data',
      },
    ])
    expect(await series('department=D01')).toMatchObject([{ revision: 2, reason: null }])
    const gone = { published_value: 1, restated_value: null, reason: 'late_data' }
    expect(await series('department=D03')).toMatchObject([gone])
  })

  it('has nothing to restate a second time, and a figure keeps the reason of its own change', async () => {
    await restate('late_data')
    expect(await restate('correction')).toBeUndefined()
    expect(await bank.rows('select max(revision) as last from ops.closings')).toEqual([{ last: 2 }])
    await write((database) =>
      database.run(`update indicators.values set numerator = 28, value = 28 / 30
        where period_id = '2026-09' and indicator = 'connect_rate' and group_id = 'D01'`),
    )
    expect(await restate('correction')).toMatchObject({ restated: { revision: 3 } })
    expect(await series('department=D01')).toMatchObject([{ reason: 'correction', revision: 3 }])
    expect(await series('all=all')).toMatchObject([{ reason: 'late_data', revision: 3 }])
  })

  it('breaks the check of closed periods until it is restated', async () => {
    const [found] = await heldCheck()
    expect(found?.rows).toBe(
      new Set((await differences()).filter(hasOtherValue).map((each) => each.indicator)).size,
    )
    await restate('late_data')
    await bank.build('2026-11-04T00:00:00Z')
    expect(await heldCheck()).toEqual([{ rows: 0 }])
    expect(await series('all=all')).toMatchObject([{ published_value: 30 / 31, revision: 2 }])
  })
})
describe('the cause of a difference', () => {
  it('is the definition where its version is another, also where the number is the same', async () => {
    await close()
    await write((database) =>
      database.run(`update indicators.published set definition_version = 0
        where indicator = 'connect_rate' and grouped_by = 'all'`),
    )
    expect(await differences()).toMatchObject([
      { indicator: 'connect_rate', cause: 'definition', version_before: 0, version_after: 1 },
    ])
    const numbers = (await differences()).map((each) => [each.value_before, each.value_after])
    expect(numbers).toEqual([[30 / 31, 30 / 31]])
    expect(await restate('definition')).toMatchObject({ restated: { reason: 'definition' } })
  })

  it('is a correction where no row of the period came later, also after a full load', async () => {
    await close()
    const channels = table`
      channel|name_zh |name_en|has_queue|is_voice|is_text|short_abandon_seconds|is_in_article_2|sort_order
      phone  |电话银行|Phone  |true     |true    |false  |2                    |true           |1`
    await deliver({ 'channels/a.csv': channels }, true)
    const changes = await differences()
    expect(new Set(changes.map((each) => each.cause))).toEqual(new Set(['correction']))
    expect(changes.find((each) => each.indicator === 'connect_rate')).toMatchObject({
      numerator_after: 30,
      denominator_before: 31,
      denominator_after: 32, // 4 s are no short abandon any more
    })
  })

  it('is maturity where windows were open at the closing and are over now', async () => {
    restore(states.early)
    await close()
    await bank.build('2026-11-01T00:00:00Z')
    const changes = await differences()
    expect(changes.find((each) => each.indicator === 'fcr_30d_rate')).toMatchObject({
      cause: 'matured',
      denominator_before: 0,
      denominator_after: 1,
    })
    expect(changes.filter((each) => each.cause !== 'matured')).toEqual([])
  })
})

describe('a restatement', () => {
  it('is refused for a period that was never closed', async () => {
    await expect(restate('late_data')).rejects.toThrow('2026-09 was never closed')
  })

  it('is refused on values of an earlier cut-off than that of the closing', async () => {
    await close()
    await write((database) =>
      database.run(`update indicators.values set as_of = timestamp '2026-10-20'`),
    )
    await expect(restate('correction')).rejects.toThrow(
      'built as of 2026-10-20T00:00:00Z; 2026-09 was closed as of 2026-11-01T00:00:00Z',
    )
  })

  it('leaves out the last digits of sums, and nothing more', async () => {
    await close()
    const shift = (share: string) =>
      write((database) =>
        database.run(`update indicators.published set numerator = numerator * (1 + ${share})
          where indicator = 'connect_rate' and grouped_by = 'all'`),
      )
    await shift('4e-15')
    expect(await restate('correction')).toBeUndefined()
    await shift('1e-11')
    expect(await differences()).toHaveLength(1)
  })
})

describe('the tables of closings', () => {
  it('have just the columns that are documented, each with its meaning', async () => {
    const columns = async (schema: string, name: string) => {
      const rows = await bank.rows<{ name: string; comment: string }>(
        `select column_name as name, comment from duckdb_columns()
        where schema_name = '${schema}' and table_name = '${name}' order by column_index`,
      )
      return Object.fromEntries(rows.map((each) => [each.name, each.comment]))
    }
    expect(await columns('ops', 'closings')).toEqual(closingColumns)
    expect(await columns('ops', 'restated_figures')).toEqual(restatedFigureColumns)
    expect(await columns('indicators', 'series')).toEqual(seriesColumns)
    const published = { ...valueColumns, ...publishedColumns }
    expect(await columns('indicators', 'published')).toEqual(published)
  })
})
