import type { Contact } from './contacts.ts'
import { day, monthOf, second } from './local-time.ts'
import { createRandom, type Random } from './random.ts'
import type { Inbox, Style } from './write-files.ts'

const chinese = ['是', '否'] as const

/** How each system of the bank writes its files. */
export const styles = {
  phone: { extension: 'csv.gz', headers: 'identifier', times: 'plain', booleans: ['1', '0'] },
  branch: {
    extension: 'csv',
    headers: 'chinese',
    labels: true,
    encoding: 'gb18030',
    booleans: chinese,
    times: ({ branch_id }) => (Number(branch_id) % 2 === 0 ? 'slash' : 'han'),
  },
  online: {
    extension: 'ndjson',
    headers: 'identifier',
    times: 'iso',
    channelCodes: { web_chat: 'WEBCHAT', app_chat: 'APP', wechat: 'WX', bot: 'ROBOT' },
  },
  tickets: {
    extension: 'csv',
    headers: 'chinese',
    labels: true,
    encoding: 'utf8-bom',
    booleans: chinese,
    times: 'plain',
    extras: [
      ['录入终端', 'GD-01'],
      ['系统备注', ''],
    ],
  },
  surveys: { extension: 'csv.gz', headers: 'identifier', times: 'iso' },
  complaints: {
    extension: 'csv',
    headers: 'chinese',
    labels: true,
    encoding: 'gb18030',
    booleans: chinese,
    times: 'slash',
  },
  complaintEvents: { extension: 'ndjson', headers: 'identifier', times: 'iso' },
  inspections: {
    extension: 'csv',
    headers: 'chinese',
    labels: true,
    lineEnd: '\r\n',
    booleans: chinese,
    times: 'plain',
  },
  inspectionItems: {
    extension: 'csv',
    headers: 'identifier',
    times: 'plain',
    booleans: ['Y', 'N'],
  },
} as const satisfies Record<string, Style>

const systems = ['phone', 'branch', 'online'] as const
type System = (typeof systems)[number]

/** The mobile app's contacts of one day came a week late, in a file named for the later day. */
const late = { channel: 'app_chat', month: '2026-07', day: '20260712', file: '2026-07-19' }

/**
 * Delivers the contacts of month after month, one file per system. About 3 in 1,000 rows come
 * again in the next month's file with newer facts, and 1 in 1,000 twice in the same file.
 */
export function createContactDelivery(inbox: Inbox, seed: number, end: number) {
  const random = createRandom(seed, 'deliveries')
  const newer = new Map<System, Contact[]>()
  return (month: string, contacts: readonly Contact[]): void => {
    for (const system of systems) {
      const own = contacts.filter(({ channel }) => systemOf(channel) === system)
      const delayed = own.filter((contact) => isLate(month, contact))
      const prompt = delayed.length === 0 ? own : own.filter((contact) => !isLate(month, contact))
      inbox.facts('contacts', `${system}/${late.file}`, styles[system], delayed)
      const rows = [...(newer.get(system) ?? []), ...prompt]
      for (const contact of prompt) {
        if (random.chance(0.001)) rows.splice(random.int(rows.length), 0, contact)
      }
      inbox.facts('contacts', `${system}/${month}`, styles[system], rows)
      newer.set(
        system,
        prompt
          .filter(() => random.chance(0.003))
          .map((contact) => correct(contact, month, end, random)),
      )
    }
  }
}

function systemOf(channel: string): System {
  if (channel === 'phone' || channel === 'video') return 'phone'
  return channel === 'branch_desk' ? 'branch' : 'online'
}

function isLate(month: string, { channel, contact_id }: Contact): boolean {
  return month === late.month && channel === late.channel && contact_id.startsWith(`CT${late.day}`)
}

/** The same contact as its system knows it some weeks later. */
function correct(contact: Contact, month: string, end: number, random: Random): Contact {
  let updated = contact.updated_at + (3 + random.int(25)) * day
  while (monthOf(updated) === month) updated += 3 * day
  return {
    ...contact,
    wrap_seconds:
      contact.wrap_seconds ?? (contact.talk_seconds === null ? null : 30 + random.int(60)),
    is_transferred: contact.is_transferred === false ? random.chance(0.3) : contact.is_transferred,
    updated_at: Math.min(updated, end - second),
  }
}
