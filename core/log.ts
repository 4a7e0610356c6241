import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Where this program writes what it does: one event name, then fields. */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

/** The log of a workspace: NDJSON in `<folder>/csq.ndjson` and on standard error. */
export function openLog(folder: string): Log {
  mkdirSync(folder, { recursive: true })
  const file = pino.destination({ dest: join(folder, 'csq.ndjson'), sync: true, append: true })
  const screen = pino.destination({ dest: 2, sync: true })
  const logger = pino(
    {
      base: { pid: process.pid },
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.multistream([{ stream: file }, { stream: screen }]),
  )
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  }
}

/** A log that keeps nothing. */
export const noLog: Log = { info: () => {}, warn: () => {}, error: () => {} }
