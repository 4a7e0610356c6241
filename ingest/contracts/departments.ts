import { z } from 'zod'
import { defineContract } from '../define-contract.ts'
import { code, optional, text } from '../fields.ts'

export default defineContract({
  name: 'departments',
  title: { zh: '部门', en: 'Departments' },
  kind: 'reference',
  key: ['department_id'],
  row: z.object({
    department_id: text('部门编号'),
    name_zh: text('部门名称'),
    name_en: optional(text('英文名称')),
    parent_id: optional(text('上级部门')),
    kind: optional(
      code('类别', {
        lead: ['牵头部门'],
        business: ['业务部门'],
        branch: ['分行'],
        vendor: ['外包机构'],
      }),
    ),
    head_email: optional(text('负责人邮箱')),
  }),
})
