import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../core/database.ts'
import { machineTag } from '../../core/process-name.ts'
import { literal } from '../../core/sql.ts'
import { createRandom } from '../../seeds/demo/random.ts'
import {
  type CalmLoad,
  killLoads,
  loadInPeace,
  lockOf,
  warehouseOf,
} from '../support/kill-loads.ts'
import { startLimitedLoad, startLoad, startQuickLoad, until } from '../support/process.ts'
import { serverAccount } from '../support/server.ts'
import { canMount, smallDisk } from '../support/small-disk.ts'
import {
  contactsCsv,
  contents,
  copyBank,
  deliverFirst,
  deliverMore,
  emptyBank,
  filesOf,
  giveTo,
  loadHere,
  put,
  removeBank,
  rowsOf,
} from '../support/troubled-bank.ts'
import { writeWorkbook } from '../support/xlsx.ts'

const kills = 50
const seed = Number(process.env.CSQ_TEST_SEED ?? 20_261_124)
const homes: string[] = []

let calm: CalmLoad

/** A copy of the workspace in which a load has work to do. */
function bankWithWork(): string {
  const home = copyBank(calm.before)
  homes.push(home)
  return home
}

function newBank(): string {
  const home = emptyBank()
  homes.push(home)
  return home
}

const contacts = (home: string) => rowsOf(home, 'select count(*) as rows from landing.contacts')

beforeAll(async () => {
  const before = newBank()
  await deliverFirst(before)
  await loadHere(before)
  await deliverMore(before)
  calm = await loadInPeace(before)
})
afterAll(() => homes.forEach(removeBank))

describe('a load that is ended from outside', () => {
  it(`leaves the old warehouse or the new one, and the next load ends as if nothing had been (${kills} kills)`, async () => {
    const random = createRandom('kills', seed)
    const instants = Array.from({ length: kills }, (_, kill) => (kill + random.next()) / kills)
    const mixed = instants.map((instant) => ({ instant, place: random.next() }))
    mixed.sort((a, b) => a.place - b.place)
    const half = (slot: number) =>
      mixed.filter((_, index) => index % 2 === slot).map((each) => each.instant)
    const found = await Promise.all([
      killLoads(calm, half(0), seed),
      killLoads(calm, half(1), seed),
    ])
    const outcomes = found.flat()
    expect(outcomes).toHaveLength(kills)
    const inTheMiddle = outcomes.filter((outcome) => outcome === 'old').length
    expect(inTheMiddle, `kills before the new warehouse was there, seed ${seed}`).toBeGreaterThan(
      kills / 2,
    )
  }, 600_000)

  it('ends at once when it is asked to, and the next one takes everything', async () => {
    const home = bankWithWork()
    const old = warehouseOf(home)
    const started = startQuickLoad(home)
    await until(() => existsSync(lockOf(home)), started)
    await wait(calm.writing / 4)
    const asked = performance.now()
    started.child.kill('SIGTERM')
    expect((await started.ended).signal).toBe('SIGTERM')
    expect(performance.now() - asked).toBeLessThan(5000)
    expect(warehouseOf(home).equals(old)).toBe(true)
    await loadHere(home)
    expect(await contents(home)).toEqual(calm.wanted)
    expect(filesOf(home)).toEqual(calm.files)
  })
})

describe('the lock', () => {
  it('lets one of two loads through and tells the other; a reader sees the old rows or the new ones', async () => {
    const home = bankWithWork()
    const [old] = await contacts(home)
    const loads = [startLoad(home), startLoad(home)]
    const seen = new Set<unknown>()
    while (loads.some((each) => !each.hasEnded())) {
      seen.add((await contacts(home))[0]?.rows)
      await wait(20)
    }
    const ended = await Promise.all(loads.map((each) => each.ended))
    const [now] = await contacts(home)
    expect([...seen].filter((rows) => rows !== old?.rows && rows !== now?.rows)).toEqual([])
    const winners = ended.filter((each) => each.code === 0)
    const losers = ended.filter((each) => each.code === 1)
    // on a slow machine the second may begin when the first is through
    expect(winners.length + losers.length).toBe(2)
    expect(winners.length).toBeGreaterThan(0)
    for (const loser of losers) {
      expect(loser.complained).toMatch(
        /^Another process \(\d+\) is writing this warehouse\.\nTry: /,
      )
    }
    expect(await contents(home)).toEqual(winners.length === 1 ? calm.wanted : calm.wantedAgain)
  })

  it('is no obstacle when its process is gone, even if another one has its number now', async () => {
    const home = newBank()
    put(home, 'contacts/a.csv', contactsCsv(0, 10))
    writeFileSync(lockOf(home), `${process.pid} 1@00000000\n`)
    writeFileSync(`${lockOf(home)}.${machineTag()}.999999999`, '999999999\n')
    await loadHere(home)
    expect(await contacts(home)).toEqual([{ rows: 10 }])
    expect(filesOf(home).filter((file) => file.includes('.lock'))).toEqual([])
  })
})

