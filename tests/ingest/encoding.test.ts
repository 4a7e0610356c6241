import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { inspectText } from '../../ingest/inspect-file.ts'
import { encoderOf } from '../support/encoder.ts'
import { type Landing, openLanding } from '../support/landing.ts'

const gb18030 = encoderOf('gb18030')
const big5 = encoderOf('big5')
const shiftJis = encoderOf('shift_jis')

const header = '接触编号,渠道,呼叫方向,进入时间,是否转人工,结果,来由代码'
const line = (id: string, reason: string) =>
  `${id},电话银行,呼入,2026-09-01 08:00:00,是,接通,${reason}\n`

let landing: Landing
afterEach(() => landing?.remove())

/** The reasons that were landed, which are free text; else why the file is held. */
async function land(file: string | Buffer, name = 'contacts/a.csv', encoding?: string) {
  landing = await openLanding('contacts', { [name]: file })
  const [entry] = await landing.load(encoding === undefined ? {} : { read: { encoding } })
  if (entry?.status === 'held') return entry.message
  const rows = await landing.rows('select reason_code from landing.contacts order by contact_id')
  return [entry?.encoding, ...rows.map((row) => row.reason_code)]
}

describe('the encoding of a file', () => {
  const text = `${header}\n${line('1', '转账失败')}${line('2', '上门')}`
  const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16()

  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', bigEndian(text)],
    ['utf-16be', bigEndian(`\ufeff${text}`)],
    ['gb18030', gb18030(text)],
  ])('is found: %s (case %#)', async (encoding, bytes) => {
    expect(await land(bytes)).toEqual([encoding, '转账失败', '上门'])
  })

  it('of ASCII alone is UTF-8', async () => {
    const ascii =
      'contact_id,channel,direction,started_at,requested_agent,outcome\n1,phone,inbound,2026-09-01 08:00,1,answered\n'
    expect(await land(ascii)).toEqual(['utf-8', null])
  })

  it('is found in a gzip and in JSON', async () => {
    expect(await land(gzipSync(gb18030(text)), 'contacts/a.csv.gz')).toEqual([
      'gb18030',
      '转账失败',
      '上门',
    ])
    landing.remove()
    const record = {
      接触编号: '1',
      渠道: '电话银行',
      呼叫方向: '呼入',
      进入时间: '2026-09-01 08:00',
    }
    const json = JSON.stringify({ ...record, 是否转人工: '是', 结果: '接通', 来由代码: '转账' })
    expect(await land(gb18030(`${json}\n`), 'contacts/a.ndjson')).toEqual(['gb18030', '转账'])
  })

  it('is GB18030 with names of rare characters, some of four bytes', async () => {
    const names = ['王珺', '李喆', '张堃', '欧阳瑄', '㛃', '𠮷', '丂丄', '赵钰涵', '朱镕', '€5']
    expect(gb18030('㛃')).toHaveLength(4)
    expect(gb18030('𠮷')).toHaveLength(4)
    const file = names.map((name, index) => line(String(index), name)).join('')
    expect(await land(gb18030(`${header}\n${file}`))).toEqual(['gb18030', ...names])
  })

  it('is GB18030 where a single Chinese word stands among English ones', async () => {
    const english =
      'contact_id,channel,direction,started_at,requested_agent,outcome,reason_code\n1,phone,inbound,2026-09-01 08:00,1,answered,'
    expect(await land(gb18030(`${english}电话\n`))).toEqual(['gb18030', '电话'])
  })
})

