import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  Null,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableFromArrays,
  tableToIPC,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../core/errors.ts'
import { arrowToCsv } from '../../ingest/arrow-text.ts'

const root = mkdtempSync(join(tmpdir(), 'csq-arrow-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let path = ''
let target = ''
beforeEach(() => {
  const folder = mkdtempSync(join(root, 'case-'))
  path = join(folder, 'contacts.arrow')
  target = join(folder, 'out.csv')
})

type Format = 'file' | 'stream'

async function text(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes)
  await arrowToCsv(path, target)
  return readFileSync(target, 'utf8')
}

/** The cells of one column, as a file and as a stream. */
async function column(data: Data): Promise<string[]> {
  const schema = new Schema([new Field('v', data.type, true)])
  const struct = makeData({
    type: new Struct(schema.fields),
    length: data.length,
    children: [data],
  })
  const table = new Table([new RecordBatch(schema, struct)])
  const [file, stream] = [await text(tableToIPC(table, 'file')), await text(tableToIPC(table))]
  expect(stream).toBe(file)
  const [header, ...cells] = file.split('\n').slice(0, -1)
  expect(header).toBe('v')
  return cells.map((cell) => (cell === '""' ? '' : cell))
}

/** A column of whole numbers of one width; null is a bit that is not set. */
function numbers(
  type: DataType,
  data: BigInt64Array | BigUint64Array | Int32Array | Uint32Array,
  length: number,
) {
  const nullBitmap = new Uint8Array([0b1111_1101]) // the second cell is null
  return makeData({ type, data, length, nullCount: 1, nullBitmap } as never)
}

const at = 1_788_220_800n // 2026-09-01T00:00:00Z in seconds

describe('cells', () => {
  it('writes instants of a zone in UTC, and local times without an offset', async () => {
    const seconds = new BigInt64Array([at, 0n, -1n])
    expect(await column(numbers(new TimestampSecond(null), seconds, 3))).toEqual([
      '2026-09-01 00:00:00',
      '',
      '1969-12-31 23:59:59',
    ])
    const micros = new BigInt64Array([at * 1_000_000n, 0n, at * 1_000_000n + 123_000n])
    const zoned = new TimestampMicrosecond('Asia/Shanghai')
    expect(await column(numbers(zoned, micros, 3))).toEqual([
      '2026-09-01T00:00:00Z',
      '',
      '2026-09-01T00:00:00.123Z',
    ])
    const millis = new BigInt64Array([at * 1000n + 28_800_000n, 0n, -1n])
    expect(await column(numbers(new TimestampMillisecond(null), millis, 3))).toEqual([
      '2026-09-01 08:00:00',
      '',
      '1969-12-31 23:59:59.999',
    ])
    const nanos = new BigInt64Array([at * 1_000_000_000n + 123_456_789n, 0n, at * 1_000_000_000n])
    expect(await column(numbers(new TimestampNanosecond('UTC'), nanos, 3))).toEqual([
      '2026-09-01T00:00:00.123456789Z',
      '',
      '2026-09-01T00:00:00Z',
    ])
  })

  it('writes days as days and times of day as times', async () => {
    const days = ['2026-09-01', '', '1969-12-31']
    expect(await column(numbers(new DateDay(), new Int32Array([20_697, 0, -1]), 3))).toEqual(days)
    const millis = new BigInt64Array([at * 1000n, 0n, -86_400_000n])
    expect(await column(numbers(new DateMillisecond(), millis, 3))).toEqual(days)
    const micros = new BigInt64Array([28_800_000_000n, 0n, 86_399_005_000n])
    expect(await column(numbers(new TimeMicrosecond(), micros, 3))).toEqual([
      '08:00:00',
      '',
      '23:59:59.005',
    ])
  })

  it('writes wide integers exactly', async () => {
    const signed = new BigInt64Array([9_007_199_254_740_993n, 0n, -(2n ** 63n)])
    expect(await column(numbers(new Int64(), signed, 3))).toEqual([
      '9007199254740993',
      '',
      '-9223372036854775808',
    ])
    const unsigned = new BigUint64Array([2n ** 64n - 1n, 0n, 0n])
    expect(await column(numbers(new Uint64(), unsigned, 3))).toEqual([
      '18446744073709551615',
      '',
      '0',
    ])
  })

  it('writes decimals exactly, of either sign and any scale', async () => {
    const words = (...values: bigint[]) =>
      new Uint32Array(
        values.flatMap((value) =>
          [0n, 32n, 64n, 96n].map((shift) => Number((value >> shift) & 0xffff_ffffn)),
        ),
      )
    const money = words(1_234_567_890_123_456_789_012n, 0n, -5n)
    expect(await column(numbers(new Decimal(2, 30, 128), money, 3))).toEqual([
      '12345678901234567890.12',
      '',
      '-0.05',
    ])
    expect(await column(numbers(new Decimal(0, 30, 128), words(7n, 0n, -70n), 3))).toEqual([
      '7',
      '',
      '-70',
    ])
  })

  it('writes numbers without exponent, single ones as short as they were', async () => {
    const doubles = vectorFromArray([0.1, null, 1e21, 1e-7], new Float64())
    const shown = ['0.1', '', '1000000000000000000000', '0.0000001']
    expect(await column(first(doubles.data))).toEqual(shown)
    const singles = vectorFromArray([0.1, null, 16_777_216, -1e-7], new Float32())
    expect(await column(first(singles.data))).toEqual(['0.1', '', '16777216', '-0.0000001'])
  })

  it('writes words of a dictionary, yes and no, and nested values as JSON', async () => {
    const words = vectorFromArray(
      ['电话', null, '在线', '电话'],
      new Dictionary(new Utf8(), new Int32()),
    )
    expect(await column(first(words.data))).toEqual(['电话', '', '在线', '电话'])
    const flags = vectorFromArray([true, null, false], new Bool())
    expect(await column(first(flags.data))).toEqual(['true', '', 'false'])
    const pairs = vectorFromArray([[1n, 2n], null], new List(new Field('item', new Int64())))
    expect(await column(first(pairs.data))).toEqual(['"[1,2]"', ''])
    expect(await column(makeData({ type: new Null(), length: 2 }))).toEqual(['', ''])
  })
})

function first(data: readonly Data[]): Data {
  const [chunk] = data
  if (!chunk) throw new Error('no data')
  return chunk
}

describe('rows', () => {
  const table = (from: number) =>
    new Table({
      编号: vectorFromArray([`C${from}`, `C${from + 1}`], new Utf8()),
      '内容, 全': vectorFromArray(['他说"好"', '两\n行'], new Utf8()),
    })

  it('follows a dictionary that a stream changes from batch to batch', async () => {
    const words = tableFromArrays({ a: ['电话', '在线'] }).concat(tableFromArrays({ a: ['邮件'] }))
    expect(await text(tableToIPC(words, 'stream'))).toBe('a\n电话\n在线\n邮件\n')
  })

  it.each<Format>(['file', 'stream'])(
    'writes every batch of a %s, quoted where needed',
    async (format) => {
      const batches = table(1).concat(table(3))
      expect(batches.batches).toHaveLength(2)
      expect(await text(tableToIPC(batches, format))).toBe(
        '编号,"内容, 全"\nC1,"他说""好"""\nC2,"两\n行"\nC3,"他说""好"""\nC4,"两\n行"\n',
      )
      expect(statSync(target).mode & 0o777).toBe(0o600)
    },
  )

  it('writes a header for a table without rows, and a row for each lonely null', async () => {
    const schema = new Schema([new Field('a', new Utf8()), new Field('b', new Utf8())])
    expect(await text(tableToIPC(new Table(schema), 'file'))).toBe('a,b\n')
    expect(await text(tableToIPC(new Table({ a: vectorFromArray([null, 'x'], new Utf8()) })))).toBe(
      'a\n""\nx\n',
    )
  })

  it('writes a batch of many rows whole', async () => {
    const ids = Array.from({ length: 50_000 }, (_, row) => `C${row}`)
    const lines = (await text(tableToIPC(tableFromArrays({ id: ids }), 'file'))).split('\n')
    expect(lines.slice(1, -1)).toEqual(ids)
  })
})

describe('files that are refused', () => {
  const refused = async (bytes: Uint8Array, what: RegExp) => {
    const error = await text(bytes).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ message: expect.stringMatching(what), hint: expect.anything() })
  }
  const table = tableFromArrays({ id: ['a', 'b', 'c'], n: new Int32Array([1, 2, 3]) })

  it.each<Format>(['file', 'stream'])(
    'refuses a %s that is cut off at any byte',
    async (format) => {
      const whole = tableToIPC(table.concat(table), format)
      for (let length = 0; length < whole.length; length += 7) {
        await refused(whole.subarray(0, length), /cut off or damaged/)
      }
      await refused(whole.subarray(0, whole.length - 1), /cut off or damaged/)
    },
  )

  it('refuses a stream whose end is not marked, since rows may be missing', async () => {
    const whole = tableToIPC(table, 'stream')
    await refused(whole.subarray(0, whole.length - 8), /cut off or damaged/)
  })

  it('refuses a stream that stops half-way, where a message says it has no length', async () => {
    const bent = Buffer.from(tableToIPC(table.concat(table), 'stream'))
    const mark = Buffer.from('ffffffff', 'hex')
    let at = -1
    for (let message = 0; message < 2; message++) at = bent.indexOf(mark, at + 1)
    bent.writeInt32LE(0, at + 4)
    await refused(bent, /cut off or damaged/)
  })

  it('reads a file with a wrong byte, or refuses it, and does nothing else', async () => {
    const nested = vectorFromArray(
      [['a'], null, ['b', 'c']],
      new List(new Field('item', new Utf8())),
    )
    const words = vectorFromArray(['x', 'y', 'x'], new Dictionary(new Utf8(), new Int32()))
    const columns = new Table({ nested, words, n: vectorFromArray([1n, null, 2n], new Int64()) })
    for (const format of ['file', 'stream'] as const) {
      const whole = tableToIPC(columns, format)
      const wrongByte = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
      const property = fc.asyncProperty(wrongByte, async ([at, byte]) => {
        const bent = whole.slice()
        bent[at] = byte
        await text(bent).catch((error: unknown) => expect(error).toBeInstanceOf(UserError))
      })
      await fc.assert(property, { numRuns: 500 })
    }
  })

  it('refuses what is no Arrow at all', async () => {
    await refused(Buffer.from('id,n\na,1\n'), /cut off or damaged/)
    await refused(Buffer.from('FEA1 an old one FEA1'), /Feather version 1/)
  })

  it('refuses a file whose schema does not make sense', async () => {
    const bent = tableToIPC(table, 'stream').slice()
    bent.fill(0xff, 8, 60)
    await refused(bent, /cut off or damaged/)
  })

  it.each([
    ['LZ4', lz4File()],
    ['Zstandard', zstdStream()],
  ])('says how to write it when it is compressed by %s', async (_, bytes) => {
    await refused(bytes, /compressed inside/)
  })
})

