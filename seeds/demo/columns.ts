/** A value before a system writes it: `time` columns hold local milliseconds. */
export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

export interface Column {
  readonly name: string
  /** Chinese header; the identifier where a system has none. */
  readonly zh: string
  readonly kind: 'text' | 'time' | 'number' | 'boolean'
  /** Chinese labels of a code column. */
  readonly labels?: Readonly<Record<string, string>>
}

const text = (name: string, zh = name): Column => ({ name, zh, kind: 'text' })
const time = (name: string, zh: string): Column => ({ name, zh, kind: 'time' })
const number = (name: string, zh: string): Column => ({ name, zh, kind: 'number' })
const boolean = (name: string, zh: string): Column => ({ name, zh, kind: 'boolean' })
const code = (name: string, zh: string, labels: Readonly<Record<string, string>>): Column => ({
  name,
  zh,
  kind: 'text',
  labels,
})

const channel = code('channel', '渠道', {
  phone: '电话银行',
  web_chat: '网上银行在线客服',
  app_chat: '手机银行APP客服',
  wechat: '微信公众号客服',
  bot: '智能客服',
  branch_desk: '营业网点客服专柜',
})
const contactId = text('contact_id', '接触编号')
const ticketId = text('ticket_id', '工单编号')
const complaintId = text('complaint_id', '投诉编号')
const customerId = text('customer_id', '客户号')
const agentId = text('agent_id', '坐席工号')
const departmentId = text('department_id', '部门编号')
const branchId = text('branch_id', '网点编号')
const updatedAt = time('updated_at', '更新时间')

const contacts = [
  contactId,
  channel,
  code('direction', '呼叫方向', { inbound: '呼入', outbound: '呼出' }),
  time('started_at', '进入时间'),
  boolean('requested_agent', '是否转人工'),
  time('answered_at', '接通时间'),
  time('first_response_at', '首次响应时间'),
  time('ended_at', '结束时间'),
  code('outcome', '结果', {
    answered: '接通',
    abandoned: '放弃',
    callback_requested: '请求回拨',
    contained: '自助完成',
    blocked: '线路忙',
    out_of_hours: '非服务时间',
  }),
  number('talk_seconds', '通话时长'),
  number('hold_seconds', '保持时长'),
  number('wrap_seconds', '事后处理时长'),
  boolean('is_transferred', '是否转接'),
  boolean('is_test', '是否测试'),
  agentId,
  departmentId,
  branchId,
  customerId,
  text('reason_code', '来由代码'),
  text('product_code', '产品代码'),
  updatedAt,
]

const tickets = [
  ticketId,
  contactId,
  customerId,
  channel,
  text('category_code', '工单类别'),
  text('priority', '优先级'),
  departmentId,
  agentId,
  time('opened_at', '创建时间'),
  time('assigned_at', '分派时间'),
  time('first_response_at', '首次响应时间'),
  time('promised_due_at', '承诺完成时间'),
  time('resolved_at', '解决时间'),
  time('closed_at', '关闭时间'),
  time('reopened_at', '重开时间'),
  number('reopen_count', '重开次数'),
  number('bounce_count', '退回次数'),
  boolean('resolved_at_first_contact', '是否一次解决'),
  text('status', '状态'),
  updatedAt,
]

const surveys = [
  text('survey_id', '调查编号'),
  contactId,
  ticketId,
  complaintId,
  customerId,
  channel,
  text('method', '方式'),
  time('invited_at', '邀请时间'),
  boolean('delivered', '是否送达'),
  time('responded_at', '答复时间'),
  number('scale', '量表'),
  number('rating', '评分'),
  number('nps_score', '推荐意愿'),
  number('ces_score', '费力度'),
  boolean('is_resolved', '是否已解决'),
  text('comment', '留言'),
  agentId,
  departmentId,
  updatedAt,
]

const complaints = [
  complaintId,
  customerId,
  contactId,
  channel,
  code('source_body', '投诉来源', {
    self: '本行',
    nfra: '金融监管总局',
    pboc: '人民银行',
    petition: '信访',
    media: '媒体',
  }),
  time('received_at', '收到时间'),
  time('first_contact_at', '首次联系时间'),
  number('limit_days', '办理时限'),
  time('extension_approved_at', '延期审批时间'),
  time('closed_at', '办结时间'),
  text('outcome', '结果'),
  text('duplicate_of', '并入编号'),
  time('reopened_at', '重开时间'),
  time('notified_at', '告知时间'),
  boolean('is_upheld', '是否属实'),
  boolean('is_escalated', '是否升级'),
  text('severity', '等级'),
  text('product_code', '业务类别'),
  text('biz_channel_code', '业务办理渠道'),
  text('process_step', '业务环节'),
  text('cause_code', '投诉原因'),
  text('sub_cause_code', '二级原因'),
  text('root_cause_code', '根本原因'),
  text('department_id', '责任部门'),
  branchId,
  agentId,
  number('redress_amount', '补偿金额'),
  text('narrative', '投诉内容'),
  updatedAt,
]

const complaintEvents = [
  complaintId,
  text('event_type'),
  time('occurred_at', 'occurred_at'),
  departmentId,
  agentId,
  text('note'),
]

const inspections = [
  text('inspection_id', '质检编号'),
  code('mode', '方式', {
    recording: '录音录像抽查',
    live: '实时监听',
    mystery: '神秘顾客',
    work_order: '工单质检',
  }),
  code('sampling', '抽样', { random: '随机', targeted: '定向' }),
  text('stratum', '层'),
  contactId,
  ticketId,
  agentId,
  departmentId,
  channel,
  time('contact_at', '服务时间'),
  time('inspected_at', '质检时间'),
  text('inspector_id'),
  number('d1_score', '人员素养'),
  number('d2_score', '服务流程'),
  number('d3_score', '沟通质量'),
  number('d4_score', '问题解决与投诉处理'),
  number('d5_score', '合规与风险控制'),
  number('critical_error_count', '致命差错数'),
  boolean('verdict_changed', '申诉改判'),
  boolean('is_valid', '是否有效'),
  updatedAt,
]

const inspectionItems = [
  text('inspection_id', '质检编号'),
  text('item_code'),
  text('result'),
  boolean('is_critical', 'is_critical'),
  text('note'),
]

/** The columns of each fact contract in the order in which the bank's systems export them. */
export const columns = {
  contacts,
  tickets,
  surveys,
  complaints,
  complaint_events: complaintEvents,
  inspections,
  inspection_items: inspectionItems,
} as const satisfies Record<string, readonly Column[]>

export type FactContract = keyof typeof columns
