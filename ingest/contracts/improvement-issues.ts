import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { code, day, freeText, number, optional, text } from '../fields.ts'

export default defineContract({
  name: 'improvement_issues',
  title: { zh: '改进事项', en: 'Improvement issues' },
  kind: 'reference',
  key: ['issue_id'],
  row: z.object({
    issue_id: text('事项编号'),
    title: text('标题'),
    source: optional(text('来源')),
    opened_on: day('提出日期'),
    cause_code: optional(text('投诉原因')),
    product_code: optional(text('业务类别')),
    process_step: optional(text('业务环节')),
    department_id: optional(text('责任部门')),
    owner: optional(text('负责人')),
    status: code('状态', {
      raised: ['已提出'],
      analysed: ['已分析'],
      piloting: ['试点中'],
      rolled_out: ['已推广'],
      verified: ['已验证'],
      closed: ['已关闭'],
      rejected: ['不采纳'],
    }),
    root_cause: optional(text('根本原因')),
    pilot_units: optional(text('试点单位')),
    control_units: optional(text('对照单位')),
    pilot_started_on: optional(day('试点开始')),
    pilot_ended_on: optional(day('试点结束')),
    rolled_out_on: optional(day('推广日期')),
    verified_on: optional(day('验证日期')),
    indicator: optional(text('指标')),
    expected_delta: optional(number('预期变化')),
    note: optional(freeText('备注')),
  }),
})
