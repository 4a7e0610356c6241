import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../core/errors.ts'
import { xlsxToCsv } from '../../ingest/xlsx-sheets.ts'
import { rawParts, writeRawWorkbook, writeWorkbook, zipped } from '../support/xlsx.ts'

const root = mkdtempSync(join(tmpdir(), 'csq-xlsx-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  path = join(folder, '投诉.xlsx')
})

/** The text of every sheet that came out, by its name. */
async function texts(): Promise<Record<string, string>> {
  const sheets = await xlsxToCsv(path, folder)
  return Object.fromEntries(sheets.map((each) => [each.sheet, readFileSync(each.path, 'utf8')]))
}

/** The cells of `Sheet1` of a workbook written by hand. */
async function cells(raw: Parameters<typeof writeRawWorkbook>[1]): Promise<string[][]> {
  writeRawWorkbook(path, raw)
  return parse((await texts()).Sheet1 ?? '', { relax_column_count: true })
}

/** One number, in style 1 of the given format. */
async function shown(format: string | number, value: string, is1904 = false): Promise<string> {
  const rows = `<row r="1"><c r="A1" s="1"><v>${value}</v></c></row>`
  const [[cell = ''] = []] = await cells({ rows, formats: [format], is1904 })
  return cell
}

describe('texts', () => {
  it('leaves text as it is: leading zeros, long numbers, quotes, commas, line ends', async () => {
    const row = ['007', '6222021234567890123', '他说"好"', 'a,b', '两\n行', ' 边 ', '<&>']
    await writeWorkbook(path, { 接触: [row] })
    const text = (await texts()).接触 ?? ''
    expect(text).toBe('007,6222021234567890123,"他说""好""","a,b","两\n行", 边 ,<&>\n')
    expect(parse(text)).toEqual([row])
  })

  it('joins rich text, and leaves its reading aids out', async () => {
    const strings =
      '<si><r><t>客户</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 投诉</t></r><rPh sb="0" eb="2"><t>kehu</t></rPh></si>'
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></is></c></row>'
    expect(await cells({ rows, strings })).toEqual([['客户 投诉', '甲乙']])
    await writeWorkbook(path, { s: [[{ richText: [{ text: '信' }, { text: '用卡' }] }]] })
    expect(await texts()).toEqual({ s: '信用卡\n' })
  })

  it('turns signs that XML cannot hold back into themselves', async () => {
    const strings = '<si><t>a_x000A_b_x005F_x000A_c</t></si>'
    const rows = '<row><c t="s"><v>0</v></c><c t="str"><v>d_x0009_e</v></c></row>'
    expect(await cells({ rows, strings })).toEqual([['a\nb_x000A_c', 'd\te']])
  })

  it('gives yes and no, errors as their code, formulas as their last result', async () => {
    await writeWorkbook(path, {
      s: [
        [
          true,
          false,
          { error: '#N/A' },
          { formula: 'A9*2', result: 42 },
          { formula: 'A8&"x"', result: '合计, "x"' },
          { formula: '1/0', result: { error: '#DIV/0!' } },
          { formula: 'TODAY()', result: new Date('2026-09-01T00:00:00Z') },
          { text: '网址', hyperlink: 'https://example.com' },
        ],
      ],
    })
    expect(await texts()).toEqual({
      s: 'true,false,#N/A,42,"合计, ""x""",#DIV/0!,2026-09-01,网址\n',
    })
  })
})

describe('numbers', () => {
  it.each([
    ['13800138000', '13800138000'],
    ['6222021234567890', '6222021234567890'],
    ['6.22202123456789E+15', '6222021234567890'],
    ['6222021234567891234', '6222021234567891234'],
    ['1.2345678901234567E+19', '12345678901234600000'],
    ['1.2000000000000002', '1.2'],
    ['0.30000000000000004', '0.3'],
    ['-12.50', '-12.5'],
    ['1E-7', '0.0000001'],
    ['-1.5E-3', '-0.0015'],
    ['100', '100'],
    ['0', '0'],
  ])('writes %s as %s', async (stored, text) => {
    expect(await shown('General', stored)).toBe(text)
  })

  it('keeps the zeros that a format of zeros shows', async () => {
    expect(await shown('000000', '123')).toBe('000123')
    expect(await shown('0.00', '1.5')).toBe('1.5')
  })
})

