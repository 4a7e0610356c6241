import { UserError, unknownName } from '../../core/errors.ts'

/** Kinds of audiences: executives, one department, analysts. */
export type AudienceKind = 'bank' | 'department' | 'analyst'

/** The kind of an audience such as `department/D02`; undefined for a word that is none. */
export function audienceKind(audience: string): AudienceKind | undefined {
  if (audience === 'bank' || audience === 'analyst') return audience
  return departmentOf(audience) === undefined ? undefined : 'department'
}

/** The department of `department/D02`; undefined for other audiences. */
export function departmentOf(audience: string): string | undefined {
  return /^department\/([^/]+)$/.exec(audience)?.[1]
}

/** Whether an audience has an edition. */
export function canPublish(audience: string): boolean {
  return audienceKind(audience) !== undefined
}

/**
 * The audiences that a list such as `bank,department/D02` means, each once: `department` is every
 * one of `departments`, `all` is the bank, these, and analysts.
 */
export function expandAudiences(list: string, departments: readonly string[]): readonly string[] {
  const every = departments.map((id) => `department/${id}`)
  const known = ['bank', 'analyst', 'department', 'all', ...every]
  const wanted = list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .flatMap((word) => {
      if (!known.includes(word)) throw unknownName('audience', word, known)
      if (word === 'department') return every
      return word === 'all' ? ['bank', ...every, 'analyst'] : [word]
    })
  if (wanted.length === 0) {
    throw new UserError('No audience is named.', {
      hint: 'bank, analyst, department/<id>, department for each of them, or all.',
    })
  }
  return [...new Set(wanted)]
}
