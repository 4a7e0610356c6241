import { text } from 'node:stream/consumers'
import { recordBounces } from '../../reports/mail/bounces.ts'
import { readMessages, splitMessages } from '../../reports/mail/read-messages.ts'
import type { Context } from '../context.ts'
import { textTable } from '../output.ts'

/** `csq bounces FILE|-`: reads what mail servers sent back, and records which editions did not arrive. */
export async function bouncesCommand(context: Context, path: string): Promise<void> {
  const { output } = context
  const messages =
    path === '-'
      ? splitMessages(await text(process.stdin.setEncoding('latin1')))
      : readMessages(path)
  const found = await recordBounces(context, messages)
  const { bounces, unmatched, known, passing, others } = found
  if (bounces.length > 0) output.say(textTable(bounces.map((each) => ({ ...each }))))
  output.say(
    `${messages.length} messages: ${bounces.length} mails came back, ${known} reports known already, ${passing} only of a delay, ${others} no reports`,
  )
  for (const each of unmatched) output.say(`not a mail of this workspace: ${each}`)
  output.result(found)
}
