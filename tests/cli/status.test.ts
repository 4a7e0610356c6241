import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statusCommand } from '../../cli/commands/status.ts'
import type { FeedStatus, HeldFile } from '../../cli/source-status.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Bank, makeBank } from '../support/bank.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

const header = 'contact_id,channel,direction,started_at,requested_agent,outcome\n'

/** Contacts of October 2026; a day that is not named has 40. */
function october(last: number, counts: Readonly<Record<number, number>> = {}, mark = ''): string {
  const lines = Array.from({ length: last }, (_, index) => {
    const day = `2026-10-${String(index + 1).padStart(2, '0')}`
    return Array.from(
      { length: counts[index + 1] ?? 40 },
      (_, row) => `${mark}${day}/${row},phone,inbound,${day} 12:00:00,1,answered\n`,
    ).join('')
  })
  return header + lines.join('')
}

async function status(now = '2026-11-01T08:00:00+08:00') {
  const said: string[] = []
  const results: unknown[] = []
  await statusCommand({
    workspace: bank.workspace,
    clock: fixedClock(now),
    environment: { home: undefined, secret: 'a secret for tests', smtpUrl: undefined },
    programVersion: 'test',
    output: {
      isJson: false,
      say: (line) => said.push(line),
      result: (value) => results.push(value),
      progress: () => {},
    },
  })
  const [result] = results as readonly {
    readonly sources: readonly FeedStatus[]
    readonly held_files: readonly HeldFile[]
  }[]
  return { text: said.join('\n'), sources: result?.sources, held: result?.held_files }
}

describe('csq status on sources', () => {
  it('names the missing and the short days of the last fourteen, feed by feed', async () => {
    bank.put('contacts/phone/10.csv', october(31, { 5: 0, 20: 0, 28: 10 }))
    bank.put('contacts/online/10.csv', october(30, {}, 'o'))
    await bank.load()
    const { text, sources } = await status()
    const feed = { source: 'contacts', late_since: null }
    expect(sources).toEqual([
      {
        ...feed,
        feed: 'contacts/online',
        last_day: '2026-10-30',
        missing_days: [],
        short_days: [],
      },
      {
        ...feed,
        feed: 'contacts/phone',
        last_day: '2026-10-31',
        missing_days: ['2026-10-20'], // the 5th is longer ago
        short_days: ['2026-10-28'],
      },
    ])
    expect(text).toMatch(/contacts\/phone +2026-10-31 +10-20 +10-28/)
  })

  it('says since when a system with a stated rhythm is late', async () => {
    bank.configure('sources: { contacts: { fresh: { every: day, by: "06:00" } } }\n')
    bank.put('contacts/10.csv', october(29))
    await bank.load() // on 1 November, 08:00
    const { sources } = await status()
    expect(sources).toMatchObject([
      {
        last_day: '2026-10-29',
        late_since: '2026-10-30',
        missing_days: ['2026-10-30', '2026-10-31'],
      },
    ])
  })

  it('names a held file with the first line of its reason until a load takes it', async () => {
    bank.put('contacts/10.csv', 'nothing,of,this\n1,2,3\n')
    await bank.load()
    const { text, held } = await status()
    expect(held).toEqual([
      {
        source: 'contacts',
        file: 'contacts/10.csv',
        reason: expect.stringMatching(/^contacts\/10.csv has no column of contacts[^\n]*$/),
      },
    ])
    expect(text).toContain('held files of the last load')
    bank.put('contacts/10.csv', october(2))
    await bank.load()
    expect((await status()).text).not.toContain('held files')
  })

  it('has nothing to say before the first load', async () => {
    const { text, sources, held } = await status()
    expect(text).toContain('nothing is known by day yet')
    expect([sources, held]).toEqual([[], []])
  })
})
