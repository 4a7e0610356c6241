import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { writeXlsx, type XlsxRow } from '../../cli/write-xlsx.ts'
import { xlsxToCsv } from '../../ingest/xlsx-sheets.ts'

const root = mkdtempSync(join(tmpdir(), 'csq-write-xlsx-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  path = join(folder, 'out.xlsx')
})

async function readBack(): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.readFile(path)
  return workbook
}

/** Writes one sheet and gives it as exceljs reads it. */
async function written(rows: Iterable<XlsxRow>, titles = ['编号', '内容']) {
  await writeXlsx(path, [{ name: '明细', columns: titles.map((title) => ({ title })), rows }])
  const sheet = (await readBack()).getWorksheet('明细')
  if (!sheet) throw new Error('no sheet')
  return sheet
}

describe('writeXlsx', () => {
  it('writes values that come back as they were', async () => {
    const rows = [
      ['007', ' 他说"好", \n<&> ', 1.5],
      ['a_x0041_b', null, true],
      ['6222021234567890', '', false],
    ]
    await written(rows, ['编号', '内容', '值'])
    const [sheet] = await xlsxToCsv(path, folder)
    expect(sheet?.sheet).toBe('明细')
    expect(readFileSync(sheet?.path ?? '', 'utf8')).toBe(
      '编号,内容,值\n007," 他说""好"", \n<&> ",1.5\na_x0041_b,,true\n6222021234567890,,false\n',
    )
  })

  it('has a bold header that stays in sight, and filters over all rows', async () => {
    const sheet = await written([
      ['1', 'a'],
      ['2', 'b'],
    ])
    expect(sheet.getCell('A1').font.bold).toBe(true)
    expect(sheet.getCell('A2').font?.bold ?? false).toBe(false)
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet.autoFilter).toBe('A1:B3')
  })

  it('makes columns as wide as their contents, within reason, or as wide as told', async () => {
    const columns = [
      { title: '短' },
      { title: '客户反映的问题' },
      { title: 'x', width: 33 },
      { title: '长' },
    ]
    await writeXlsx(path, [{ name: 's', columns, rows: [['1', '扣款', '', '长'.repeat(500)]] }])
    const sheet = (await readBack()).getWorksheet('s')
    const widths = [1, 2, 3, 4].map((column) => sheet?.getColumn(column).width)
    expect(widths).toEqual([8, 16, 33, 60])
  })

  it.each(['=1+1', '+86 138', '-1', '@SUM(A1)', '\t=1', '=cmd|"/c calc"!A1'])(
    'keeps %j text, in the file and when edited',
    async (text) => {
      const cell = (await written([['1', text]])).getCell('B2')
      expect([cell.type, cell.value, cell.numFmt]).toEqual([ExcelJS.ValueType.String, text, '@'])
    },
  )

  it('keeps a title that looks like a formula text', async () => {
    const cell = (await written([], ['=1+1', 'b'])).getCell('A1')
    expect([cell.type, cell.value]).toEqual([ExcelJS.ValueType.String, '=1+1'])
  })

  it('shows long whole numbers in full, and keeps digits that Excel would lose as text', async () => {
    const sheet = await written([
      [138001380001, 6222021234567890],
      [-5, Number.NaN],
    ])
    expect([sheet.getCell('A2').value, sheet.getCell('A2').numFmt]).toEqual([138001380001, '0'])
    expect(sheet.getCell('B2').value).toBe('6222021234567890')
    expect([sheet.getCell('A3').value, sheet.getCell('B3').value]).toEqual([-5, 'NaN'])
  })

  it('cuts text that no cell can hold', async () => {
    const value = String((await written([['长'.repeat(40_000), '']])).getCell('A2').value)
    expect([value.length, value.at(-1)]).toEqual([32_767, '…'])
  })

  it('makes sheet names legal and different', async () => {
    const long = '二〇二六年第三季度客户服务质量明细表按渠道部门团队坐席统计汇总'
    const sheet = { columns: [{ title: 'a' }], rows: [] }
    const wanted = ['a[1]:*?/\\b', long, long, "'x'", '', 'X']
    await writeXlsx(
      path,
      wanted.map((name) => ({ ...sheet, name })),
    )
    const names = (await readBack()).worksheets.map((each) => each.name)
    expect(names).toEqual([
      'a 1      b',
      long.slice(0, 31),
      `${long.slice(0, 27)} (2)`,
      'x',
      'Sheet',
      'X (2)',
    ])
  })

  it('writes rows of several sheets as they come, also from a database that streams', async () => {
    async function* streamed(count: number): AsyncIterable<XlsxRow> {
      for (let row = 0; row < count; row++) yield [row, `客户${row}`]
    }
    const columns = [{ title: 'n' }, { title: 't' }]
    await writeXlsx(path, [
      { name: 'a', columns, rows: streamed(5000) },
      { name: 'b', columns, rows: streamed(2001) },
    ])
    const sheets = await xlsxToCsv(path, folder)
    expect(sheets.map((each) => each.rows)).toEqual([5001, 2002])
    const last = sheets.map((each) => readFileSync(each.path, 'utf8').trimEnd().split('\n').at(-1))
    expect(last).toEqual(['4999,客户4999', '2000,客户2000'])
  })

  it('leaves no file behind when its rows fail, or when the folder is missing', async () => {
    function* failing(): Iterable<XlsxRow> {
      for (let row = 0; row < 3000; row++) yield [row, 'x']
      throw new Error('query stopped')
    }
    await expect(written(failing())).rejects.toThrow('query stopped')
    expect(existsSync(path)).toBe(false)
    path = join(folder, 'missing', 'out.xlsx')
    await expect(written([])).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('refuses more rows than a sheet can hold', async () => {
    const rows = {
      *[Symbol.iterator](): Iterator<XlsxRow> {
        for (let n = 0; n < 1_048_576; n++) yield []
      },
    }
    await expect(written(rows)).rejects.toMatchObject({ name: 'UserError' })
    expect(existsSync(path)).toBe(false)
  })
})