/** One column `a` of forty ones, as pyarrow.feather.write_feather writes by default. */
function lz4File(): Buffer {
  return Buffer.from(
    `QVJST1cxAAD/////eAAAABAAAAAAAAoADAAGAAUACAAKAAAAAAEEAAwAAAAIAAgAAAAEAAgAAAAEAAAAAQAAABQA
AAAQABQACAAGAAcADAAAABAAEAAAAAAAAQIQAAAAHAAAAAQAAAAAAAAAAQAAAGEAAAAIAAwACAAHAAgAAAAAAAAB
QAAAAP////+YAAAAFAAAAAAAAAAMABgABgAFAAgADAAMAAAAAAMEABwAAAAoAAAAAAAAAAAAAAAMABwAEAAEAAgA
DAAMAAAASAAAABwAAAAUAAAAKAAAAAAAAAAAAAAABAAEAAQAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
JwAAAAAAAAAAAAAAAQAAACgAAAAAAAAAAAAAAAAAAABAAQAAAAAAAAQiTRhgQIIQAAAAIgEAAQAPCAD/IVAAAAAA
AAAAAAAA/////wAAAAAQAAAADAAUAAYACAAMABAADAAAAAAABAA0AAAAJAAAAAQAAAABAAAAiAAAAAAAAACgAAAA
AAAAACgAAAAAAAAAAAAAAAgACAAAAAQACAAAAAQAAAABAAAAFAAAABAAFAAIAAYABwAMAAAAEAAQAAAAAAABAhAA
AAAcAAAABAAAAAAAAAABAAAAYQAAAAgADAAIAAcACAAAAAAAAAFAAAAAoAAAAEFSUk9XMQ==`,
    'base64',
  )
}

/** The same as a stream, written by pyarrow with compression zstd. */
function zstdStream(): Buffer {
  return Buffer.from(
    `/////3gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgA
BgAHAAwAAAAQABAAAAAAAAECEAAAABwAAAAEAAAAAAAAAAEAAABhAAAACAAMAAgABwAIAAAAAAAAAUAAAAD/////
oAAAABQAAAAAAAAADAAYAAYABQAIAAwADAAAAAADBAAcAAAAKAAAAAAAAAAAAAAADAAeABAABAAIAAwADAAAAFAA
AAAkAAAAGAAAACgAAAAAAAAAAAAAAAAABgAIAAcABgAAAAAAAAECAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
KAAAAAAAAAAAAAAAAQAAACgAAAAAAAAAAAAAAAAAAABAAQAAAAAAACi1L/1gQAC1AABiRQOAEICqqqqqqqqqqqpq
J1QCAAMB/////wAAAAA=`,
    'base64',
  )
}
