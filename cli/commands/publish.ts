import { UserError } from '../../core/errors.ts'
import { parsePeriod } from '../../core/periods.ts'
import { publishEditions } from '../../reports/publish.ts'
import type { Published } from '../../reports/publish-steps.ts'
import type { Context } from '../context.ts'
import { buildCommand } from './build.ts'

export interface PublishCommandOptions {
  readonly period: string
  /** Audiences separated by commas; the bank by default. */
  readonly audience?: string
  readonly asOf?: string
}

/**
 * `csq publish --period 2026-Q3`: makes an edition for each audience; prints their folders. An
 * error names the audiences whose edition could not be made, after the others were.
 */
export async function publishCommand(
  context: Context,
  options: PublishCommandOptions,
): Promise<void> {
  const { output, workspace } = context
  const period = parsePeriod(options.period)
  if (options.asOf !== undefined) await buildCommand(context, [], { asOf: options.asOf })
  const started = performance.now()
  const { published, failed } = await publishEditions({
    workspace,
    period,
    audience: options.audience ?? 'bank',
    clock: context.clock,
    programVersion: context.programVersion,
    signingKey: context.environment.signingKey,
    onStep: (step) => output.progress(`${period.id} ${step}`),
  })
  output.progress('')
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const isOne = published.length === 1 && failed.length === 0
  for (const each of published) sayPublished(context, each, isOne ? ` in ${seconds} s` : '')
  if (!isOne) output.say(`${published.length} editions in ${seconds} s`)
  if (failed.length > 0) throw publishFailed(failed, published.length)
  output.result(isOne ? published[0] : published)
}

function sayPublished({ output }: Context, each: Published, time: string): void {
  output.say(
    each.isNew
      ? `published ${each.edition.id}: ${each.pages} pages${time}`
      : `${each.edition.id} has these figures already; nothing new`,
  )
  for (const warning of each.warnings) output.say(`warning: ${warning}`)
  output.say(each.edition.folder)
}

/** The only error as it is; several as a list of who has no edition, and why. */
function publishFailed(
  failed: readonly { readonly audience: string; readonly error: Error }[],
  published: number,
): Error {
  const [first] = failed
  if (first !== undefined && failed.length === 1 && published === 0) return first.error
  const audiences = new Map<string, string[]>()
  for (const { audience, error } of failed) {
    audiences.set(error.message, [...(audiences.get(error.message) ?? []), audience])
  }
  const lines = [...audiences].map(([message, names]) => `${names.join(', ')}: ${message}`)
  return new UserError(`${failed.length} editions are not published:\n${lines.join('\n')}`, {
    hint: 'correct what is named and publish these audiences again; the others are published.',
  })
}