describe('bytes of another encoding', () => {
  const english =
    'contact_id,channel,direction,started_at,requested_agent,outcome,reason_code\n1,phone,inbound,2026-09-01 08:00,1,answered,'

  it.each([
    ['Big5', big5('電話')],
    ['Big5', big5('客戶反映信用卡手續費過高，要求退還')],
    ['Big5', big5('國際')],
    ['Shift-JIS', shiftJis('お客様の口座')],
    ['Shift-JIS', shiftJis('東京支店')],
    ['half-width katakana', Buffer.from([0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6])],
    ['Windows-1252', Buffer.from('Müller, café à São Paulo', 'latin1')],
    ['Windows-1252', Buffer.from('ÄÖÜ', 'latin1')],
  ])('hold the file: %s (case %#)', async (_, word) => {
    const bytes = Buffer.concat([Buffer.from(`${english}"`), word, Buffer.from('"\n')])
    expect(await land(bytes)).toContain('contacts/a.csv: the encoding cannot be decided: its bytes')
    expect(await landing.rows('select * from landing.contacts')).toEqual([])
  })

  it('hold the file where UTF-8 and GB18030 both fit and neither is told apart', async () => {
    const both = gb18030('时')
    expect(both.toString('utf8')).toBe('ʱ')
    const bytes = Buffer.concat([Buffer.from(english), both, Buffer.from('\n')])
    expect(await land(bytes)).toContain('may be UTF-8 or GB18030')
  })

  it('hold the file where two encodings are joined, in either order', async () => {
    const first = Buffer.from(`${header}\n${line('1', '转账')}`)
    expect(await land(Buffer.concat([first, gb18030(line('2', '上门'))]))).toContain(
      'it is UTF-8, but not in line 3',
    )
    landing.remove()
    const second = Buffer.concat([gb18030(`${header}\n`), Buffer.from(line('1', '转账'))])
    expect(await land(second)).toContain('it is UTF-8, but not in line 1')
  })

  it('hold the file where a long part of another encoding comes last', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => line(`${i}`, '转账')).join('')
    const joined = Buffer.concat([gb18030(`${header}\n${many(45_000)}`), Buffer.from(many(25_000))])
    expect(joined.length).toBeGreaterThan(3_000_000)
    expect(await land(joined)).toContain('joined with text of another encoding')
  })

  it('hold the file where zero bytes are not UTF-16', async () => {
    expect(await land(`${english}a\0b\n`.replace('contact_id', 'contact_id\0'))).toContain(
      'zero bytes',
    )
  })
})

describe('damaged bytes', () => {
  const good = Buffer.from(`${header}\n${line('1', '转账')}${line('2', '上门')}`)

  it('in UTF-8 hold the file and name the line', async () => {
    const broken = Buffer.from(good)
    broken[good.indexOf('上门') + 1] = 0xff
    expect(await land(broken)).toMatch(/^contacts\/a\.csv: .*UTF-8, but not in line 3: damaged/)
    expect(await landing.rows('select * from ops.rejected_rows')).toEqual([])
  })

  it('in the second megabyte hold the file and name the line', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => line(`${i}`, '转账')).join('')
    const broken = Buffer.from(`${header}\n${many}`)
    broken[broken.lastIndexOf('转账')] = 0x41
    expect(broken.length).toBeGreaterThan(1_000_000)
    expect(await land(broken)).toContain('not in line 20001')
  })

  it('in a last character that is cut off hold the file', async () => {
    const cut = good.subarray(0, good.length - 2)
    expect(await land(cut)).toContain('UTF-8, but not in line 3')
    landing.remove()
    const gb = gb18030(`${header}\n${line('1', '转账')}`)
    expect(await land(gb.subarray(0, gb.length - 2))).toContain('it looks like gb18030, but some')
  })

  it('in a last character that alone is Chinese hold the file', async () => {
    const english =
      'contact_id,channel,direction,started_at,requested_agent,outcome,reason_code\n1,a,b,c,1,d,'
    const bytes = Buffer.from(`${english}转账`)
    expect(await land(bytes.subarray(0, bytes.length - 1))).toContain('UTF-8, but not in line 2')
  })

  it('in GB18030, of JSON too, hold the file and let the others be loaded', async () => {
    const bytes = Buffer.concat([gb18030(`{"接触编号":"转账失败`), Buffer.from([0xff, 0x0a])])
    landing = await openLanding('contacts', {
      'contacts/a.ndjson': bytes,
      'contacts/b.csv': good,
    })
    const entries = await landing.load()
    expect(entries.map((each) => [each.file, each.status])).toEqual([
      ['contacts/a.ndjson', 'held'],
      ['contacts/b.csv', 'loaded'],
    ])
    expect(entries[0]?.message).toContain('it looks like gb18030, but some of its bytes are not')
  })

  it('in a gzip that is cut off or damaged hold the file', async () => {
    const zipped = gzipSync(good)
    expect(await land(zipped.subarray(0, zipped.length - 9), 'contacts/a.csv.gz')).toContain(
      'the gzip is cut off',
    )
    landing.remove()
    const damaged = Buffer.from(zipped)
    damaged[20] = (damaged[20] ?? 0) ^ 0xff
    expect(await land(damaged, 'contacts/a.csv.gz')).toContain('the gzip is damaged')
  })
})

