import type { Text } from './text.ts'

/** Kinds of findings by what a reader asks, in reading order. */
export const findingTopics = [
  {
    id: 'change',
    zh: '变化与来源',
    en: 'What changed',
    kinds: ['attribution', 'change', 'drill', 'contribution'],
  },
  { id: 'new', zh: '新出现', en: 'What is new', kinds: ['early_warning', 'emerging_words'] },
  { id: 'overdue', zh: '超期与办理', en: 'What is overdue', kinds: ['ageing'] },
  { id: 'where', zh: '原因分布', en: 'Where', kinds: ['pareto', 'cause_department'] },
  { id: 'again', zh: '重复投诉', en: 'Again', kinds: ['repeat_complaints'] },
  {
    id: 'before',
    zh: '投诉之前与升级',
    en: 'Before and after',
    kinds: ['service_before', 'escalation_precursors'],
  },
  {
    id: 'improve',
    zh: '改进闭环',
    en: 'Improvement',
    kinds: ['recurrence', 'open_actions', 'improvement_loop', 'coaching_coverage', 'weak_items'],
  },
  { id: 'coding', zh: '归类质量', en: 'Coding', kinds: ['coding_quality'] },
] as const

/** Stands last: kinds of no topic. */
export const otherFindings = { id: 'other', zh: '其他发现', en: 'Other findings' }

/** The topic of a kind; a kind of none stands last. */
export function topicOf(kind: string): Text & { readonly id: string } {
  const found = findingTopics.find(({ kinds }) => kinds.some((each) => each === kind))
  return found ?? otherFindings
}

/** Kinds that a topic holds. */
export function kindsOf(topic: (typeof findingTopics)[number]['id']): readonly string[] {
  return findingTopics.find(({ id }) => id === topic)?.kinds ?? []
}
