import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../core/clock.ts'
import { parsePeriod } from '../../core/periods.ts'
import { listEditions, readManifest } from '../../reports/edition.ts'
import { filesOf, hashFile } from '../../reports/edition-files.ts'
import { publishEdition } from '../../reports/publish.ts'
import { type Bank, makeBank } from '../support/bank.ts'
import { startQuickPublish } from '../support/process.ts'

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome,department_id'
const contacts = (outcome: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0')
    return `${outcome}-${index},phone,inbound,2026-02-${day} 10:00:00,1,${outcome},D01`
  })
const file = (rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`

/** Where a publishing is killed: as a step begins, and some milliseconds into it. */
const instants = [
  ['bank data', 0],
  ['bank data', 150],
  ['application', 0],
  ['bank pages', 0],
  ['bank pages', 1500],
  ['bank pages', 4000],
  ['bank gate', 0],
  ['bank gate', 100],
] as const

describe('a publishing that is killed', () => {
  let bank: Bank
  const editions = () => listEditions(bank.workspace.editions).map((each) => each.id)
  const hiddenFolders = () =>
    readdirSync(join(bank.workspace.editions, '2026-02/bank')).filter((each) =>
      each.startsWith('.'),
    )
  /** Files of the first revision that are not as its manifest says. */
  const damaged = async () => {
    const folder = join(bank.workspace.editions, '2026-02/bank/r1')
    const { files } = readManifest({ folder })
    const wrong = filesOf(folder).filter((path) => !(path in files))
    for (const [path, hash] of Object.entries(files)) {
      // the application is shared with the cache, and large
      if (!path.startsWith('_app/') && (await hashFile(join(folder, path))) !== hash)
        wrong.push(path)
    }
    return wrong
  }

  beforeAll(async () => {
    bank = makeBank({
      'contacts/a.csv': file([...contacts('answered', 90), ...contacts('abandoned', 10)]),
    })
    await bank.load()
    await bank.build('2026-03-05T09:00:00+08:00')
    await publishEdition({
      workspace: bank.workspace,
      period: parsePeriod('2026-02'),
      audience: 'bank',
      clock: fixedClock('2026-03-05T09:30:00+08:00'),
      programVersion: 'test',
    })
    bank.put('contacts/b.csv', file(contacts('abandoned', 30).slice(10)))
    await bank.load()
    await bank.build('2026-04-05T08:00:00+08:00')
  })
  afterAll(() => bank?.remove())

  it.each(instants)(
    'in the step "%s", after %i ms, leaves the last good edition',
    async (step, delay) => {
      const started = startQuickPublish(bank.workspace.home, '2026-02')
      const reached = new Promise<void>((resolve) => {
        let said = ''
        started.child.stdout?.on('data', (chunk: Buffer) => {
          said += chunk
          if (said.split('\n').includes(step)) resolve()
        })
      })
      await Promise.race([reached, started.ended])
      await wait(delay)
      started.child.kill('SIGKILL')
      const { signal, code, complained } = await started.ended
      expect(signal === 'SIGKILL' || code === 0, complained).toBe(true)
      // it may have been quicker than its killer: then both stand
      expect(editions()).toEqual(
        code === 0 ? ['2026-02/bank/r2', '2026-02/bank/r1'] : ['2026-02/bank/r1'],
      )
      expect(await damaged()).toEqual([])
    },
  )

  it('is followed by one that ends, makes the next revision and takes away what was left', async () => {
    const { code, complained } = await startQuickPublish(bank.workspace.home, '2026-02').ended
    expect(code, complained).toBe(0)
    expect(editions()).toEqual(['2026-02/bank/r2', '2026-02/bank/r1'])
    expect(hiddenFolders()).toEqual([])
    expect(await damaged()).toEqual([])
  })
})
