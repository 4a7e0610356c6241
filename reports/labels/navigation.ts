/** Kinds of readers that an edition can be for. */
export type Reader = 'bank' | 'department' | 'analyst'

/** A page of the application: its address, its name, and in whose editions it is. */
export interface NavigationPage {
  /** `:id` stands for one part of an address; such pages are found by links to them. */
  readonly path: string
  readonly zh: string
  readonly en: string
  /** In whose editions it is; all, when nothing is said. */
  readonly audiences?: readonly Reader[]
  /** Not in the bar on top: reached from other pages. */
  readonly isUnlisted?: boolean
}

const forBank: readonly Reader[] = ['bank', 'analyst']

/** The pages of all editions in reading order; `zh` and `en` are what the reader sees. */
export const navigation: readonly NavigationPage[] = [
  { path: '/', zh: '总览', en: 'Overview' },
  { path: '/families/connect', zh: '接通响应', en: 'Access' },
  { path: '/families/duration', zh: '时长', en: 'Durations' },
  { path: '/families/resolution', zh: '一次解决', en: 'Resolution' },
  { path: '/families/satisfaction', zh: '满意度', en: 'Satisfaction' },
  { path: '/families/complaint-rate', zh: '投诉率', en: 'Complaint rate' },
  { path: '/families/complaint-handling', zh: '投诉处理', en: 'Complaint handling' },
  { path: '/families/inspection', zh: '质检', en: 'Inspection' },
  { path: '/inspection', zh: '质检标准', en: 'Standards' },
  { path: '/compliance', zh: '合规', en: 'Compliance' },
  { path: '/causes', zh: '投诉原因', en: 'Causes' },
  { path: '/cases', zh: '投诉清单', en: 'Cases', isUnlisted: true },
  { path: '/improvement', zh: '改进闭环', en: 'Improvement' },
  { path: '/findings', zh: '发现', en: 'Findings' },
  { path: '/channels', zh: '渠道', en: 'Channels' },
  { path: '/departments', zh: '部门', en: 'Departments', audiences: forBank },
  { path: '/departments/:id', zh: '部门', en: 'Department', audiences: forBank, isUnlisted: true },
  { path: '/changes', zh: '本版变化', en: 'What changed' },
  { path: '/evaluation', zh: '评估流程', en: 'Evaluation', audiences: forBank },
  { path: '/data-quality', zh: '数据质量', en: 'Data quality' },
  { path: '/method', zh: '口径', en: 'Method' },
  { path: '/analyst/query', zh: '查询', en: 'Query', audiences: ['analyst'] },
  { path: '/analyst/dictionary', zh: '数据字典', en: 'Dictionary', audiences: ['analyst'] },
  { path: '/analyst/lineage', zh: '来源', en: 'Lineage', audiences: ['analyst'] },
]

/** The kind of reader of an audience: `department` of `department/D02`. */
export function readerOf(audience: string): Reader {
  if (audience.startsWith('department/')) return 'department'
  return audience === 'analyst' ? 'analyst' : 'bank'
}

/** The pages in the editions of an audience such as `department/D02`, in reading order. */
export function pagesFor(audience: string): readonly NavigationPage[] {
  const reader = readerOf(audience)
  return navigation.filter((page) => page.audiences?.includes(reader) ?? true)
}