describe('a declared encoding', () => {
  const text = `${header}\n${line('1', '轉賬')}`.replace('电话银行', 'phone')

  it('wins over every guess', async () => {
    const inBig5 = big5(
      'contact_id,channel,direction,started_at,requested_agent,outcome,reason_code\n1,phone,inbound,2026-09-01 08:00,1,answered,客戶\n',
    )
    expect(await land(inBig5, 'contacts/a.csv', 'big5')).toEqual(['big5', '客戶'])
    landing.remove()
    const western = Buffer.from(inBig5.toString('latin1').replace(/,[^,]*\n$/, ',café\n'), 'latin1')
    expect(await land(western, 'contacts/a.csv', 'latin1')).toEqual(['windows-1252', 'café'])
  })

  it('that the bytes are not of holds the file', async () => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xff, 0x0a])])
    expect(await land(bytes, 'contacts/a.csv', 'gb18030')).toContain('looks like gb18030')
  })

  it('that does not exist holds the file and says so', async () => {
    expect(await land(text, 'contacts/a.csv', 'gb-18030')).toContain('no encoding "gb-18030"')
  })
})

describe('layout facts', () => {
  const records = [
    `接触编号|渠道|呼叫方向|进入时间|是否转人工|结果|来由代码`,
    `1|电话银行|呼入|2026-09-01 08:00|是|接通|上`,
  ]
  const layout = async (content: string | Buffer, name: string) => {
    landing = await openLanding('contacts', { [name]: content })
    const [entry] = await landing.load()
    expect(entry?.message).toBeNull()
    const [row] = await landing.rows(`select format, encoding, delimiter, quote, line_end, has_bom,
      has_multiline_cells, feed, bytes, sha256, seconds from ops.files`)
    return row
  }

  it.each([
    ['lf', '\n', ','],
    ['crlf', '\r\n', ';'],
    ['cr', '\r', '\t'],
    ['lf', '\n', '|'],
  ])('tell a text: lines end in %s', async (lineEnd, end, delimiter) => {
    const content = `${records.join(end).replaceAll('|', delimiter)}${end}`
    const row = await layout(content, 'contacts/phone/2026/a.csv')
    expect(row).toMatchObject({
      format: 'csv',
      delimiter,
      quote: '"',
      line_end: lineEnd,
      has_bom: false,
      has_multiline_cells: false,
      feed: 'contacts/phone',
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    })
    expect(row?.seconds).toBeGreaterThan(0)
    expect(row?.seconds).toBeLessThan(60)
  })

  it.each([
    ['utf16le', '\n', 'lf'],
    ['utf16le', '\r\n', 'crlf'],
  ] as const)(
    'tell %s apart from bytes that look like line ends',
    async (encoding, end, lineEnd) => {
      // 上 holds the byte of a line feed
      expect(Buffer.from('上', encoding).includes(0x0a)).toBe(true)
      const content = Buffer.from(`\ufeff${records.join(end)}${end}`, encoding)
      expect(await layout(content, 'contacts/a.csv')).toMatchObject({
        line_end: lineEnd,
        has_bom: true,
        has_multiline_cells: false,
        encoding: 'utf-16le',
      })
    },
  )

  it('tell cells of several lines from blank ones, and a mark at the start', async () => {
    const cells = `\ufeff${records.join('\n\n').replace('|上', `|"上\n下"`)}\n\n`
    expect(await layout(cells, 'contacts/a.csv')).toMatchObject({
      has_bom: true,
      has_multiline_cells: true,
    })
    landing.remove()
    expect(await layout(`${records.join('\n\n')}\n\n`, 'contacts/a.csv')).toMatchObject({
      has_multiline_cells: false,
    })
  })

  it('of JSON have no delimiter', async () => {
    const json = JSON.stringify({
      contact_id: '1',
      channel: 'phone',
      direction: 'inbound',
      started_at: '2026-09-01 08:00',
      requested_agent: true,
      outcome: 'answered',
    })
    expect(await layout(`${json}\r\n`, 'contacts/online/a.jsonl')).toMatchObject({
      format: 'ndjson',
      delimiter: null,
      quote: null,
      line_end: 'crlf',
      has_multiline_cells: null,
      feed: 'contacts/online',
    })
  })
})

