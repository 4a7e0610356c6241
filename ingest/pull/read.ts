import { readHttp } from './http.ts'
import { readMysql } from './mysql.ts'
import { readPostgres } from './postgres.ts'
import type { DatabaseQuery, HttpQuery, PulledRow, PullOptions } from './query.ts'

/** The one place that a feeding system's rows are read from. */
export type PullRead =
  | { readonly postgres: DatabaseQuery }
  | { readonly mysql: DatabaseQuery }
  | { readonly http: HttpQuery }

/**
 * The rows of a feeding system from `watermark` on, streamed; every value is text that loses
 * nothing, or null. Whatever a person can fix is a UserError, thrown while the rows are read.
 */
export function pullRows(read: PullRead, options: PullOptions): AsyncIterable<PulledRow> {
  if ('postgres' in read) return readPostgres(read.postgres, options)
  if ('mysql' in read) return readMysql(read.mysql, options)
  return readHttp(read.http, options)
}
