import { UserError } from '../../core/errors.ts'
import { openLog } from '../../core/log.ts'
import { readSecret } from '../../core/workspace.ts'
import { isLoopback } from '../../reports/serve/options.ts'
import { startServer } from '../../reports/serve/server.ts'
import type { Context } from '../context.ts'
import { readStatus } from '../read-status.ts'
import { openCalendar } from '../schedule/calendar.ts'
import { lateSlots } from '../schedule/due-slots.ts'
import { readDueTimes } from '../schedule/due-times.ts'
import { statusSections } from '../status-sections.ts'

export interface ServeCommandOptions {
  readonly port?: string
  readonly host?: string
  readonly openAccess?: boolean
}

/** `csq serve`: the archive on `http://127.0.0.1:4300`, until it is interrupted. */
export async function serveCommand(context: Context, options: ServeCommandOptions): Promise<void> {
  const port = Number(options.port ?? 4300)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UserError(`--port must be a port number, not "${options.port}".`)
  }
  const host = options.host ?? '127.0.0.1'
  const calendar = openCalendar(context.workspace.warehouse)
  const server = await startServer({
    workspace: context.workspace,
    secret: readSecret(context.workspace.home, context.environment),
    port,
    host,
    openAccess: options.openAccess === true,
    clock: context.clock,
    log: openLog(context.workspace.logs),
    metricsToken: context.environment.variables?.CSQ_METRICS_TOKEN,
    lateChains: async () => {
      const { workspace, clock } = context
      const times = readDueTimes(workspace, await calendar())
      const late = lateSlots(workspace, times, clock.now(), workspace.config.mail.grace)
      return late.map((slot) => `${slot.type} ${slot.period.id}`)
    },
    status: async () => {
      const data = await readStatus(context)
      return { sections: statusSections(data, context.workspace.zone), data }
    },
  })
  context.output.say(`serving ${server.address}  (Ctrl+C ends)`)
  if (!isLoopback(host) && context.workspace.config.address.startsWith('http:')) {
    context.output.say(
      'links work over HTTPS only: put a proxy with a certificate before this server and set address: https://… in csq.config.yaml',
    )
  }
  context.output.result({ address: server.address })
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await server.close()
}