describe('dates', () => {
  it.each([
    [14, '46266', '2026-09-01'],
    [14, '46266.333333333336', '2026-09-01 08:00:00'],
    [22, '46266.333333333336', '2026-09-01 08:00:00'],
    [22, '46266', '2026-09-01 00:00:00'],
    [20, '0.333333333333333', '08:00:00'],
    [20, '0', '00:00:00'],
    [31, '46266', '2026-09-01'],
    [57, '46266', '2026-09-01'],
    ['yyyy"年"m"月"d"日"', '46266', '2026-09-01'],
    ['yyyy年m月d日 h时mm分', '46266.5', '2026-09-01 12:00:00'],
    ['[$-804]yyyy"年"m"月"d"日";@', '46266', '2026-09-01'],
    ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', '46266', '2026-09-01'],
    ['[DBNum1][$-804]yyyy"年"m"月"', '46266', '2026-09-01'],
    ['e"年"m"月"', '46266', '2026-09-01'],
    ['yyyy\\-mm\\-dd\\ hh:mm:ss', '46266.75', '2026-09-01 18:00:00'],
    ['上午/下午h"时"mm"分"', '0.75', '18:00:00'],
    ['hh:mm AM/PM', '0.25', '06:00:00'],
    ['[h]:mm:ss', '1.0625', '25:30:00'],
    [46, '0.5', '12:00:00'],
  ])('shows format %s of %s as %s', async (format, stored, text) => {
    expect(await shown(format, stored)).toBe(text)
  })

  it.each([
    ['[Red]#,##0.00;[Blue]-#,##0.00', '46266.5', '46266.5'],
    ['0.00E+00', '46266', '46266'],
    ['#,##0"days"', '46266', '46266'],
    ['0\\d', '46266', '46266'],
    ['_ * #,##0_ ;_ * "-"_ ', '46266', '46266'],
    ['General', '46266', '46266'],
    ['0;"days"', '46266', '46266'],
    [49, '46266', '46266'],
    [10, '0.35', '0.35'],
    [14, '-1', '-1'],
    [14, '2958466', '2958466'],
  ])('does not take format %s of %s for a date', async (format, stored, text) => {
    expect(await shown(format, stored)).toBe(text)
  })

  it('rounds a millisecond beside a second, and keeps true milliseconds', async () => {
    const at = (millis: number) => String(46266 + millis / 86_400_000)
    expect(await shown(22, at(28_800_999))).toBe('2026-09-01 08:00:01')
    expect(await shown(22, at(28_800_001))).toBe('2026-09-01 08:00:00')
    expect(await shown(22, at(28_800_123))).toBe('2026-09-01 08:00:00.123')
    expect(await shown(22, at(86_399_999.6))).toBe('2026-09-02 00:00:00')
  })

  it('counts days as Excel does: a 29 February 1900 that never was, or from 1904', async () => {
    expect(await shown(14, '1')).toBe('1900-01-01')
    expect(await shown(14, '59')).toBe('1900-02-28')
    expect(await shown(14, '60')).toBe('1900-02-29')
    expect(await shown(14, '61')).toBe('1900-03-01')
    expect(await shown(14, '44804', true)).toBe('2026-09-01')
    expect(await shown(22, '44804.5', true)).toBe('2026-09-01 12:00:00')
  })

  it('reads dates that are stored as text of ISO 8601', async () => {
    const rows =
      '<row><c t="d"><v>2026-09-01T08:00:00.000</v></c><c t="d"><v>2026-09-02</v></c></row>'
    expect(await cells({ rows })).toEqual([['2026-09-01 08:00:00', '2026-09-02']])
  })

  it('reads the dates that exceljs writes', async () => {
    await writeWorkbook(path, { s: [[new Date('2026-09-01T08:00:00Z')]] }, (workbook) => {
      const sheet = workbook.getWorksheet('s')
      if (sheet) sheet.getCell('A1').numFmt = 'yyyy/m/d h:mm'
    })
    expect(await texts()).toEqual({ s: '2026-09-01 08:00:00\n' })
  })
})

