import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, openReader } from '../../../core/database.ts'
import { parsePeriod } from '../../../core/periods.ts'
import { literal } from '../../../core/sql.ts'
import { addCommentary } from '../../../reports/commentary/add-commentary.ts'
import { commentaryTemplate } from '../../../reports/commentary/template.ts'
import { makeCommentary } from '../../../seeds/demo/commentary.ts'

const home = mkdtempSync(join(tmpdir(), 'csq-commentary-'))
const data = join(home, 'edition.duckdb')

/** An edition: connecting falls short in the bank and in D02, video is hidden, email has no data. */
async function makeEdition(): Promise<void> {
  rmSync(data, { force: true })
  const database = await openDatabase()
  await database.run(`attach ${literal(data)} as edition; use edition;
    create table edition as select '上季' as previous_zh;
    create table indicators as from (values
      ('connect_rate', '电话接通率', 'Connect rate', 'rate', 'higher'),
      ('complaint_rate_per_10k', '万次投诉率', 'Complaints per 10k', 'per_10k', 'lower'))
      indicators(indicator, title_zh, title_en, unit, better);
    create table groups as from (values ('all', 'all', '全行'), ('channel', 'phone', '电话'),
      ('channel', 'video', '视频'), ('department', 'D02', '个金部')) groups(grouped_by, group_id, name_zh);
    create table "values" as select *, 0.0 as ci_low, 1.0 as ci_high, 0 as missing_days from (values
      ('connect_rate', 'all', 'all', 'value', 'missed', 0.9, 900.0, 1000.0, 0.93, 0.95, 'lower'),
      ('connect_rate', 'channel', 'phone', 'value', 'met', 0.95, 950.0, 1000.0, 0.93, 0.95, 'no_clear_difference'),
      ('connect_rate', 'channel', 'video', 'suppressed', 'no_data', null, null, null, null, null, null),
      ('connect_rate', 'department', 'D02', 'value', 'missed', 0.8, 80.0, 100.0, 0.93, null, null),
      ('complaint_rate_per_10k', 'all', 'all', 'value', 'met', 12.34, 1234.0, 1000000.0, 20.0, 12.0, 'higher'))
      figures(indicator, grouped_by, group_id, sign, status, value, numerator, denominator, target,
        previous_value, change);
    create table blanks as select 'connect_rate' as indicator, 'channel' as grouped_by,
      'email' as group_id, null::double as value, 'no_data' as status, 'no_data' as sign;
    create table bank_values (indicator varchar, bank_value double);
    create table commentary (audience varchar, html_zh varchar, html_en varchar);
    use memory; detach edition`)
  database.close()
}

