/** Where a pull of a table begins, and how far it looks back for rows that were committed late. */
interface Watermark {
  /** The column of the rows that only grows: an instant, a day or a number. */
  readonly column: string
  /** The value that the first pull begins at. */
  readonly first: string
  /** How far each later pull moves back: `10 minutes`, or a number for a numeric column. */
  readonly overlap?: string
}

/** A `select` that a feeding database is asked. */
export interface DatabaseQuery {
  /** Name of the environment variable that holds the URL, password included. */
  readonly connection: string
  /** One `select`; `$watermark` stands for the bound value, compared with `>=`. */
  readonly query: string
  readonly watermark?: Watermark
}

/** How an answer names the page after it. */
export type HttpPage =
  /** `next` is the dotted path of the next cursor, sent as `parameter`, or of the next URL. */
  | { readonly kind: 'cursor'; readonly next: string; readonly parameter: string }
  /** Pages are counted from `first` (1) up to the first one without items. */
  | {
      readonly kind: 'page'
      readonly parameter: string
      readonly first?: number
      readonly size?: { readonly parameter: string; readonly value: number }
    }
  /** RFC 8288: `Link: <…>; rel="next"`. */
  | { readonly kind: 'link' }

/** A list that a feeding system answers over HTTP as pages of JSON. */
export interface HttpQuery {
  /** Name of the environment variable that holds the base URL. */
  readonly url: string
  /** Name of the environment variable that holds a bearer token. */
  readonly token?: string
  /** Appended to the base URL, such as `/api/chats`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Dotted path of the array in the answer; empty when the answer is the array. */
  readonly items: string
  readonly page: HttpPage
  /** `parameter` takes the value that a pull begins at. */
  readonly watermark?: Watermark & { readonly parameter: string }
}

/** The environment, and the watermark that the last pull returned. */
export interface PullOptions {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly watermark: string | undefined
}

/** A row as it was read: text, or null, by column. */
export type PulledRow = Readonly<Record<string, string | null>>
