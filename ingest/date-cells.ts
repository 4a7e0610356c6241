import { literal } from '../core/sql.ts'
import type { CompiledColumn } from './compile-contract.ts'

/** SQL: a date by the first format that fits, written as ISO; what fits none stays as it is. */
export function dateSql(cell: string, formats: readonly string[], column: CompiledColumn): string {
  return `coalesce(${formats.map((format) => oneDateSql(cell, format, column)).join(', ')}, ${cell})`
}

/** Seconds that `epoch_s` and `epoch_ms` count, in microseconds. */
const epochs: Readonly<Record<string, number>> = { epoch_s: 1_000_000, epoch_ms: 1000 }

function oneDateSql(cell: string, format: string, column: CompiledColumn): string {
  const epoch = epochs[format]
  if (epoch !== undefined) {
    return `case when regexp_full_match(${cell}, '[0-9]{1,13}(\\.[0-9]{1,9})?')
      then strftime(make_timestamp(round(${cell}::double * ${epoch})::bigint), '%Y-%m-%d %H:%M:%S.%fZ') end`
  }
  const plain = `replace(replace(${cell}, '上午', 'AM'), '下午', 'PM')`
  const parsed = `try_strptime(${plain}, ${literal(format)})`
  const hasZone = /%z/i.test(format)
  const written = `strftime(${hasZone ? `timezone('UTC', ${parsed})` : parsed}, '${isoFormat(format, column)}${hasZone ? 'Z' : ''}')`
  // %Y also reads 26, as the year 26
  return `case when not starts_with(${written}, '0') then ${written} end`
}

function isoFormat(format: string, { kind }: CompiledColumn): string {
  if (kind === 'day') return '%Y-%m-%d'
  if (kind === 'month') return '%Y-%m'
  return /%[fgn]/.test(format) ? '%Y-%m-%d %H:%M:%S.%f' : '%Y-%m-%d %H:%M:%S'
}

/** SQL: days since 30 December 1899, as workbooks keep instants in cells without a date format. */
export function serialDateSql(cell: string, column: CompiledColumn): string {
  if (column.kind !== 'timestamp' && column.kind !== 'day') return cell
  const format = column.kind === 'day' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S'
  const seconds = `to_seconds(round(${cell}::double * 86400)::bigint)`
  return `case when regexp_full_match(${cell}, '[1-9][0-9]{4}(\\.[0-9]+)?')
    then strftime(timestamp '1899-12-30' + ${seconds}, '${format}') else ${cell} end`
}
