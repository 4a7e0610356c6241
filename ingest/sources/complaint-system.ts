import { defineSource } from '../define-source.ts'

export default defineSource({
  name: 'complaint-system',
  title: { zh: '投诉管理系统', en: 'The complaint system' },
  contract: 'complaints',
  read: {
    postgres: {
      connection: 'COMPLAINTS_DATABASE_URL',
      query: `select complaint_no, customer_no, channel, origin, received_at, limit_days, closed_at,
          state, upheld, cause, department, narrative, updated_at
        from complaints where updated_at >= $watermark order by updated_at`,
      watermark: { column: 'updated_at', first: '2020-01-01 00:00:00+08', overlap: '10 minutes' },
    },
  },
  map: {
    complaint_id: 'complaint_no',
    customer_id: 'customer_no',
    source_body: 'origin',
    outcome: 'state',
    is_upheld: 'upheld',
    cause_code: 'cause',
    department_id: 'department',
  },
  codes: {
    source_body: { BANK: 'self', NFRA: 'nfra', PBC: 'pboc', '*': 'other' },
    outcome: { NEW: 'open', WORK: 'open', DONE: 'resolved', FAIL: 'unresolved' },
  },
  sample: {
    given: `{"complaint_no":"P1","customer_no":"CU1","channel":"PBX","origin":"BANK","received_at":"2026-09-01T00:00:00Z","limit_days":"15","closed_at":null,"state":"WORK","upheld":null,"updated_at":"2026-09-01T00:00:00Z"}
{"complaint_no":"P2","customer_no":"CU2","channel":"WX","origin":"Press","received_at":"2026-09-01T01:30:00Z","limit_days":"30","closed_at":"2026-09-09T00:00:00Z","state":"DONE","upheld":"true","updated_at":"2026-09-09T00:00:00Z"}`,
    expect: [
      { complaint_id: 'P1', channel: 'phone', source_body: 'self', outcome: 'open' },
      { complaint_id: 'P2', channel: 'wechat', source_body: 'other', is_upheld: true },
    ],
  },
})