describe('lines of a text', () => {
  it('keep their records where a quote stands within a cell and lines are blank', async () => {
    const file = `${header}\n\n${line('1', '5" 屏')}\n\n${line('2', '"a\n\nb"')}\n${line('3', '"a ""b"" c"')}\r\n`
    expect(await land(file)).toEqual(['utf-8', '5" 屏', 'a\n\nb', 'a "b" c'])
    expect(await landing.rows('select max(_row) as n from landing.contacts')).toEqual([{ n: 3 }])
  })
})

describe('any Chinese text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'csq-encoding-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const guess = async (bytes: Buffer) => {
    const path = join(folder, 'a.csv')
    writeFileSync(path, bytes)
    return (await inspectText(path)).encoding
  }
  const everyday = fc.constantFrom(
    ...'客户反映手机银行转账后余额没有更新，要求退还费用。请问您的信用卡是在哪个网点办理',
  )
  const rare = fc.constantFrom(...'喆堃珺瑄璐涵琪曦䶮𠮷㛃')
  const sentence = fc
    .array(fc.oneof({ weight: 8, arbitrary: everyday }, { weight: 2, arbitrary: rare }), {
      minLength: 12,
      maxLength: 60,
    })
    .map((signs) => signs.join(''))

  it('in GB18030 is told as such, whatever rare characters it has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { minLength: 1, maxLength: 20 }), async (lines) => {
        const text = `id,note\n${lines.map((each, index) => `${index},${each}`).join('\n')}\n`
        expect(await guess(gb18030(text))).toEqual({ name: 'gb18030' })
      }),
      { numRuns: 200, seed: 20260901 },
    )
  })

  it('of random characters is held or read as what it is, in any of the encodings', async () => {
    const sign = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code))
    const text = fc.array(sign, { minLength: 6, maxLength: 40 }).map((signs) => signs.join(''))
    await fc.assert(
      fc.asyncProperty(text, async (signs) => {
        expect(await guess(Buffer.from(`id\n${signs}\n`))).toEqual({ name: 'utf-8' })
        const found = await guess(gb18030(`id\n${signs}\n`))
        if ('name' in found) expect(found.name).toBe('gb18030')
      }),
      { numRuns: 300, seed: 20260901 },
    )
  })

  it('in Big5 is never taken for GB18030', async () => {
    const traditional = fc.constantFrom(
      ...'客戶反映手機銀行轉帳後餘額沒有更新，要求退還費用。請問您的信用卡是在哪個網點辦理投訴內容電話服務國際業務',
    )
    const text = fc
      .array(traditional, { minLength: 16, maxLength: 60 })
      .map((signs) => signs.join(''))
    await fc.assert(
      fc.asyncProperty(text, async (signs) => {
        expect(await guess(big5(`id\n${signs}\n`))).toHaveProperty('doubt')
      }),
      { numRuns: 500, seed: 20260901 },
    )
  })
})
