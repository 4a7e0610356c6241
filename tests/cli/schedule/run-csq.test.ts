import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chainSteps } from '../../../cli/schedule/chain-steps.ts'
import { runChain } from '../../../cli/schedule/run-chain.ts'
import { runCsq } from '../../../cli/schedule/run-csq.ts'
import { fixedClock } from '../../../core/clock.ts'
import { noLog } from '../../../core/log.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { readRuns } from '../../../core/runs.ts'
import { type Bank, makeBank } from '../../support/bank.ts'

let bank: Bank
beforeEach(() => {
  bank = makeBank()
})
afterEach(() => bank.remove())

const never = new AbortController().signal
const slot = {
  ...({ type: 'month', period: parsePeriod('2026-09'), isMailed: true } as const),
  due: new Date('2026-10-03T07:00:00+08:00'),
}

describe('a command in a process of its own', () => {
  it('gives its result, or its message and hint', async () => {
    const { home } = bank.workspace
    const { result, isGood } = await runCsq(home, ['status'], never)
    expect(isGood).toBe(true)
    expect(result).toMatchObject({ home, editions: [] })
    await expect(runCsq(home, ['verify', '2026-Q9'], never)).rejects.toMatchObject({
      name: 'UserError',
      hint: expect.stringContaining(''),
    })
  }, 60_000)

  it('is ended when its time is over, with what it started', async () => {
    const over = new AbortController()
    // a prompt that waits for its reader, who does not come
    const running = runCsq(bank.workspace.home, ['serve', '--port', '0'], over.signal)
    setTimeout(() => over.abort(), 200)
    await expect(running).rejects.toThrow('csq serve --port 0 ended with a signal')
  }, 60_000)
})

describe('a step', () => {
  it('that takes too long is told to end, fails, and is tried again', async () => {
    bank.configure('schedule: { timeouts: { load: 0.001 } }')
    const signals: AbortSignal[] = []
    const load = {
      name: 'load',
      run: (_period: unknown, signal: AbortSignal) => {
        signals.push(signal)
        return signals.length === 1 ? new Promise<void>(() => {}) : Promise.resolve()
      },
    }
    const { workspace } = bank
    const clock = fixedClock('2026-10-03T07:00:00+08:00')
    await runChain({ workspace, clock, log: noLog, steps: [load], delays: [0] }, slot, never)
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
    expect(readRuns(workspace.home).map((run) => [run.attempt, run.ok, run.message])).toEqual([
      [1, false, 'load did not end within 0.001 minutes and was ended.'],
      [2, true, ''],
    ])
  })

  it('that fails for good is told once, with its message', async () => {
    const told: unknown[] = []
    const { workspace } = bank
    const steps = [
      { name: 'load', run: async () => {} },
      { name: 'build', run: () => Promise.reject(new Error('no room')) },
      { name: 'send', run: async () => {} },
    ]
    const options = { workspace, clock: fixedClock(slot.due), log: noLog, steps, delays: [0] }
    const onFailure = async (...failure: unknown[]) => void told.push(failure)
    await runChain({ ...options, onFailure }, slot, never)
    expect(told).toEqual([[slot, 'build', 'no room']])
  })
})

describe('the steps of a chain', () => {
  const recipients =
    'email,name,audience,period_types,locale\na@bank.example,a,bank,month,zh-CN\nb@bank.example,b,analyst,month,zh-CN\n'
  /** The steps with commands that are only written down; `answers` are the results by command. */
  const stepsWith = (answers: Record<string, { result: unknown; isGood: boolean }>) => {
    const commands: string[] = []
    const steps = chainSteps(bank.workspace, async (command) => {
      commands.push(command.join(' '))
      return answers[command[0] ?? ''] ?? { result: {}, isGood: true }
    })
    const run = async () => {
      for (const step of steps) await step.run(parsePeriod('2026-09'), never)
    }
    return { commands, run }
  }

  it('load, build, publish every audience, then send each', async () => {
    bank.put('recipients/recipients.csv', recipients)
    await bank.load('recipients')
    const { commands, run } = stepsWith({})
    await run()
    expect(commands).toEqual([
      'load',
      'build',
      'publish --period 2026-09 --audience bank,analyst',
      'send 2026-09/bank',
      'send 2026-09/analyst',
    ])
  })

  it('a held file stops the chain and is named', async () => {
    const files = [
      { file: 'contacts/a.csv', status: 'loaded' },
      { file: 'contacts/b.csv', status: 'held' },
    ]
    const { commands, run } = stepsWith({ load: { result: { files }, isGood: false } })
    await expect(run()).rejects.toThrow('A file was held: contacts/b.csv.')
    expect(commands).toEqual(['load'])
  })

  it('mails that did not arrive are counted', async () => {
    const outcomes = ['sent', 'failed', 'in doubt', 'failed', 'bounced']
    const deliveries = outcomes.map((outcome) => ({ outcome }))
    const result = { edition: '2026-09/bank/r1', deliveries }
    const { run } = stepsWith({ send: { result, isGood: false } })
    await expect(run()).rejects.toThrow('2026-09/bank/r1: 2 failed, 1 in doubt, 1 bounced')
  })
})
