import { defineSource } from '../define-source.ts'

const called = `strptime("呼叫日期" || ' ' || "呼叫时间", '%d.%m.%Y %H:%M:%S')`

export default defineSource({
  name: 'pbx-contacts',
  title: { zh: '电话交换机通话记录', en: 'Call log of the telephone switch' },
  contract: 'contacts',
  read: { format: 'csv', encoding: 'gb18030', delimiter: ';' },
  map: {
    contact_id: '流水号',
    channel: { value: 'phone' },
    direction: '方向',
    started_at: { from: ['呼叫日期', '呼叫时间'], dates: ['%d.%m.%Y %H:%M:%S'] },
    requested_agent: { sql: `"队列" is not null` },
    answered_at: { sql: `case when "结果码" = 'ANS' then ${called} + "等待"::interval end` },
    outcome: '结果码',
    talk_seconds: { sql: `epoch("通话"::interval)` },
    agent_id: '工号',
    customer_id: '客户号',
  },
  codes: {
    direction: { I: 'inbound', O: 'outbound' },
    outcome: { ANS: 'answered', ABN: 'abandoned', IVR: 'contained', CB: 'callback_requested' },
  },
  unknown: ['-', '?'],
  fresh: { every: 'day', by: '06:00', share: 0.6 },
  limits: { rows: 500 },
  sample: {
    given: `流水号;方向;呼叫日期;呼叫时间;队列;等待;通话;结果码;工号;客户号
0007;I;01.09.2026;08:00:00;贷款;00:00:12;00:03:20;ANS;A001;CU0000000001
0008;I;01.09.2026;23:59:50;-;?;-;IVR;-;-
0009;I;01.09.2026;08:05:00;贷款;00:00:40;n/a;ABN;-;-`,
    expect: [
      { contact_id: '0007', answered_at: '2026-09-01T00:00:12', talk_seconds: 200 },
      { contact_id: '0008', started_at: '2026-09-01T15:59:50', requested_agent: false },
    ],
    refused: [{ record: 3, column_name: 'talk_seconds', reason: 'not_a_number' }],
  },
})
