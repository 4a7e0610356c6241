import { UserError } from '../../core/errors.ts'
import type { Answer } from './http-ask.ts'
import { asText, at, isRecord } from './http-json.ts'
import type { HttpPage, PulledRow } from './query.ts'

/** An item's fields as text; objects and lists as JSON text. */
export function itemRow(item: unknown, { url }: Pick<Answer, 'url'>): PulledRow {
  if (isRecord(item)) {
    return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, asText(value)]))
  }
  throw new UserError(`${url.origin}${url.pathname} lists something that is not an object.`, {
    hint: 'set the path of the items in the source.',
  })
}

/** The next page as a cursor for a parameter or as a link; undefined after the last one. */
export function nextOf(
  answer: Answer,
  page: Exclude<HttpPage, { kind: 'page' }>,
):
  | { readonly cursor: string; readonly parameter: string }
  | { readonly cursor?: never; readonly link: string }
  | undefined {
  if (page.kind === 'link') {
    const link = nextLink(answer.link)
    return link === undefined ? undefined : { link }
  }
  const next = asText(at(answer.body, page.next) ?? null)
  if (next === null || next === '' || next === 'false') return undefined
  return isLink(next, answer.url) ? { link: next } : { cursor: next, parameter: page.parameter }
}

/** A cursor may begin with any sign: a path counts as a link when it is the path just asked. */
function isLink(next: string, url: URL): boolean {
  return /^(https?:\/\/|\?)/i.test(next) || next.startsWith(`${url.pathname}?`)
}

/** The target of the first link whose relations include `next`. */
function nextLink(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters)
    const names = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/)
    if (names.includes('next')) return target
  }
  return undefined
}
