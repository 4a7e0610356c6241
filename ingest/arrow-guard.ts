import { type Data, DataType } from 'apache-arrow'
import { ByteBuffer } from 'flatbuffers'

/**
 * Makes Arrow's reader of metadata refuse a list that is longer than the bytes it lies in: it
 * would believe any length, and a damaged one would fill the memory of the process.
 */
export function guardMetadata(): void {
  if (ByteBuffer.prototype.__vector_len !== trueLength) return
  ByteBuffer.prototype.__vector_len = function guarded(this: ByteBuffer, offset: number): number {
    const length = trueLength.call(this, offset)
    if (length < 0 || length > this.capacity()) throw new RangeError(`a list of ${length}`)
    return length
  }
}

const trueLength = ByteBuffer.prototype.__vector_len

/**
 * Throws when a column claims more cells than its bytes can hold (a bit each, at the least), or
 * when its texts or lists do not lie one after the other in what holds them.
 */
export function checkColumn(data: Data, length: number): void {
  const isHeld = DataType.isNull(data.type) || data.length <= 8 * data.byteLength
  if (data.length !== length || !isHeld) throw new RangeError(`a column of ${data.length} cells`)
  if (!DataType.isUnion(data.type)) checkOffsets(data)
  for (const child of data.children) checkColumn(child, child.length)
  for (const chunk of data.dictionary?.data ?? []) checkColumn(chunk, chunk.length)
}

function checkOffsets({ valueOffsets, values, children, length }: Data): void {
  const offsets = valueOffsets as ArrayLike<number | bigint> | undefined // 32 or 64 bits
  if (offsets === undefined || length === 0) return
  const [child] = children
  const end = child ? child.length : (values as Uint8Array).length // the bytes of texts
  let before = 0
  for (let at = 0; at <= length; at++) {
    const offset = Number(offsets[at] ?? -1)
    if (offset < before || offset > end) throw new RangeError(`an offset of ${offset}`)
    before = offset
  }
}