function put(path: string, text: string): void {
  const target = join(home, 'commentary/2026-Q3', path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

const add = (audience = 'bank', isRequired = false) =>
  addCommentary({ home, data, period: '2026-Q3', audience, isRequired })

async function shown() {
  const database = await openReader(data)
  try {
    return await database.rows('select audience, html_zh, html_en from commentary order by 1')
  } finally {
    database.close()
  }
}

describe('the commentary of an edition', () => {
  beforeEach(async () => {
    rmSync(join(home, 'commentary'), { recursive: true, force: true })
    await makeEdition()
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('has the figures of the edition in its words, in the language of each file', async () => {
    put(
      'bank.md',
      '接通率 {{connect_rate}}（{{connect_rate.difference}}），电话 {{connect_rate channel=电话}}。\n',
    )
    put('bank.en.md', 'Connect rate {{connect_rate}}, target {{connect_rate.target}}.\n')
    await add()
    expect(await shown()).toEqual([
      {
        audience: 'bank',
        html_zh:
          '<p>接通率 <data value="connect_rate">90.0%</data>（<data value="connect_rate">−5.0 个百分点</data>），电话 <data value="connect_rate">95.0%</data>。</p>',
        html_en:
          '<p>Connect rate <data value="connect_rate">90.0%</data>, target <data value="connect_rate">≥ 93.0%</data>.</p>',
      },
    ])
  })

  it('of a department speaks of the department, and of the bank where it says so', async () => {
    put('department/D02.md', '本部门 {{connect_rate}}，全行 {{connect_rate bank}}')
    await add('department/D02')
    const [row] = await shown()
    expect(row).toMatchObject({ audience: 'department/D02' })
    expect(String(row?.html_zh).match(/>[^<]*%/g)).toEqual(['>80.0%', '>90.0%'])
    expect(row?.html_en).toBe(row?.html_zh)
  })

  it('of a department has the value of the bank where the edition holds no more of it', async () => {
    const database = await openDatabase()
    await database.run(`attach ${literal(data)} as edition; use edition;
      delete from "values" where grouped_by <> 'department';
      insert into bank_values values ('connect_rate', 0.9)`)
    database.close()
    put('department/D02.md', '全行 {{connect_rate bank}}')
    await add('department/D02')
    expect((await shown())[0]?.html_zh).toContain('>90.0%<')
    put('department/D02.md', '{{connect_rate.n bank}}')
    await expect(add('department/D02')).rejects.toThrow('has no n in this edition')
  })

  it('stops at references that are not in the edition, all at once, with file and line', async () => {
    put(
      'bank.md',
      '{{conect_rate}}\n\n{{connect_rate channel=phoen}}\n{{connect_rate.chnage}}\n{{connect_rate channel=video}}\n{{connect_rate channel=email}}\n{{connect rate}}',
    )
    await expect(add()).rejects.toThrow(
      new RegExp(
        [
          'commentary/2026-Q3/bank.md:1: there is no indicator "conect_rate". Did you mean: connect_rate\\?',
          '.*bank.md:3: there is no channel "phoen". Did you mean: phone\\?',
          '.*bank.md:4: there is no part "chnage". Did you mean: change\\?',
          '.*bank.md:5: \\{\\{connect_rate channel=video\\}\\} is not shown',
          '.*bank.md:6: \\{\\{connect_rate channel=email\\}\\} has no data in the period',
          '.*bank.md:7: braces hold a reference',
        ].join('[^]*'),
      ),
    )
    expect(await shown()).toEqual([])
  })

  it('warns of a missed headline target that it says nothing of, and of figures typed by hand', async () => {
    put('bank.md', '投诉 {{complaint_rate_per_10k}}，接通率约90%。\n\n时限 15天，第3季度。')
    expect(await add()).toEqual([
      {
        name: 'commentary_present',
        ok: false,
        severity: 'warning',
        detail: 'commentary/2026-Q3/bank.md says nothing of connect_rate',
      },
      {
        name: 'commentary_figures_tied',
        ok: false,
        severity: 'warning',
        detail: 'commentary/2026-Q3/bank.md:1: "90%"',
      },
    ])
  })

  it('says nothing where every missed headline target is named and every figure is tied', async () => {
    put('bank.md', '接通率 {{connect_rate}}。')
    expect((await add()).map((check) => check.ok)).toEqual([true, true])
  })

  it('that is required and lacks stops the publish and says which file to write', async () => {
    await expect(add('bank', true)).rejects.toMatchObject({
      message: expect.stringContaining('nobody comments upon: connect_rate'),
      hint: expect.stringContaining('write commentary/2026-Q3/bank.md'),
    })
    put('bank.md', '接通率 {{connect_rate}}。')
    await expect(add('bank', true)).resolves.toHaveLength(2)
  })

  it('does not go out with a line that the template left blank', async () => {
    put('bank.md', '接通率 {{connect_rate}}：【请填写】')
    await expect(add()).rejects.toThrow('bank.md:1: 【请填写】 is not filled in')
  })

  it.each(['zh', 'en'] as const)(
    'begun from a template (%s) names each missed target, and goes out with its blanks filled',
    async (language) => {
      const red = [{ indicator: 'connect_rate', title_zh: '接通率', title_en: 'Connect rate' }]
      const template = commentaryTemplate(parsePeriod('2026-Q3'), red, language)
      put(language === 'zh' ? 'bank.md' : 'bank.en.md', template)
      await expect(add('bank', true)).rejects.toThrow('is not filled in')
      put(language === 'zh' ? 'bank.md' : 'bank.en.md', template.replace('【请填写】', '…'))
      expect((await add('bank', true)).map((check) => check.ok)).toEqual([true, true])
      expect((await shown())[0]?.html_zh).toContain('90.0%')
    },
  )

  it('of the invented bank is about the periods that its story reaches', () => {
    expect(Object.keys(makeCommentary('2026-09-30'))).toContain('commentary/2026-Q3/bank.md')
    expect(makeCommentary('2026-06-30')).toEqual({})
  })
})
