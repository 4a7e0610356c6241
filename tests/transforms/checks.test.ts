import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programRoot } from '../../core/definitions.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

const asOf = '2026-10-05T09:00:00+08:00'
const header = 'contact_id,channel,direction,started_at,requested_agent,outcome\n'

/** Forty contacts on each day of a month but those of `gaps`. */
function contacts(month: string, gaps: readonly number[] = []): string {
  return Array.from({ length: 28 }, (_, index) => index + 1)
    .filter((day) => !gaps.includes(day))
    .map((day) => `${month}-${String(day).padStart(2, '0')}`)
    .flatMap((day) =>
      Array.from(
        { length: 40 },
        (_, row) => `${day}/${row},phone,inbound,${day} 12:00:00,1,answered\n`,
      ),
    )
    .join('')
}

/** Rows that break a rule, and its severity. */
async function check(name: string) {
  const [found] = await bank.rows(
    `select rows, severity from ops.checks where check_name = '${name}'`,
  )
  return found
}

describe('the checks of deliveries', () => {
  it('warn of each day that is missing or short in the three months before the cut-off', async () => {
    const months = ['2026-05', '2026-06', '2026-07', '2026-08'].map((month) => contacts(month))
    // a month ends on its 28th here: the days after it are missing
    bank.put('contacts/a.csv', header + months.join('') + contacts('2026-09', [15, 16]))
    await bank.load()
    await bank.build(asOf)
    const gaps = await bank.rows(
      `select count(*) filter (where day >= '2026-07-05') as recent, count(*) as days
      from ops.arrivals where status = 'missing'`,
    )
    expect(gaps).toEqual([{ recent: 3 + 3 + 2, days: 3 + 2 + 3 + 3 + 2 }])
    expect(await check('arrivals__nothing_is_missing')).toEqual({ rows: 8, severity: 'warning' })
  })

  it('warn of a file that the last load held, and no longer once it is taken', async () => {
    bank.put('contacts/a.csv', 'nothing,of,this\n1,2,3\n')
    await bank.load()
    await bank.build(asOf)
    expect(await check('files__none_is_held')).toEqual({ rows: 1, severity: 'warning' })
    bank.put('contacts/a.csv', header + contacts('2026-09'))
    await bank.load()
    await bank.build(asOf)
    expect(await check('files__none_is_held')).toEqual({ rows: 0, severity: 'warning' })
  })
})

it('every check has its rule in Chinese in reports/data/checks.sql', () => {
  const names = readFileSync(join(programRoot, 'reports/data/checks.sql'), 'utf8')
  const files = readdirSync(join(programRoot, 'transforms/checks'))
  expect(files.length).toBeGreaterThan(8)
  const silent = files.filter((file) => !names.includes(`('${file.replace(/\.sql$/, '')}', '`))
  expect(silent).toEqual([])
})
