/** What a commentary may ask of a figure, after a point: `{{connect_rate.change}}`. */
export const parts = [
  'value',
  'change',
  'difference',
  'previous',
  'target',
  'status',
  'interval',
  'count',
  'n',
  'title',
] as const

export type Part = (typeof parts)[number]

/** `{{connect_rate.change channel=phone}}` as it is written. */
export interface Reference {
  /** The text between the braces. */
  readonly text: string
  readonly indicator: string
  readonly part: string
  /** The group that it names; `all` is the bank, undefined what the commentary is about. */
  readonly group: { readonly groupedBy: string; readonly id: string } | undefined
}

const braces = /\{\{([^{}]*)\}\}/g
const shape = /^([\p{L}\p{N}_]+)(?:\.([\p{L}\p{N}_]+))?(?:\s+(?:(bank)|([a-z]+)\s*=\s*(\S.*)))?$/u

/** The references of a line in order; null where braces hold something else. */
export function referencesOf(line: string): readonly (Reference | null)[] {
  return [...line.matchAll(braces)].map(([, text = '']) => parseReference(text))
}

/** The line with each reference replaced by what `write` makes of its place among them. */
export function replaceReferences(line: string, write: (index: number) => string): string {
  let index = -1
  return line.replaceAll(braces, () => {
    index += 1
    return write(index)
  })
}

function parseReference(text: string): Reference | null {
  const found = shape.exec(text.trim())
  if (found === null) return null
  const [, indicator = '', part = 'value', bank, groupedBy, id = ''] = found
  const named = groupedBy === undefined ? undefined : { groupedBy, id: id.trim() }
  const group = bank === undefined ? named : { groupedBy: 'all', id: 'all' }
  return { text: text.trim(), indicator, part, group }
}