describe('a full disk', () => {
  const isMountable = canMount()

  it.skipIf(!isMountable).each([
    ['the warehouse is copied', 0.5],
    ['the load is written', 1.02],
  ])('while %s: says what to do, and changes nothing', async (_, shareLeft) => {
    const used = filesOf(calm.before).map(
      (file) => statSync(join(calm.before, file.replace(/ \d+$/, ''))).size,
    )
    const old = warehouseOf(calm.before)
    const bytes = used.reduce((sum, size) => sum + Math.ceil(size / 4096) * 4096, 0)
    const disk = smallDisk(Math.round(bytes + shareLeft * old.length), calm.before)
    try {
      const files = filesOf(disk.folder)
      const { code, complained } = await startQuickLoad(disk.folder).ended
      expect(complained).toMatch(/^The disk of .* is full \(.*\).*\nTry: free some room there/)
      expect(code).toBe(1)
      expect(warehouseOf(disk.folder).equals(old)).toBe(true)
      expect(filesOf(disk.folder)).toEqual(files)
      disk.grow()
      await loadHere(disk.folder)
      expect(await contents(disk.folder)).toEqual(calm.wanted)
    } finally {
      disk.remove()
    }
  })

  it.skipIf(isMountable)(
    'or a limit of file size: says what to do, and changes nothing',
    async () => {
      const home = bankWithWork()
      const old = warehouseOf(home)
      const { code, complained } = await startLimitedLoad(home, old.length + 100_000).ended
      expect(complained).toMatch(/^The disk of .* is full/)
      expect(code).toBe(1)
      expect(warehouseOf(home).equals(old)).toBe(true)
      await loadHere(home)
      expect(await contents(home)).toEqual(calm.wanted)
    },
  )
})

describe('a file that cannot be read', () => {
  it('is held with the reason, the others are taken, and nothing is written to the inbox', async () => {
    const home = newBank()
    const inbox = (file: string) => join(home, 'inbox/contacts', file)
    put(home, 'contacts/good.csv', contactsCsv(0, 100))
    put(home, 'contacts/cut.csv.gz', gzipSync(contactsCsv(100, 200)).subarray(0, 3000))
    const rows = contactsCsv(200, 300).trim().split('\n')
    await writeWorkbook(inbox('cut.xlsx'), { 接触: rows.map((row) => row.split(',')) })
    writeFileSync(inbox('cut.xlsx'), readFileSync(inbox('cut.xlsx')).subarray(0, 9000))
    await writeParquet(inbox('cut.parquet'))
    writeFileSync(inbox('cut.parquet'), readFileSync(inbox('cut.parquet')).subarray(0, 9000))
    await writeParquet(inbox('damaged.parquet'))
    const bytes = readFileSync(inbox('damaged.parquet'))
    writeFileSync(inbox('damaged.parquet'), bytes.fill(0x5a, 100, bytes.length / 2))
    symlinkSync(join(home, 'nowhere'), inbox('link.csv'))
    mkdirSync(inbox('folder.csv'))
    put(home, 'contacts/locked.csv', contactsCsv(300, 400))
    chmodSync(inbox('locked.csv'), 0o000)
    put(home, 'contacts/closed/inside.csv', contactsCsv(400, 500))
    put(home, 'tickets/inside.csv', 'ticket_id\n')
    const files = filesOf(home, 'inbox')
    chmodSync(inbox('closed'), 0o000)
    chmodSync(join(home, 'inbox/tickets'), 0o000)
    const account = serverAccount('nobody')
    giveTo(home, account)
    const { code, said, complained } = await startLoad(home, account).ended
    expect(complained).toBe('')
    const held = [...said.matchAll(/^held: (?:contacts\/)?(\S+?):? (.*)$/gm)].map(
      ([, ...each]) => each,
    )
    expect(Object.fromEntries(held)).toEqual({
      closed: expect.stringMatching(/may not be read/),
      'cut.csv.gz': expect.stringMatching(/gzip is cut off/),
      'cut.parquet': expect.stringMatching(/Parquet file is cut off or damaged/),
      'cut.xlsx': expect.stringMatching(/cut off or damaged/),
      'damaged.parquet': expect.stringMatching(/Parquet file is cut off or damaged/),
      'folder.csv': expect.stringMatching(/is a folder/),
      'link.csv': expect.stringMatching(/link to nothing/),
      'locked.csv': expect.stringMatching(/may not be read/),
      tickets: expect.stringMatching(/may not be read/),
    })
    expect(code).toBe(1)
    expect(await contacts(home)).toEqual([{ rows: 100 }])
    chmodSync(inbox('closed'), 0o755)
    chmodSync(join(home, 'inbox/tickets'), 0o755)
    expect(filesOf(home, 'inbox')).toEqual(files)
  })
})

describe('a file that is still being written', () => {
  it('is held, and taken whole by the next load', async () => {
    const home = newBank()
    put(home, 'contacts/whole.csv', contactsCsv(0, 100))
    const path = put(home, 'contacts/growing.csv', contactsCsv(100, 5000))
    const started = startQuickLoad(home)
    let row = 5000
    while (!started.hasEnded()) {
      const [, line] = contactsCsv(row, row + 1).split('\n')
      appendFileSync(path, `${line}\n`)
      row++
      await wait(5)
    }
    const { said, code } = await started.ended
    expect(said).toMatch(
      /^held: contacts\/growing.csv changed while it was read\. Try: .*load again/m,
    )
    expect(code).toBe(1)
    expect(await contacts(home)).toEqual([{ rows: 100 }])
    const { files } = await loadHere(home)
    const [growing] = files.filter((file) => file.file === 'contacts/growing.csv')
    expect(growing).toMatchObject({ status: 'loaded', rows_read: row - 100 })
  })
})

async function writeParquet(path: string): Promise<void> {
  const database = await openDatabase()
  await database.run(`copy (select 'K' || range as contact_id, 'phone' as channel,
      'inbound' as direction, '2026-09-01 08:00:00' as started_at, true as requested_agent,
      'answered' as outcome, hash(range)::varchar as customer_id from range(5000))
    to ${literal(path)} (format parquet)`)
  database.close()
}
