import { nearestName, UserError } from '../../core/errors.ts'
import type { DatabaseQuery } from './query.ts'
import { startOfPull } from './watermark.ts'

/** A feeding database's URL, and how messages name the place: without the password. */
export interface Connection {
  readonly url: string
  /** `host:port/database`. */
  readonly place: string
  /** The text without the password, should a message repeat it. */
  hide(text: string): string
}

/** The value of an environment variable; a UserError where there is none. */
export function readVariable(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = variables[name]?.trim()
  if (value !== undefined && value !== '') return value
  throw new UserError(`The environment variable ${name} is not set.`, {
    hint: `set ${name} where this program is started; it is never written into a file.`,
  })
}

/** The URL that a variable holds, of one of `protocols`; its value is never part of an error. */
export function readConnection(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  protocols: readonly string[],
): Connection {
  const value = readVariable(variables, name)
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !protocols.includes(url.protocol)) {
    throw new UserError(`The environment variable ${name} holds no ${protocols[0]}// URL.`, {
      hint: `write ${protocols[0]}//user:password@host:port/database; signs such as @ or / in the password as %40, %2F.`,
    })
  }
  const secrets = [url.password, decoded(url.password)].filter((secret) => secret !== '')
  return {
    url: value,
    place: `${url.host}${url.pathname}`,
    hide: (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text),
  }
}

/** A query with its watermark as the database's placeholder, and the values to bind. */
export interface BoundQuery {
  readonly sql: string
  readonly values: readonly string[]
}

/** Puts `placeholder` where `$watermark` stands; the value itself never enters the text. */
export function bindWatermark(
  { query, watermark }: DatabaseQuery,
  seen: string | undefined,
  placeholder: string,
): BoundQuery & { readonly uses: number } {
  const text = query.trim().replace(/;$/, '')
  requireSelect(text)
  const uses = text.match(/\$watermark\b/g)?.length ?? 0
  if (uses > 0 !== (watermark !== undefined)) {
    throw new UserError(
      watermark === undefined
        ? 'The query uses $watermark, but the source names no watermark column.'
        : `The query never uses $watermark: every pull would read everything.`,
      { hint: 'give both, `watermark: { column, first }` and `where column >= $watermark`.' },
    )
  }
  const values = watermark === undefined ? [] : [startOfPull(watermark, seen)]
  return { sql: text.replace(/\$watermark\b/g, () => placeholder), values, uses }
}

function requireSelect(query: string): void {
  const start = query.replace(/^(?:\s|\(|--.*|\/\*[\s\S]*?\*\/)*/, '')
  if (/^(select|with)\b/i.test(start)) return
  throw new UserError(`A pull asks one select, not "${start.slice(0, 40)}".`, {
    hint: 'begin the query with select or with.',
  })
}

/** Refuses columns that a row cannot hold: two of one name, or a watermark that is not there. */
export function checkColumns(columns: readonly string[], { watermark }: DatabaseQuery): void {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new UserError(`The query gives two columns named "${twice}".`, {
      hint: 'name one of them otherwise with as.',
    })
  }
  if (watermark === undefined || columns.includes(watermark.column)) return
  const near = nearestName(watermark.column, columns)
  throw new UserError(`The watermark column "${watermark.column}" is not among the columns read.`, {
    hint: near === undefined ? `Columns read: ${columns.join(', ')}.` : `Did you mean: ${near}?`,
  })
}

/** A UserError for a value that is bytes, not text. */
export function binaryColumn(name: string, type: string): UserError {
  return new UserError(`The column "${name}" is binary (${type}); rows are text.`, {
    hint: 'leave it out of the query, or turn it into text there.',
  })
}

/** What a database client threw: its code, or empty, and its message. */
export function describeError(error: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown } // of either client
  const name = typeof code === 'string' ? code : ''
  // trying both addresses of a name gives an error without a message
  return { code: name, message: typeof message === 'string' && message !== '' ? message : name }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