describe('rows', () => {
  it('leaves blank rows out, pads to the header, and keeps cells beyond it', async () => {
    const rows = `<row r="2"/><row r="3"><c r="B3" t="str"><v>  </v></c></row>
      <row r="4"><c r="A4"><v>1</v></c><c r="C4"><v>3</v></c><c r="D4" s="0"/></row>
      <row r="7"><c r="B7"><v>2</v></c></row>
      <row r="9"><c r="A9"><v>1</v></c><c r="E9"><v>5</v></c><c r="F9" t="str"><v></v></c></row>`
    writeRawWorkbook(path, { rows })
    const [sheet] = await xlsxToCsv(path, folder)
    expect(sheet).toMatchObject({ sheet: 'Sheet1', rows: 3, firstRow: 4 })
    expect(readFileSync(sheet?.path ?? '', 'utf8')).toBe('1,,3\n,2,\n1,,,,5\n')
  })

  it('finds columns by their letters, or one after the other where there are none', async () => {
    const rows = `<row><c r="A1"><v>1</v></c><c r="AB1"><v>28</v></c></row>
      <row><c><v>1</v></c><c><v>2</v></c><c r="D2"><v>4</v></c><c><v>5</v></c></row>`
    const [first = [], second = []] = await cells({ rows })
    expect([first.length, first[27], first[1]]).toEqual([28, '28', ''])
    expect(second.slice(0, 6)).toEqual(['1', '2', '', '4', '5', ''])
  })

  it('gives the value of merged cells once, in the first', async () => {
    await writeWorkbook(
      path,
      {
        s: [
          ['合计', null, 'x'],
          ['a', 'b', 'c'],
        ],
      },
      (workbook) => workbook.getWorksheet('s')?.mergeCells('A1:B1'),
    )
    expect(await texts()).toEqual({ s: '合计,,x\na,b,c\n' })
  })

  it('reads tags with a prefix, as some programs write them', async () => {
    const parts = rawParts({ rows: '<x:row><x:c t="str"><x:v>甲</x:v></x:c></x:row>' })
    const sheet = 'xl/worksheets/sheet1.xml'
    const prefixed = (parts[sheet] ?? '').replaceAll(/(<\/?)(worksheet|sheetData)/g, '$1x:$2')
    writeFileSync(path, zipped({ ...parts, [sheet]: prefixed }))
    expect(await texts()).toEqual({ Sheet1: '甲\n' })
  })
})

describe('sheets', () => {
  it('writes each visible sheet that is not empty, for the owner alone to read', async () => {
    await writeWorkbook(
      path,
      { 一: [['a']], 隐藏: [['b']], 深藏: [['c']], 空: [], 二: [['d']] },
      (workbook) => {
        for (const [name, state] of [
          ['隐藏', 'hidden'],
          ['深藏', 'veryHidden'],
        ] as const) {
          const sheet = workbook.getWorksheet(name)
          if (sheet) sheet.state = state
        }
      },
    )
    const sheets = await xlsxToCsv(path, folder)
    expect(sheets.map((each) => [each.sheet, readFileSync(each.path, 'utf8')])).toEqual([
      ['一', 'a\n'],
      ['二', 'd\n'],
    ])
    expect(sheets.map((each) => statSync(each.path).mode & 0o777)).toEqual([0o600, 0o600])
    expect(existsSync(join(folder, 'sheet-2.csv'))).toBe(false)
  })

  const longRows = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const text = `客户反映第${index + 1}次扣款错误, 要求退还`
      return `<row r="${index + 1}"><c t="str"><v>${text}</v></c></row>`
    }).join('')

  it('reads 100,000 rows whole and in order', async () => {
    const rows = await cells({ rows: longRows(100_000) })
    expect(rows).toHaveLength(100_000)
    expect(rows.every(([cell = ''], index) => cell.includes(`第${index + 1}次`))).toBe(true)
  })

  it('writes rows while it reads: most stand in the file when the sheet breaks off', async () => {
    const parts = rawParts({ rows: longRows(100_000) })
    const sheet = 'xl/worksheets/sheet1.xml'
    writeFileSync(
      path,
      zipped({ ...parts, [sheet]: parts[sheet]?.replace('</sheetData>', '') ?? '' }),
    )
    await expect(xlsxToCsv(path, folder)).rejects.toThrow('cut off or damaged')
    const lines = readFileSync(join(folder, 'sheet-1.csv'), 'utf8').split('\n')
    expect(lines.length).toBeGreaterThan(90_000)
  })
})

