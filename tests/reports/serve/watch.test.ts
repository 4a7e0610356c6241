import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { recordRun } from '../../../core/runs.ts'
import { listEditions } from '../../../reports/edition.ts'
import { type Archive, openArchive } from '../../support/archive.ts'
import { putEdition } from '../../support/edition.ts'

let archive: Archive
afterEach(() => archive.close())

describe('/healthz', () => {
  it('is 200 with editions, a readable warehouse and no late chain', async () => {
    archive = await openArchive('', { lateChains: async () => [] })
    await archive.bank.load()
    const { status, body } = await archive.send('/healthz')
    expect(JSON.parse(body)).toEqual({
      ...{ ok: true, reasons: [], editions: 4, newest: '2026-Q3/analyst/r1' },
    })
    expect(status).toBe(200)
  })

  it('is 503 and names what is wrong', async () => {
    archive = await openArchive('', { lateChains: async () => ['month 2026-09'] })
    const missing = await archive.send('/healthz')
    expect(missing.status).toBe(503)
    expect(JSON.parse(missing.body)).toMatchObject({
      reasons: ['warehouse unreadable', 'late: month 2026-09'],
    })
    writeFileSync(archive.bank.workspace.warehouse, 'no database')
    expect((await archive.send('/healthz')).body).toContain('warehouse unreadable')
  })
})

describe('/metrics', () => {
  it('counts answers, opens and durations, and knows the last run', async () => {
    archive = await openArchive()
    const run = {
      ...({ slot: 'month', due: '2026-10-03T00:00:00Z', period: '2026-09', step: 'send' } as const),
      ...{ attempt: 1, started: '2026-10-03T00:01:00Z', finished: '2026-10-03T00:02:00.000Z' },
    }
    recordRun(archive.bank.workspace.home, { ...run, ok: true, message: '' })
    const later = { ...run, finished: '2026-10-03T00:09:00.000Z' }
    recordRun(archive.bank.workspace.home, { ...later, ok: false, message: 'no server' })
    const reader = await archive.reader('department/D02')
    await archive.send('/editions/2026-Q3/department/D02/r1/', reader)
    await archive.send('/editions/2026-Q3/department/D02/r1/causes/', reader)
    await archive.send('/editions/2026-Q3/bank/r1/', reader)
    const { status, headers, body } = await archive.send('/metrics')
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('text/plain; version=0.0.4')
    for (const line of [
      'csq_http_requests_total{route="/open",status="302"} 1',
      'csq_http_requests_total{route="/editions/*",status="200"} 2',
      'csq_http_requests_total{route="/editions/*",status="403"} 1',
      'csq_http_request_duration_seconds_bucket{route="/editions/*",le="+Inf"} 3',
      'csq_http_request_duration_seconds_count{route="/editions/*"} 3',
      'csq_edition_opens_total{audience="department/D02"} 1',
      'csq_editions 4',
      `csq_last_run_ok_timestamp_seconds{chain="month"} ${Date.parse('2026-10-03T00:02:00Z') / 1000}`,
    ])
      expect(body.split('\n')).toContain(line)
    expect(body).not.toMatch(/wang|undefined|NaN/)
  })

  it('is for this machine, or for who has the token', async () => {
    archive = await openArchive('', { metricsToken: 'a-token' })
    const passedOn = { 'x-forwarded-for': '192.0.2.7' }
    const asked = async (authorization?: string) =>
      (await archive.send('/metrics', { ...passedOn, ...(authorization && { authorization }) }))
        .status
    expect(await asked()).toBe(404)
    expect(await asked('Bearer other')).toBe(404)
    expect(await asked('Bearer ')).toBe(404)
    expect(await asked('Bearer a-token')).toBe(200)
  })
})

describe('/status', () => {
  const section = {
    ...{ title: { zh: '失败', en: 'Failures' }, columns: [{ zh: '步骤', en: 'Step' }] },
    ...{ rows: [['<load>']], none: { zh: '没有', en: 'None' }, isAlarm: true },
  }
  const report = async () => ({ sections: [section], data: { failures: 1 } })

  it('is for analysts and for who may see everything', async () => {
    archive = await openArchive('', { status: report })
    for (const [audience, status] of [
      ['analyst', 200],
      ['*', 200],
      ['bank', 403],
      ['department/D02', 403],
    ] as const) {
      const answer = await archive.send('/status', await archive.reader(audience))
      expect(answer.status, audience).toBe(status)
    }
    expect((await archive.send('/status')).status).toBe(403)
  })

  it('says the same in Chinese, in English and to machines', async () => {
    archive = await openArchive('', { status: report })
    const reader = await archive.reader('analyst')
    const chinese = (await archive.send('/status', reader)).body
    expect(chinese).toContain('<h2>失败</h2>')
    expect(chinese).toContain('<td>&#60;load&#62;</td>')
    expect((await archive.send('/status?lang=en', reader)).body).toContain('<h2>Failures</h2>')
    const machine = await archive.send('/status?format=json', reader)
    expect(JSON.parse(machine.body)).toEqual({ failures: 1 })
  })
})

describe('a compressed page', () => {
  const page = '/editions/2026-Q3/bank/r1/'

  it('is the page, and is known again by its tag', async () => {
    archive = await openArchive()
    const reader = await archive.reader('bank')
    const plain = await archive.send(page, reader)
    const br = { ...reader, 'accept-encoding': 'gzip, deflate, br' }
    const packed = await archive.send(page, br)
    expect(packed.headers['content-encoding']).toBe('br')
    expect(packed.headers.vary).toContain('accept-encoding')
    expect(Number(packed.headers['content-length'])).toBeLessThan(plain.body.length / 2)
    const known = { ...br, 'if-none-match': String(packed.headers.etag) }
    expect((await archive.send(page, known)).status).toBe(304)
    expect((await archive.send(page, { ...br, 'if-none-match': '"x"' })).status).toBe(200)
    const since = { ...br, 'if-modified-since': String(packed.headers['last-modified']) }
    expect((await archive.send(page, since)).status).toBe(304)
  })

  it('is made anew when its file was replaced', async () => {
    archive = await openArchive()
    const reader = await archive.reader('bank')
    const br = { ...reader, 'accept-encoding': 'br' }
    const before = await archive.send(page, br)
    const { editions } = archive.bank.workspace
    const newest = listEditions(editions).find((each) => each.audience === 'bank')
    expect(newest?.id).toBe('2026-Q3/bank/r1')
    putEdition(editions, '2026-Q3/bank/r1', { files: { 'index.html': `new ${'y'.repeat(3000)}` } })
    const after = await archive.send(page, { ...br, 'if-none-match': String(before.headers.etag) })
    expect(after.status).toBe(200)
    expect(after.headers.etag).not.toBe(before.headers.etag)
  })

  it('is not what somebody gets who does not take it', async () => {
    archive = await openArchive()
    const reader = await archive.reader('bank')
    const refusing = { ...reader, 'accept-encoding': 'br;q=0, gzip;q=0' }
    const answer = await archive.send(page, refusing)
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.body).toContain('2026-Q3/bank/r1')
  })
})
