import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { UserError } from './errors.ts'

const zoneName = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}, 'is not a time zone; write an IANA name such as Asia/Shanghai')

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
    .strictObject({ from: z.string().default('客服质量评估 <service-quality@bank.example>') })
    .prefault({}),
  /** When each chain runs, as node-cron expressions in the bank's zone; null switches it off. */
  schedule: z
    .strictObject({
      day: z.string().nullable().default('30 6 * * *'),
      month: z.string().nullable().default('0 7 3 * *'),
      quarter: z.string().nullable().default('30 7 8 1,4,7,10 *'),
      year: z.string().nullable().default('0 8 15 1 *'),
    })
    .prefault({}),
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