describe('files that are refused', () => {
  const refused = async (what: RegExp) => {
    const error = await xlsxToCsv(path, folder).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ message: expect.stringMatching(what), hint: expect.anything() })
  }
  const aRow = '<row><c><v>1</v></c></row>'

  it('refuses what is no zip, what is empty, and a zip without a workbook', async () => {
    writeFileSync(path, 'a,b\n1,2\n')
    await refused(/投诉\.xlsx is no Excel workbook/)
    writeFileSync(path, '')
    await refused(/is no Excel workbook/)
    writeFileSync(path, zipped({ 'readme.txt': 'hello' }))
    await refused(/holds no Excel workbook/)
    writeFileSync(path, zipped({ 'xl/workbook.bin': 'hello' }))
    await refused(/binary workbook \(\.xlsb\)/)
  })

  it('refuses a workbook with a password', async () => {
    writeFileSync(path, Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]))
    await refused(/locked with a password/)
  })

  it('refuses a workbook that is cut off anywhere', async () => {
    const whole = zipped(rawParts({ rows: aRow }))
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * part)))
      await refused(/cut off or damaged/)
    }
  })

  it('refuses a workbook in which bytes or tags went wrong, or a part is missing', async () => {
    const parts = rawParts({ rows: aRow })
    const whole = zipped(parts)
    const sheetAt = whole.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length
    for (const at of [sheetAt + 20, sheetAt + 60]) {
      const bent = Buffer.from(whole)
      bent[at] = (bent[at] ?? 0) ^ 0x10
      writeFileSync(path, bent)
      await refused(/cut off or damaged/)
    }
    writeFileSync(path, zipped({ ...parts, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData>' }))
    await refused(/cut off or damaged/)
    for (const missing of ['xl/worksheets/sheet1.xml', 'xl/styles.xml']) {
      const others = Object.entries(parts).filter(([name]) => name !== missing)
      writeFileSync(path, zipped(Object.fromEntries(others)))
      await refused(/cut off or damaged/)
    }
    writeRawWorkbook(path, { rows: '<row><c t="s"><v>3</v></c></row>', strings: '<si/>' })
    await refused(/cut off or damaged/)
  })

  it('refuses a zip bomb by what it says, and by what it does', async () => {
    const parts = rawParts({ rows: aRow })
    const sheet = 'xl/worksheets/sheet1.xml'
    writeFileSync(path, zipped(parts, { [sheet]: 2 ** 32 - 2, 'xl/styles.xml': 2 ** 32 - 2 }))
    await refused(/unpacks to more than 4294967296 bytes/)
    writeFileSync(path, zipped({ ...parts, [sheet]: Buffer.alloc(40 * 2 ** 20, 32) }))
    await refused(/more than 300 times its size/)
    writeFileSync(
      path,
      zipped({ ...parts, [sheet]: `${parts[sheet]}${' '.repeat(1e6)}` }, { [sheet]: 900 }),
    )
    await refused(/cut off or damaged/)
  })

  it('refuses texts that fill memory, and rows that repeat one text without end', async () => {
    const limits = { unpackedBytes: 1e9, sharedBytes: 1000, writtenCharacters: 5000 }
    writeRawWorkbook(path, { rows: aRow, strings: `<si><t>${'长'.repeat(500)}</t></si>` })
    await expect(xlsxToCsv(path, folder, { limits })).rejects.toThrow('its texts alone are')
    const rows = '<row><c t="s"><v>0</v></c></row>'.repeat(30)
    writeRawWorkbook(path, { rows, strings: `<si><t>${'长'.repeat(200)}</t></si>` })
    await expect(xlsxToCsv(path, folder, { limits })).rejects.toThrow('repeat texts without end')
  })

  it('reads a workbook with a wrong byte as it was, or refuses it', async () => {
    writeRawWorkbook(path, {
      rows: '<row><c t="s" s="1"><v>0</v></c></row>',
      strings: '<si><t>甲</t></si>',
      formats: [14],
    })
    const whole = readFileSync(path)
    const property = fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const bent = Buffer.from(whole)
      bent[at] = byte
      writeFileSync(path, bent)
      const read = await texts().catch((error: unknown) => error)
      if (!(read instanceof UserError)) expect(read).toEqual({ Sheet1: '甲\n' })
    })
    await fc.assert(property, { numRuns: 500 })
  })

  it('tells a missing file from a damaged one', async () => {
    await expect(xlsxToCsv(join(folder, 'none.xlsx'), folder)).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })
})
