import { afterEach, describe, expect, it } from 'vitest'
import type { DriftPolicy } from '../../ingest/define-source.ts'
import { findRenames } from '../../ingest/find-renames.ts'
import { type Landing, openLanding } from '../support/landing.ts'

let landing: Landing
afterEach(() => landing?.remove())

const required = '接触编号,呼叫方向,进入时间,是否转人工,结果'
const cells = (id: string) => `${id},呼入,2026-09-01 08:00:00,是,接通`

/** A file of 25 records with the required columns and others, each with one cell for all records. */
function file(id: string, others: Readonly<Record<string, string | ((n: number) => string)>>) {
  const all: typeof others = { 渠道: '电话银行', ...others }
  const lines = Array.from({ length: 25 }, (_, n) =>
    [cells(`${id}${n}`), ...Object.values(all).map((v) => (typeof v === 'string' ? v : v(n)))].join(
      ',',
    ),
  )
  return `${[required, ...Object.keys(all)].join(',')}\n${lines.join('\n')}\n`
}

const policy = (given: Partial<DriftPolicy>): { drift: DriftPolicy } => ({
  drift: {
    newColumn: 'ignore',
    missingColumn: 'ignore',
    renamedColumn: 'ignore',
    changedType: 'ignore',
    ...given,
  },
})

/** Loads one file after another; resolves to the last one's status, message and changes. */
async function loadEach(
  given: Partial<DriftPolicy>,
  files: readonly (readonly [string, string])[],
) {
  landing ??= await openLanding('contacts')
  let last: { status: string | undefined; message: string | null | undefined } | undefined
  for (const [name, content] of files) {
    landing.put(name, content)
    const entries = await landing.load(policy(given))
    const entry = entries.find((each) => each.file === name)
    last = { status: entry?.status, message: entry?.message }
  }
  const changes = await landing.rows(
    `select change, column_name, detail, decision from ops.drift
    where file = '${files.at(-1)?.[0]}' order by all`,
  )
  return { ...last, changes }
}

const open = async () => {
  landing = await openLanding('contacts')
}

describe('the first file of a feed', () => {
  it('is never held for its columns', async () => {
    await open()
    const hold = { newColumn: 'hold', missingColumn: 'hold', renamedColumn: 'hold' } as const
    const first = file('a', { 外部备注: 'x', 通话时长秒数: '1' })
    expect(await loadEach(hold, [['contacts/a.csv', first]])).toMatchObject({
      status: 'loaded',
      changes: [
        { change: 'new_column', column_name: '外部备注', decision: 'ignore' },
        { change: 'new_column', column_name: '通话时长秒数', decision: 'ignore' },
      ],
    })
  })

  it('of a second feed is a first file too, and disturbs nothing', async () => {
    await open()
    const hold = { newColumn: 'hold', missingColumn: 'hold' } as const
    const phone = (id: string) => file(id, { 技能组: '一' })
    const online = (id: string) => file(id, { 会话来源: '小程序' })
    expect(
      await loadEach(hold, [
        ['contacts/phone/a.csv', phone('a')],
        ['contacts/online/a.csv', online('b')],
        ['contacts/phone/b.csv', phone('c')],
        ['contacts/online/b.csv', online('d')],
      ]),
    ).toMatchObject({ status: 'loaded', changes: [] })
    expect(
      await landing.rows('select count(*) as files, count(distinct feed) as feeds from ops.files'),
    ).toEqual([{ files: 1 + 2 + 3 + 4, feeds: 2 }])
  })
})

describe('folders that are dates', () => {
  it('are one feed', async () => {
    await open()
    const hold = { newColumn: 'hold' } as const
    const { status, message } = await loadEach(hold, [
      ['contacts/phone/2026/08/a.csv', file('a', {})],
      ['contacts/phone/2026/09/a.csv', file('b', { 技能组: '一' })],
    ])
    expect([status, message]).toEqual(['held', expect.stringContaining('new column "技能组"')])
    expect(await landing.rows('select distinct feed from ops.files')).toEqual([
      { feed: 'contacts/phone' },
    ])
  })
})

