import { defineSource } from '../define-source.ts'

export default defineSource({
  name: 'chat-contacts',
  title: { zh: '在线客服会话', en: 'Sessions of the chat system' },
  contract: 'contacts',
  read: { format: 'ndjson' },
  map: {
    contact_id: 'session.id',
    channel: 'session.entry',
    direction: { value: 'inbound' },
    started_at: { from: 'session.opened', dates: ['epoch_ms'] },
    requested_agent: { sql: `"session.path" like '%agent%'` },
    answered_at: { from: 'agent.accepted', dates: ['epoch_ms'] },
    first_response_at: { from: 'agent.reply', dates: ['epoch_ms'] },
    ended_at: { from: 'session.closed', dates: ['epoch_ms'] },
    outcome: 'session.result',
    talk_seconds: { sql: `("session.closed"::bigint - "agent.accepted"::bigint) / 1000` },
    agent_id: 'agent.id',
    customer_id: 'customer',
  },
  codes: {
    channel: { web: 'web_chat', app: 'app_chat', mp: 'wechat' },
    outcome: { served: 'answered', left: 'abandoned', bot: 'contained' },
  },
  sample: {
    given: `{"session":{"id":"S1","entry":"app","opened":1788220800000,"closed":1788221100500,"path":["bot","agent"],"result":"served"},"agent":{"id":"A1","accepted":1788220810000,"reply":1788220815250},"customer":"CU0000000001"}
{"session":{"id":"S2","entry":"web","opened":1788220800000,"closed":null,"path":["bot"],"result":"bot"},"agent":null}
{"session":{"id":"S3","entry":"fax","opened":"soon","path":["bot"],"result":"bot"}}`,
    expect: [
      { contact_id: 'S1', first_response_at: '2026-09-01T00:00:15.25', talk_seconds: 290.5 },
      { contact_id: 'S2', channel: 'web_chat', talk_seconds: null, requested_agent: false },
    ],
    refused: [
      { record: 3, column_name: 'channel', reason: 'unknown_code' },
      { record: 3, column_name: 'started_at', reason: 'not_a_timestamp' },
    ],
  },
})
