import mysql, { type FieldPacket } from 'mysql2'

// a CommonJS module: Node finds no names in it
const { Types } = mysql

/** The character set number of bytes that are no text. */
const binary = 63

/** Whether a column holds bytes. JSON travels as bytes and is text. */
export function isBytes({ columnType, characterSet }: FieldPacket): boolean {
  if (columnType === Types.GEOMETRY || columnType === Types.VECTOR) return true
  return characterSet === binary && byteTypes.includes(columnType ?? Types.NULL)
}

const byteTypes: readonly number[] = [
  Types.TINY_BLOB,
  Types.MEDIUM_BLOB,
  Types.LONG_BLOB,
  Types.BLOB,
  Types.VARCHAR,
  Types.VAR_STRING,
  Types.STRING,
]

/** A value of the binary protocol as text that loses nothing. */
export function asText(value: unknown, { columnType }: FieldPacket): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return columnType === Types.FLOAT ? floatText(value) : `${value}`
  // bits, most significant byte first
  if (Buffer.isBuffer(value)) return BigInt(`0x${value.toString('hex') || '0'}`).toString()
  const text = String(value)
  // the session is in UTC; a year 0000 is no instant
  if (columnType !== Types.TIMESTAMP || text.startsWith('0000')) return text
  return `${text.replace(' ', 'T')}Z`
}

/** The shortest text that reads back as the same 4-byte float. */
function floatText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}