describe('a new column', () => {
  const files = [
    ['contacts/a.csv', file('a', {})],
    ['contacts/b.csv', file('b', { 外部备注: '客户电话13900001234' })],
  ] as const

  it('is reported, and left out, when it is ignored', async () => {
    await open()
    expect(await loadEach({}, files)).toMatchObject({
      status: 'loaded',
      changes: [{ change: 'new_column', column_name: '外部备注', decision: 'ignore' }],
    })
    expect(await landing.rows('select count(_extra) as kept from landing.contacts')).toEqual([
      { kept: 0 },
    ])
  })

  it('holds the file when it is to be held, and nothing of the file stands', async () => {
    await open()
    const { status, message } = await loadEach({ newColumn: 'hold' }, files)
    expect(status).toBe('held')
    expect(message).toContain('contacts/b.csv: its columns are not those of the last file')
    expect(
      await landing.rows(`select (select count(*) from landing.contacts) as rows,
        (select count(*) from ops.drift) as changes,
        (select count(*) from ops.source_columns where column_name = '外部备注') as columns`),
    ).toEqual([{ rows: 25, changes: 0, columns: 0 }])
    // after the policy was changed, the same file is taken
    expect((await landing.load(policy({}))).map((each) => each.status)).toEqual([
      'duplicate',
      'loaded',
    ])
  })

  it('is kept masked, in this file and in the next ones, when the table evolves', async () => {
    await open()
    const next = file('c', { 外部备注: '邮箱li.si@mail.example' })
    expect(
      await loadEach({ newColumn: 'evolve' }, [...files, ['contacts/c.csv', next]]),
    ).toMatchObject({ status: 'loaded', changes: [] })
    expect(
      await landing.rows(`select left(contact_id, 1) as file, _extra['外部备注'] as kept,
        count(*) as rows from landing.contacts group by all order by file`),
    ).toEqual([
      { file: 'a', kept: null, rows: 25 },
      { file: 'b', kept: '客户电话[电话]', rows: 25 },
      { file: 'c', kept: '邮箱[邮箱]', rows: 25 },
    ])
  })

  it('of the contract is taken without a word', async () => {
    await open()
    const hold = { newColumn: 'hold', renamedColumn: 'hold' } as const
    const second = file('b', { 通话时长: '7' })
    expect(
      await loadEach(hold, [
        ['contacts/a.csv', file('a', {})],
        ['contacts/b.csv', second],
      ]),
    ).toMatchObject({ status: 'loaded', changes: [] })
  })
})

describe('a missing column', () => {
  const files = [
    ['contacts/a.csv', file('a', { 通话时长: '7' })],
    ['contacts/b.csv', file('b', {})],
  ] as const

  it('is reported, and empty', async () => {
    await open()
    expect(await loadEach({}, files)).toMatchObject({
      status: 'loaded',
      changes: [{ change: 'missing_column', column_name: '通话时长', decision: 'ignore' }],
    })
    expect(await landing.rows('select count(talk_seconds) as n from landing.contacts')).toEqual([
      { n: 25 },
    ])
  })

  it('holds the file when it is to be held', async () => {
    await open()
    expect(await loadEach({ missingColumn: 'hold' }, files)).toMatchObject({
      status: 'held',
      message: expect.stringContaining('column "通话时长" is gone'),
    })
  })

  it('is none where it comes under its other name, or spaced otherwise', async () => {
    await open()
    const hold = { missingColumn: 'hold', newColumn: 'hold', renamedColumn: 'hold' } as const
    const english = file('b', { 通话时长: '7' })
      .replace('渠道', 'channel')
      .replace('通话时长', ' Talk_Seconds ')
      .replace('进入时间', '进入 时间')
    expect(await loadEach(hold, [files[0], ['contacts/b.csv', english]])).toMatchObject({
      status: 'loaded',
      changes: [],
    })
    expect(await landing.rows('select count(talk_seconds) as n from landing.contacts')).toEqual([
      { n: 50 },
    ])
  })
})

describe('a renamed column', () => {
  const before = ['contacts/a.csv', file('a', { 通话时长: '7' })] as const
  const after = ['contacts/b.csv', file('b', { '通话时长(秒)': '8' })] as const
  const change = { change: 'renamed_column', column_name: '通话时长(秒)', detail: '通话时长' }
  const seconds =
    'select talk_seconds as s, count(*) as n from landing.contacts group by s order by s'

  it('is reported, and not taken, when it is ignored', async () => {
    await open()
    expect(await loadEach({}, [before, after])).toMatchObject({
      status: 'loaded',
      changes: [{ ...change, decision: 'ignore' }],
    })
    expect(await landing.rows(seconds)).toEqual([
      { s: 7, n: 25 },
      { s: null, n: 25 },
    ])
  })

  it('holds the file when it is to be held', async () => {
    await open()
    expect(await loadEach({ renamedColumn: 'hold' }, [before, after])).toMatchObject({
      status: 'held',
      message: expect.stringContaining('"通话时长" seems to be called "通话时长(秒)" now'),
    })
  })

  it('is taken when the table evolves, in all the files that follow, and named once', async () => {
    await open()
    const next = ['contacts/c.csv', file('c', { '通话时长(秒)': '9' })] as const
    expect(await loadEach({ renamedColumn: 'evolve' }, [before, after, next])).toMatchObject({
      status: 'loaded',
      changes: [],
    })
    expect(await landing.rows(seconds)).toEqual([
      { s: 7, n: 25 },
      { s: 8, n: 25 },
      { s: 9, n: 25 },
    ])
    expect(await landing.rows('select change, column_name, detail from ops.drift')).toEqual([
      change,
    ])
    // and the old name is still known
    await loadEach({ renamedColumn: 'evolve' }, [['contacts/d.csv', file('d', { 通话时长: '7' })]])
    expect((await landing.rows(seconds))[0]).toEqual({ s: 7, n: 50 })
  })

  it('is taken where it is required, and comes in another case than the contract says', async () => {
    await open()
    const english = (id: string, header: string) => file(id, {}).replace('渠道', header)
    expect(
      await loadEach({ renamedColumn: 'evolve' }, [
        ['contacts/a.csv', english('a', 'Channel')],
        ['contacts/b.csv', english('b', 'Channel_Name')],
      ]),
    ).toMatchObject({ status: 'loaded', changes: [{ detail: 'Channel' }] })
    expect(await landing.rows('select count(channel) as n from landing.contacts')).toEqual([
      { n: 50 },
    ])
  })

  it('is not taken from another feed', async () => {
    await open()
    await loadEach({ renamedColumn: 'evolve' }, [
      ['contacts/phone/a.csv', before[1]],
      ['contacts/phone/b.csv', after[1]],
    ])
    const other = file('z', { '通话时长(秒)': '9' })
    await loadEach({ renamedColumn: 'evolve' }, [['contacts/online/a.csv', other]])
    expect(await landing.rows(seconds)).toEqual([
      { s: 7, n: 25 },
      { s: 8, n: 25 },
      { s: null, n: 25 },
    ])
  })
})

