import { parsePeriod } from '../../core/periods.ts'
import { publishEdition } from '../../reports/publish.ts'
import type { Context } from '../context.ts'
import { buildCommand } from './build.ts'

export interface PublishCommandOptions {
  readonly period: string
  readonly audience?: string
  readonly asOf?: string
}

/** `csq publish --period 2026-Q3`: makes an edition; prints its folder. */
export async function publishCommand(
  context: Context,
  options: PublishCommandOptions,
): Promise<void> {
  const { output, workspace } = context
  const period = parsePeriod(options.period)
  if (options.asOf !== undefined) await buildCommand(context, [], { asOf: options.asOf })
  const started = performance.now()
  const published = await publishEdition({
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
  output.say(
    published.isNew
      ? `published ${published.edition.id}: ${published.pages} pages in ${seconds} s`
      : `${published.edition.id} has these figures already; nothing new`,
  )
  for (const warning of published.warnings) output.say(`warning: ${warning}`)
  output.say(published.edition.folder)
  output.result(published)
}
