import type { CommentSource } from './figures.ts'
import { markdownToHtml, withoutComments } from './markdown.ts'
import type { CommentFile } from './read-files.ts'
import { type Reference, referencesOf, replaceReferences } from './references.ts'
import { type Subject, writeReference } from './write-reference.ts'

/** Marks what a template leaves to its author. */
export const blank = '【请填写】'

/** A commentary with its figures in place. */
export interface Rendered {
  readonly html: string
  /** Indicators that it names. */
  readonly indicators: readonly string[]
  /** `path:line: why`: what stops the publish. */
  readonly mistakes: readonly string[]
  /** `path:line: "93.1%"`: numbers that look like figures and are not tied to any. */
  readonly rawFigures: readonly string[]
}

/** Puts the edition's figures into a commentary. */
export function renderCommentary(file: CommentFile, source: CommentSource): Rendered {
  const subject = subjectOf(file.audience)
  const mistakes: string[] = []
  const rawFigures: string[] = []
  const named = new Set<string>()
  const lines = withoutComments(file.text).split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const place = `${file.path}:${index + 1}`
    if (line.includes(blank)) mistakes.push(`${place}: ${blank} is not filled in`)
    for (const raw of rawFiguresOf(line)) rawFigures.push(`${place}: "${raw}"`)
    for (const reference of referencesOf(line)) {
      const written = writeReference(reference, subject, source, file.language)
      if ('mistake' in written) mistakes.push(`${place}: ${written.mistake}`)
      else if (reference !== null) named.add(reference.indicator)
    }
  }
  const html = markdownToHtml(file.text, (escaped, number) => {
    const references = referencesOf(lines[number - 1] ?? '')
    return replaceReferences(escaped, (index) =>
      figureHtml(references[index] ?? null, subject, source, file.language),
    )
  })
  return { html, indicators: [...named], mistakes, rawFigures }
}

/** What a commentary is about: the bank, or its department. */
export function subjectOf(audience: string): Subject {
  const department = /^department\/(.+)$/.exec(audience)?.[1]
  return department === undefined
    ? { groupedBy: 'all', id: 'all' }
    : { groupedBy: 'department', id: department }
}

function figureHtml(
  reference: Reference | null,
  subject: Subject,
  source: CommentSource,
  language: 'zh' | 'en',
): string {
  const written = writeReference(reference, subject, source, language)
  if ('mistake' in written || reference === null) return ''
  return `<data value="${reference.indicator}">${written.text}</data>`
}

const zhUnit = '个百分点|百分点|[%％‰]|件|秒|分钟|小时|人次|万次|次|万|亿'
const enUnit = '(?:percent|points?|seconds?|minutes?|complaints?|contacts?|cases?)\\b'
const figureLike = new RegExp(
  `(?<![\\w.])\\d[\\d,]*(?:\\.\\d+)?\\s*(?:${zhUnit}|(?:per )?${enUnit})`,
  'gi',
)

/** Numbers with a unit that stand outside references. */
export function rawFiguresOf(line: string): readonly string[] {
  return replaceReferences(line, () => ' ').match(figureLike) ?? []
}
