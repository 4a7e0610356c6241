/**
 * HTML of the markdown that commentaries use: paragraphs, lists, headings and bold. Everything
 * else is text and is escaped. `inline` finishes an escaped line; lines count from 1.
 */
export function markdownToHtml(
  text: string,
  inline: (escaped: string, line: number) => string = (escaped) => escaped,
): string {
  return blocksOf(withoutComments(text))
    .map(({ kind, lines }) => {
      const written = lines.map(({ text: each, number }) => inline(bold(escapeHtml(each)), number))
      if (kind === 'h3') return `<h3>${written.join(' ')}</h3>`
      if (kind === 'p') return `<p>${written.reduce(joinLines, '')}</p>`
      return `<${kind}>${written.map((item) => `<li>${item}</li>`).join('')}</${kind}>`
    })
    .join('\n')
}

/** The text without what stands in `<!-- -->`; line numbers stay. */
export function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''))
}

interface Block {
  readonly kind: 'h3' | 'p' | 'ul' | 'ol'
  readonly lines: { readonly text: string; readonly number: number }[]
}

const kinds = [
  ['h3', /^#{1,6}\s+/],
  ['ul', /^[-*]\s+/],
  ['ol', /^\d+[.)、]\s*/],
] as const

function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = []
  let isOpen = false
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim()
    const [kind, mark] = kinds.find(([, pattern]) => pattern.test(trimmed)) ?? ['p', /^/]
    const part = { text: trimmed.replace(mark, ''), number: index + 1 }
    const last = blocks.at(-1)
    if (trimmed === '') isOpen = false
    else if (isOpen && last !== undefined && last.kind === kind && kind !== 'h3') {
      last.lines.push(part)
    } else {
      blocks.push({ kind, lines: [part] })
      isOpen = true
    }
  }
  return blocks
}

/** Chinese needs no space where a line goes on. */
function joinLines(before: string, line: string): string {
  if (before === '') return line
  const isWide = /[\u3000-\u9fff\uff00-\uffef]$/.test(before) || /^[\u3000-\u9fff]/.test(line)
  return `${before}${isWide ? '' : ' '}${line}`
}

function bold(text: string): string {
  return text.replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
