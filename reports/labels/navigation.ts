/** The pages of the bank's edition in reading order; `zh` and `en` are what the reader sees. */
export const navigation = [
  { path: '/', zh: '总览', en: 'Overview' },
  { path: '/families/connect', zh: '接通响应', en: 'Access' },
  { path: '/families/duration', zh: '时长', en: 'Durations' },
  { path: '/families/resolution', zh: '一次解决', en: 'Resolution' },
  { path: '/families/satisfaction', zh: '满意度', en: 'Satisfaction' },
  { path: '/families/complaint-rate', zh: '投诉率', en: 'Complaint rate' },
  { path: '/families/complaint-handling', zh: '投诉处理', en: 'Complaint handling' },
  { path: '/families/inspection', zh: '质检', en: 'Inspection' },
  { path: '/causes', zh: '投诉原因', en: 'Causes' },
  { path: '/improvement', zh: '改进闭环', en: 'Improvement' },
  { path: '/findings', zh: '发现', en: 'Findings' },
  { path: '/departments', zh: '部门', en: 'Departments' },
  { path: '/data-quality', zh: '数据质量', en: 'Data quality' },
  { path: '/method', zh: '口径', en: 'Method' },
] as const