describe('whether a header is another one now', () => {
  const kinds = (...headers: string[]) => new Map(headers.map((each) => [each, null]))
  const renames = (gone: string[], fresh: string[]) => [
    ...findRenames(kinds(...gone), kinds(...fresh)),
  ]

  it.each([
    ['渠道', '渠道名称'],
    ['通话时长', '通话时长(秒)'],
    ['客户号', '核心客户号'],
    ['channel', 'chanel'],
    ['started_at', 'start_at'],
    ['talk seconds', 'TalkSecond'],
  ])('is clear: %s, %s', (from, to) => {
    expect(renames([from], [to])).toEqual([[from, to]])
  })

  it.each([
    ['渠道', '备注'],
    ['备注', '备案'],
    ['编号', '部门编号'],
    ['客户号', '客户名'],
    ['接通时间', '结束时间'],
    ['事后处理时长', '事前处理时长'],
    ['talk_seconds', 'hold_seconds'],
    ['updated_at', 'created_at'],
    ['agent_id', 'branch_id'],
    ['id', 'agent_id'],
  ])('is not: %s, %s', (from, to) => {
    expect(renames([from], [to])).toEqual([])
  })

  it('is not clear where two could be it, or it could be two', () => {
    expect(renames(['渠道'], ['渠道名称', '渠道代码'])).toEqual([])
    expect(renames(['开始时间', '时间'], ['开始时间点'])).toEqual([['开始时间', '开始时间点']])
    expect(renames(['渠道甲', '渠道甲乙'], ['渠道甲乙丙'])).toEqual([])
    expect(renames(['渠道', '备注'], ['渠道名称', '备注二'])).toEqual([
      ['渠道', '渠道名称'],
      ['备注', '备注二'],
    ])
  })

  it('is not where the cells look like other things', () => {
    const gone = new Map([['渠道', 'text' as const]])
    expect([...findRenames(gone, new Map([['渠道代码', 'whole number' as const]]))]).toEqual([])
    expect([...findRenames(gone, new Map([['渠道代码', 'text' as const]]))]).toHaveLength(1)
  })
})

describe('a column whose cells look otherwise', () => {
  const files = (before: (n: number) => string, now: (n: number) => string) =>
    [
      ['contacts/a.csv', file('a', { 扩展: before })],
      ['contacts/b.csv', file('b', { 扩展: now })],
    ] as const
  const text = (n: number) => `甲${n}`
  const whole = (n: number) => String(n)
  const fraction = (n: number) => (n / 4).toFixed(2)
  const date = (n: number) => `2026-09-${String(n + 1).padStart(2, '0')}`

  it.each([
    ['whole number before, text now', whole, text],
    ['text before, number now', text, fraction],
    ['date or time before, text now', date, text],
    ['whole number before, date or time now', whole, date],
  ])('is reported, and holds the file when it is to be held: %s', async (detail, before, now) => {
    await open()
    expect(await loadEach({}, files(before, now))).toMatchObject({
      status: 'loaded',
      changes: [{ change: 'changed_type', column_name: '扩展', detail, decision: 'ignore' }],
    })
    landing.remove()
    await open()
    expect(await loadEach({ changedType: 'hold' }, files(before, now))).toMatchObject({
      status: 'held',
      message: expect.stringContaining(`column "扩展": ${detail}`),
    })
  })

  it('has not changed where numbers have fractions or none', async () => {
    await open()
    for (const each of [files(whole, fraction), files(fraction, whole)]) {
      expect(await loadEach({ changedType: 'hold' }, each)).toMatchObject({
        status: 'loaded',
        changes: [],
      })
      landing.remove()
      await open()
    }
  })

  it('is not told by fewer than 20 cells, and remembered over a file without any', async () => {
    await open()
    const few = (n: number) => (n < 19 ? text(n) : '')
    const none = () => ''
    expect(await loadEach({ changedType: 'hold' }, files(whole, few))).toMatchObject({
      status: 'loaded',
    })
    const held = await loadEach({ changedType: 'hold' }, [
      ['contacts/c.csv', file('c', { 扩展: none })],
      ['contacts/d.csv', file('d', { 扩展: text })],
    ])
    expect(held.message).toContain('whole number before, text now')
  })
})
