import { join } from 'node:path'
import { readConfig } from '../core/config.ts'
import { programRoot } from '../core/definitions.ts'
import { code, markdownTable, page } from './docs-text.ts'

/** What each key of `csq.config.yaml` is for. */
const meanings: Readonly<Record<string, string>> = {
  'bank.zh': 'Name of the bank on Chinese pages.',
  'bank.en': 'Name of the bank on English pages.',
  zone: 'Time zone of the bank, an IANA name; days, months and due times are its own.',
  complaint_days:
    'Whether the limit of a complaint counts `natural` days, or `working` days of the calendar.',
  address: 'Where readers find the archive; the links of mails begin with it.',
  'mail.from': 'Sender of the mails.',
  'mail.tls':
    'Whether a mail may leave without TLS: `required` or `opportunistic`. A server on this machine may do without in any case.',
  'mail.owner': 'Address that is told when a chain fails or an edition is late; null tells nobody.',
  'mail.grace': 'Minutes after its due time at which an edition counts as late.',
  'alerts.per_day': 'Alerts that are told in full to one reader on a day; the others share a line.',
  'editions.approval':
    'Whether a person approves an edition before its readers get it (`csq approve`): `none`, `required`, or a choice per audience such as `{ bank: required }`.',
  'editions.public_keys':
    'Who may sign editions, by name, with the public key as PEM or base64 (docs/exports.md); with any, `csq verify` wants such a signature.',
  'editions.release':
    'When an edition opens to its readers: `+1d 09:00` is nine on the day after it was due; null opens it at once.',
  'editions.require_commentary':
    'Whether an edition that misses headline targets waits for a commentary that names them (docs/commentary.md).',
  'schedule.day': 'When the day before is published, a cron expression in the zone of the bank.',
  'schedule.month':
    'When the month before is published: a cron expression, or a workday of the calendar such as `{ workday: 3, at: "07:00" }`.',
  'schedule.quarter': 'When the quarter before is published, in either form.',
  'schedule.year': 'When the year before is published, in either form.',
  'schedule.catch_up.day':
    'How many of the last days are made up after downtime, or `all`; only the latest is mailed.',
  'schedule.catch_up.month': 'How many missed months are published and mailed, in order, or `all`.',
  'schedule.catch_up.quarter': 'The same for quarters.',
  'schedule.catch_up.year': 'The same for years.',
  'schedule.timeouts.load': 'Minutes after which a load of the schedule is ended.',
  'schedule.timeouts.build': 'Minutes after which a build of the schedule is ended.',
  'schedule.timeouts.publish': 'Minutes after which publishing the editions of a period is ended.',
  'schedule.timeouts.send': 'Minutes after which sending the editions of a period is ended.',
  'serve.proxy.header':
    'Header in which a reverse proxy names who signed in, such as `x-remote-user`; null: links only.',
  'serve.proxy.domain': 'Is put behind a user name without `@` to find its mail address.',
  'serve.proxy.from':
    'Addresses and networks (`10.0.0.0/8`) of the proxies whose headers are believed.',
  'serve.session.idle_hours': 'Hours without a page after which a session ends.',
  'serve.session.hours': 'Hours after which a session ends in any case.',
  'serve.requests_per_minute':
    'Requests that one reader, or one address without a session, may make in a minute.',
  'serve.unread_days':
    'Days after which a report with missed targets that somebody did not open is told.',
  sources:
    'Per source (a contract or a file of `ingest/sources/`): `sender` (department), `limits` (`rows`, `percent` of refused rows above which a file is held), `drift` (`newColumn`, `renamedColumn`: ignore, evolve, hold; `missingColumn`, `changedType`: ignore, hold), `fresh` (`every`: day or workday, `by`: 09:00, `share` and `rows` below which a day is short).',
}

const environment = [
  ['CSQ_HOME', 'Workspace folder where `--home` is not given.'],
  ['CSQ_SECRET', 'Secret of customer keys and links; else `secret.key` of the workspace.'],
  [
    'CSQ_SIGNING_KEY',
    'Private key that signs editions (docs/exports.md); without it they are unsigned.',
  ],
  [
    'CSQ_CHROMIUM',
    'Path of the Chromium that `csq pdf` and `csq picture` use; else the usual places.',
  ],
  ['CSQ_METRICS_TOKEN', 'Opens `/metrics` of the server to who sends it as a bearer token.'],
  ['SMTP_URL', 'Mail server; never written into the settings.'],
] as const

/** `config.md`: the settings with their defaults, and the variables of the environment. */
export function configPage(): string {
  const defaults = flatten(readConfig(join(programRoot, 'no-such-file.yaml')))
  const rows = defaults.map(([key, value]) => {
    const meaning = meanings[key]
    if (meaning === undefined) throw new Error(`cli/docs-config.ts does not describe "${key}"`)
    return [code(key), code(value), meaning]
  })
  return page(
    'Settings',
    'Keys of `csq.config.yaml` in the workspace. A key that is left out keeps its default; null switches a schedule off. Every mistake is reported at once, before anything runs.',
    [
      markdownTable(['key', 'default', 'meaning'], rows),
      `## Environment\n\n${markdownTable(
        ['variable', 'meaning'],
        environment.map(([name, meaning]) => [code(name), meaning]),
      )}`,
    ],
  )
}

function flatten(value: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    if (typeof each !== 'object' || each === null) return [[`${prefix}${key}`, String(each)]]
    // an empty list, and a setting per name that nobody has named yet
    const isValue = Array.isArray(each) || Object.keys(each).length === 0
    return isValue ? [[`${prefix}${key}`, JSON.stringify(each)]] : flatten(each, `${prefix}${key}.`)
  })
}
