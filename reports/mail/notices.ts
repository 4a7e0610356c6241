import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import { appendLedger, readLedger } from '../../core/runs.ts'
import { lock } from '../../core/warehouse.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { MailText } from './text.ts'
import { openTransport } from './transport.ts'

const rowSchema = z.object({
  kind: z.enum(['delay', 'alarm', 'alert']),
  /** What it is about, such as `quarter 2026-10-07T23:30:00.000Z`. */
  about: z.string(),
  recipient: z.string(),
  status: z.enum(['sending', 'sent', 'failed']),
  at: z.iso.datetime(),
  message_id: z.string(),
  message: z.string().optional(),
})

/** One row of the ledger of notices, `<home>/notices.ndjson`. */
export type NoticeRow = z.infer<typeof rowSchema>

/** A mail that is no edition: a delay, a failure, an alert. */
export interface Notice {
  readonly kind: NoticeRow['kind']
  readonly about: string
  readonly recipient: string
  readonly text: MailText
}

/** What became of a notice. `told before` also where a dialogue was cut off: nobody is told twice. */
export interface NoticeResult {
  readonly kind: NoticeRow['kind']
  readonly about: string
  readonly recipient: string
  readonly outcome: 'sent' | 'told before' | 'failed' | 'in doubt'
  readonly message: string
}

export interface NoticeOptions {
  readonly workspace: Workspace
  readonly clock: Clock
  /** Without a mail server nothing is sent. */
  readonly smtpUrl: string | undefined
}

/** Sends each notice once: what it is about, its kind and its reader are the same only once. */
export async function sendNotices(
  options: NoticeOptions,
  notices: readonly Notice[],
): Promise<readonly NoticeResult[]> {
  const { workspace, smtpUrl } = options
  if (smtpUrl === undefined || notices.length === 0) return []
  const unlock = lock(join(workspace.home, 'notices.lock'))
  try {
    const transport = openTransport(smtpUrl, workspace.config.mail.tls)
    try {
      const results: NoticeResult[] = []
      for (const notice of notices) results.push(await sendNotice(options, notice, transport))
      return results
    } finally {
      transport.close()
    }
  } finally {
    unlock()
  }
}

/** Every notice so far, oldest first. */
export function readNotices(home: string): readonly NoticeRow[] {
  return readLedger(noticesFile(home), rowSchema)
}

async function sendNotice(
  { workspace, clock }: NoticeOptions,
  { text, ...notice }: Notice,
  transport: ReturnType<typeof openTransport>,
): Promise<NoticeResult> {
  const last = readNotices(workspace.home).findLast(
    (row) =>
      row.kind === notice.kind && row.about === notice.about && row.recipient === notice.recipient,
  )
  if (last !== undefined && last.status !== 'failed') {
    return { ...notice, outcome: 'told before', message: last.at }
  }
  const id = createHash('sha256').update(JSON.stringify(notice)).digest('hex').slice(0, 32)
  const record = (status: NoticeRow['status'], message?: string) =>
    appendLedger(noticesFile(workspace.home), {
      ...notice,
      status,
      at: clock.now().toISOString(),
      message_id: `<${id}@csq>`,
      ...(message === undefined ? {} : { message }),
    })
  record('sending')
  const { outcome, message } = await transport.send({
    ...text,
    from: workspace.config.mail.from,
    to: { name: '', address: notice.recipient },
    messageId: `<${id}@csq>`,
    date: clock.now(),
  })
  if (outcome === 'unknown') return { ...notice, outcome: 'in doubt', message }
  record(outcome === 'sent' ? 'sent' : 'failed', message)
  return { ...notice, outcome: outcome === 'sent' ? 'sent' : 'failed', message }
}

function noticesFile(home: string): string {
  return join(home, 'notices.ndjson')
}
