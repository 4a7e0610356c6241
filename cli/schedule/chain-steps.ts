import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import type { Period } from '../../core/periods.ts'
import type { Workspace } from '../../core/workspace.ts'
import { canPublish } from '../../reports/audience/audiences.ts'
import { audiencesOf } from '../../reports/mail/recipients.ts'
import type { Step } from './run-chain.ts'
import { runCsq } from './run-csq.ts'

/** Runs one command for a step; as `runCsq`, apart from tests. */
export type Run = (command: readonly string[], signal: AbortSignal) => ReturnType<typeof runCsq>

const loadResult = z.object({
  files: z.array(z.object({ file: z.string(), status: z.string() })),
})

/** What a chain does for a period: everybody's edition is published before anybody's is sent. */
export function chainSteps(
  workspace: Workspace,
  run: Run = (command, signal) => runCsq(workspace.home, command, signal),
): readonly Step[] {
  const audiences = async ({ type }: Period) =>
    (await audiencesOf(workspace.warehouse, type)).filter(canPublish)
  return [
    { name: 'load', run: async (_period, signal) => requireLoaded(await run(['load'], signal)) },
    { name: 'build', run: async (_period, signal) => void (await run(['build'], signal)) },
    {
      name: 'publish',
      run: async (period, signal) => {
        const all = (await audiences(period)).join(',')
        await run(['publish', '--period', period.id, '--audience', all], signal)
      },
    },
    {
      name: 'send',
      run: async (period, signal) => {
        const open: string[] = []
        for (const audience of await audiences(period)) {
          open.push(...(await sendOne(`${period.id}/${audience}`, run, signal)))
        }
        if (open.length === 0) return
        throw new UserError(`Not every mail arrived. ${open.join('; ')}`, {
          hint: 'run csq send with the editions named above.',
        })
      },
    },
  ]
}

const sendResult = z.object({
  edition: z.string(),
  deliveries: z.array(z.object({ outcome: z.string() })),
})

/** Sends an edition; what is left open of it, in words. */
export async function sendOne(
  edition: string,
  run: Run,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { result, isGood } = await run(['send', edition], signal)
  if (isGood) return []
  const sent = sendResult.safeParse(result)
  if (!sent.success) return [edition]
  const counts = new Map<string, number>()
  for (const { outcome } of sent.data.deliveries) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  const open = ['failed', 'in doubt', 'bounced'].flatMap((outcome) => {
    const count = counts.get(outcome)
    return count === undefined ? [] : [`${count} ${outcome}`]
  })
  return [`${sent.data.edition}: ${open.join(', ')}`]
}

function requireLoaded({ result, isGood }: Awaited<ReturnType<typeof runCsq>>): void {
  if (isGood) return
  const held = loadResult.safeParse(result).data?.files.filter((each) => each.status === 'held')
  const names = held?.map((each) => each.file).join(', ') ?? ''
  throw new UserError(`A file was held${names === '' ? '' : `: ${names}`}.`, {
    hint: 'run csq load and read why.',
  })
}
