import type { Clock } from '../../core/clock.ts'
import type { Log } from '../../core/log.ts'
import type { Workspace } from '../../core/workspace.ts'
import type { StatusReport } from './status-report.ts'

/** What the server of the archive is given. */
export interface ServerOptions {
  readonly workspace: Workspace
  readonly secret: Buffer
  readonly port: number
  readonly host: string
  /** Serves every audience without a link; on loopback only. */
  readonly openAccess: boolean
  readonly clock: Clock
  /** Where an answer that failed is written. */
  readonly log?: Log
  /** Opens `/metrics` to other machines. */
  readonly metricsToken?: string | undefined
  /** Chains of the schedule that are overdue. */
  readonly lateChains?: () => Promise<readonly string[]>
  /** What `/status` shows. */
  readonly status?: () => Promise<StatusReport>
}

/** Whether only this machine reaches a server that is bound to `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
