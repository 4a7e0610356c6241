import { defineSource } from '../define-source.ts'

const header = ['网点编号', '票号', '取号时间', '叫号时间', '办结时间', '柜员号', '状态']
const at = (time: string) => new Date(`2026-09-01T${time}Z`) // Excel knows no zones

export default defineSource({
  name: 'queue-machine-contacts',
  title: { zh: '网点排队机记录', en: 'Tickets of the branch queue machines' },
  contract: 'contacts',
  read: { format: 'xlsx' },
  map: {
    contact_id: { sql: `concat_ws('-', "网点编号", left("取号时间", 10), "票号")` }, // reused daily
    channel: { value: 'branch_desk' },
    direction: { value: 'inbound' },
    started_at: '取号时间',
    requested_agent: { value: 'true' },
    answered_at: '叫号时间',
    ended_at: '办结时间',
    outcome: { sql: `if("叫号时间" is null or "状态" = '弃号', 'abandoned', 'answered')` },
    talk_seconds: { sql: `date_diff('second', "叫号时间"::timestamp, "办结时间"::timestamp)` },
    agent_id: '柜员号',
  },
  sample: {
    given: {
      sheets: {
        一楼: [
          ['排队机日报 2026-09-01'],
          header,
          ['B01', 'A1', at('09:00:00'), at('09:04:30'), at('09:10:00'), '0042', '办结'],
        ],
        贵宾: [header, ['B01', 'V1', at('09:30:00'), null, null, null, '弃号']],
        说明: [['时间为本地时间']],
      },
    },
    expect: [
      { contact_id: 'B01-2026-09-01-A1', agent_id: '0042', talk_seconds: 330 },
      { contact_id: 'B01-2026-09-01-V1', agent_id: null, outcome: 'abandoned' },
    ],
  },
})
