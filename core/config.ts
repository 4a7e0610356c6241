import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { UserError } from './errors.ts'
import { localTime, scheduleSettings } from './settings-schedule.ts'
import { serveSettings } from './settings-serve.ts'

const zoneName = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}, 'is not a time zone; write an IANA name such as Asia/Shanghai')

/** What a workspace may say differently about a source of the program. */
const sourceSettings = z.strictObject({
  /** The department that gets the list of its refused rows. */
  sender: z.string().optional(),
  /** A file with more refused rows than this is held whole. */
  limits: z
    .strictObject({
      rows: z.int().min(0).optional(),
      percent: z.number().min(0).max(100).optional(),
    })
    .optional(),
  drift: z
    .strictObject({
      newColumn: z.enum(['ignore', 'evolve', 'hold']),
      missingColumn: z.enum(['ignore', 'hold']),
      renamedColumn: z.enum(['ignore', 'evolve', 'hold']),
      changedType: z.enum(['ignore', 'hold']),
    })
    .partial()
    .optional(),
  /** When rows are expected: on which days, and by which local time of the day after. */
  fresh: z
    .strictObject({
      every: z.enum(['day', 'workday']),
      by: localTime,
      share: z.number().min(0).max(1).optional(),
      rows: z.int().min(0).optional(),
    })
    .optional(),
})

const approvalChoice = z.enum(['none', 'required'])

const schema = z.strictObject({
  bank: z
    .strictObject({ zh: z.string().default('示例银行'), en: z.string().default('Example Bank') })
    .prefault({}),
  zone: zoneName.default('Asia/Shanghai'),
  /** Natural days, or working days of the calendar, for the limit of a complaint. */
  complaint_days: z.enum(['natural', 'working']).default('natural'),
  /** Where readers find the archive; the links of mails begin with it. */
  address: z.url().default('http://127.0.0.1:4300'),
  mail: z
    .strictObject({
      from: z.string().default('客服质量评估 <service-quality@bank.example>'),
      /** `opportunistic` sends also where the server offers no TLS; a server on this machine may do without. */
      tls: z.enum(['required', 'opportunistic']).default('required'),
      /** Who is told when a chain fails or an edition is late. */
      owner: z.email().nullable().default(null),
      /** Minutes after the due time at which an edition counts as late. */
      grace: z.int().min(0).default(120),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      /** Alerts that one mail tells in full on a day; the others share a line. */
      per_day: z.int().min(1).default(5),
    })
    .prefault({}),
  editions: z
    .strictObject({
      /** Whether a person approves an edition before its readers get it, for all or per audience. */
      approval: z.union([approvalChoice, z.record(z.string(), approvalChoice)]).default('none'),
      /** When an edition opens, such as `+1d 09:00` after the day on which it was due; null: at once. */
      release: z
        .string()
        .regex(/^\+\d{1,3}d ([01]\d|2[0-3]):[0-5]\d$/, 'is not a time such as "+1d 09:00"')
        .nullable()
        .default(null),
      /** Whether an edition goes out only if somebody comments on each headline target it misses. */
      require_commentary: z.boolean().default(false),
      /** Who may sign editions, and with which public key: PEM or base64. With any, `csq verify` wants one. */
      public_keys: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  /** When each chain runs: node-cron expressions in the bank's zone or workdays; null switches it off. */
  schedule: scheduleSettings.prefault({}),
  /** Who may read the archive, and for how long. */
  serve: serveSettings.prefault({}),
  /** Per source: thresholds, what a changed column does, and when rows are expected. */
  sources: z.record(z.string(), sourceSettings).default({}),
})

/** The settings of a workspace, `csq.config.yaml`. */
export type Config = z.infer<typeof schema>

/** The settings in `path`, or the defaults where the file does not exist; all mistakes at once. */
export function readConfig(path: string): Config {
  const value: unknown = existsSync(path) ? parse(readFileSync(path, 'utf8')) : {}
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  const mistakes = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`,
  )
  throw new UserError(`${path} has ${mistakes.length} mistake(s):\n${mistakes.join('\n')}`, {
    hint: 'correct the lines named above; csq init writes a file with every setting into an empty folder.',
  })
}
