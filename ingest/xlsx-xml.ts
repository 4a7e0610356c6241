import { SaxesParser } from 'saxes'
import { damaged, type XlsxPackage } from './xlsx-package.ts'

export type Attributes = Readonly<Record<string, string>>

/** What is told of a part as it streams by; tag names come without their prefix. */
export interface XmlHandlers {
  open(tag: string, attributes: Attributes): void
  close?(tag: string): void
  text?(text: string): void
}

/** Tags with their attributes as plain text. */
type PlainTags = { xmlns: false; position: false }

/** Reads a part to its end and yields after every piece of it. */
export async function* readXml(
  workbook: XlsxPackage,
  part: string,
  handlers: XmlHandlers,
): AsyncIterable<void> {
  const parser = new SaxesParser<PlainTags>({ position: false, xmlns: false })
  parser.on('error', (error) => {
    throw damaged(workbook.name, error)
  })
  parser.on('opentag', (tag) => handlers.open(localName(tag.name), tag.attributes))
  parser.on('closetag', (tag) => handlers.close?.(localName(tag.name)))
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('cdata', (text) => handlers.text?.(text))
  const decoder = new TextDecoder()
  for await (const chunk of workbook.read(part)) {
    parser.write(decoder.decode(chunk, { stream: true }))
    yield
  }
  parser.close()
}

/** Reads a small part whole. */
export async function scanXml(
  workbook: XlsxPackage,
  part: string,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of readXml(workbook, part, handlers));
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** Text as a person typed it: `_x000D_` stands for a sign that XML cannot hold. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
