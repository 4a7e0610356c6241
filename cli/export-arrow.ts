import { pipeline, Readable } from 'node:stream'
import {
  DuckDBBitValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValueConverter,
} from '@duckdb/node-api'
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { plainValue } from '../core/database.ts'

/** `plainValue`, with times of day, intervals and bytes as DuckDB writes them. */
export const printableValue: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value
  if (
    value instanceof DuckDBTimeValue ||
    value instanceof DuckDBTimeTZValue ||
    value instanceof DuckDBIntervalValue ||
    value instanceof DuckDBBlobValue ||
    value instanceof DuckDBBitValue
  ) {
    return value.toString()
  }
  return plainValue(value, type, converter)
}

/**
 * The rows of a query as Arrow IPC, in the format of files or of streams. Days and instants keep
 * their type, decimals and very wide integers are doubles, nested values are JSON text.
 */
export async function* arrowChunks(
  connection: DuckDBConnection,
  query: string,
  format: 'file' | 'stream',
): AsyncIterable<Uint8Array> {
  const result = await connection.stream(query)
  const names = result.deduplicatedColumnNames()
  const columns = result.columnTypes().map(columnOf)
  const schema = new Schema(
    columns.map((column, index) => new Field(names[index] ?? '', column.type, true)),
  )
  async function* batches() {
    yield batchOf(schema, columns, undefined) // a result without rows still has its columns
    for await (const chunk of result) yield batchOf(schema, columns, chunk)
  }
  const writer = format === 'file' ? RecordBatchFileWriter : RecordBatchStreamWriter
  const written = writer.throughNode()
  pipeline(Readable.from(batches()), written, () => {}) // a failure is thrown by the loop below
  for await (const bytes of written) yield bytes as Uint8Array // the writer gives bytes only
}

interface Column {
  readonly type: DataType
  readonly convert: DuckDBValueConverter<unknown>
  data(values: readonly unknown[]): Data
}

function batchOf(
  schema: Schema,
  columns: readonly Column[],
  chunk: DuckDBDataChunk | undefined,
): RecordBatch {
  const children = columns.map((column, index) =>
    column.data(chunk?.convertColumnValues(index, column.convert) ?? []),
  )
  const length = chunk?.rowCount ?? 0
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  )
}

/** Days as whole days, instants as whole microseconds, wide integers as they are. */
const arrowValue: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (typeof value === 'bigint') return value
  if (value instanceof DuckDBDateValue) return value.days
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return value.micros
  }
  return plainValue(value, type, converter)
}

function columnOf({ typeId }: DuckDBType): Column {
  switch (typeId) {
    case DuckDBTypeId.BOOLEAN:
      return { type: new Bool(), convert: plainValue, data: bits }
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return fixed(new Int32(), (size) => new Int32Array(size), Number)
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UINTEGER:
      return fixed(new Int64(), (size) => new BigInt64Array(size), wide)
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.UBIGINT:
      return fixed(new Float64(), (size) => new Float64Array(size), Number)
    case DuckDBTypeId.DATE:
      return fixed(new DateDay(), (size) => new Int32Array(size), Number)
    case DuckDBTypeId.TIMESTAMP:
      return fixed(new TimestampMicrosecond(), (size) => new BigInt64Array(size), wide)
    case DuckDBTypeId.TIMESTAMP_TZ:
      return fixed(new TimestampMicrosecond('UTC'), (size) => new BigInt64Array(size), wide)
    default:
      return { type: new Utf8(), convert: printableValue, data: texts }
  }
}

function wide(value: unknown): bigint {
  return BigInt(value as bigint | number) // the column's type says so
}

/** A column of values of one width; a null has its bit unset and any value. */
function fixed<T extends number | bigint>(
  type: DataType,
  make: (size: number) => { [index: number]: T },
  convert: (value: unknown) => T,
): Column {
  const data = (values: readonly unknown[]) => {
    const array = make(values.length)
    for (const [index, value] of values.entries()) {
      if (value !== null) array[index] = convert(value)
    }
    return makeData({ type, length: values.length, data: array, ...validity(values) } as never)
  }
  return { type, convert: arrowValue, data }
}

function bits(values: readonly unknown[]): Data {
  const data = packed(values, (value) => value === true)
  return makeData({ type: new Bool(), length: values.length, data, ...validity(values) })
}

function texts(values: readonly unknown[]): Data {
  const written = values.map((value) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  )
  return vectorFromArray(written, new Utf8()).data[0] ?? makeData({ type: new Utf8() })
}

function validity(values: readonly unknown[]) {
  const nullCount = values.filter((value) => value === null).length
  return { nullCount, nullBitmap: packed(values, (value) => value !== null) }
}

function packed(values: readonly unknown[], isSet: (value: unknown) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8))
  for (const [index, value] of values.entries()) {
    if (isSet(value)) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return bytes
}
