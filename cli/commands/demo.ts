import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { makeCommentary } from '../../seeds/demo/commentary.ts'
import { makeDemo } from '../../seeds/demo/make-demo.ts'
import type { Context } from '../context.ts'

export interface DemoCommandOptions {
  readonly contacts?: string
  readonly months?: string
  readonly until?: string
  readonly seed?: string
}

const worthCommenting = 20_000

/** `csq demo`: fills an empty inbox with the invented bank. */
export async function demoCommand(context: Context, options: DemoCommandOptions): Promise<void> {
  const { workspace, output } = context
  if (existsSync(workspace.inbox) && readdirSync(workspace.inbox).length > 0) {
    throw new UserError(`${workspace.inbox} is not empty.`, {
      hint: 'name another folder with --home; the invented bank never mixes with real deliveries.',
    })
  }
  const started = performance.now()
  const summary = await makeDemo({
    inbox: workspace.inbox,
    ...wholeNumber('contacts', options.contacts),
    ...wholeNumber('months', options.months),
    ...wholeNumber('seed', options.seed),
    ...(options.until === undefined ? {} : { until: options.until }),
    onProgress: (done, total) => output.progress(`${done} of ${total}`),
  })
  output.progress('')
  // a smaller bank has too few cases for what is said of its departments
  if (Number(options.contacts ?? worthCommenting) >= worthCommenting) {
    putCommentary(workspace.home, makeCommentary(options.until ?? '2026-09-30'))
  }
  const rows = Object.values(summary.rows).reduce((sum, each) => sum + each, 0)
  output.say(
    `made ${summary.files} files with ${rows} rows (${summary.broken.length} of them broken on purpose) in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  output.result(summary)
}

/** A commentary that is there already stays. */
function putCommentary(home: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    const target = join(home, path)
    if (existsSync(target)) continue
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

function wholeNumber<K extends string>(name: K, text: string | undefined): { [P in K]?: number } {
  if (text === undefined) return {}
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UserError(`--${name} must be a whole number, not "${text}".`)
  }
  return { [name]: value } as { [P in K]?: number } // the one key is `name`
}
