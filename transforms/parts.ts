/** How a model may be built in parts, as its header says. */
export interface Parts {
  /** The column of the model that tells its parts. */
  readonly key: string
  readonly inputs: readonly PartInput[]
}

/** A table of which a part of the model reads the rows with the same key, and no others. */
export interface PartInput {
  readonly table: string
  /** Rows that share this column belong to one part, too. */
  readonly shared?: string
}

/** Rows of a table whose meaning changes when the cut-off passes one of these instants. */
export interface Moves {
  readonly table: string
  /** SQL expressions over its columns. */
  readonly instants: readonly string[]
}

/**
 * Reads `parts: contact_id of staging.contacts, staging.surveys`: rows of the model with a key are
 * made of the rows of these tables with that key, and of whole reference tables. With `parts:
 * contact_id of marts.contacts by customer_key` they are made of all rows of the same customer.
 */
export function readParts(header: readonly string[]): Parts | undefined {
  const [, key = '', list = ''] = matchLine(header, /^parts: (\w+) of (.+)$/) ?? []
  if (key === '') return undefined
  const inputs = list.split(', ').map((each) => {
    const [table = '', shared] = each.split(' by ')
    return shared === undefined ? { table } : { table, shared }
  })
  return { key, inputs }
}

/** Reads `moves: started_at, ended_at of staging.contacts; invited_at of staging.surveys`. */
export function readMoves(header: readonly string[]): readonly Moves[] {
  const [, list = ''] = matchLine(header, /^moves: (.+)$/) ?? []
  if (list === '') return []
  return list.split('; ').map((each) => {
    const [instants = '', table = ''] = each.split(' of ')
    return { table, instants: instants.split(', ') }
  })
}

function matchLine(header: readonly string[], pattern: RegExp) {
  return header.map((line) => pattern.exec(line)).find((match) => match !== null)
}

/**
 * Throws where a header does not say all that a build in parts must know: each table that is read
 * beside reference tables, and each column that is compared with the cut-off.
 */
export function requireWholeParts(
  name: string,
  sql: string,
  reads: readonly string[],
  { parts, moves }: { readonly parts: Parts | undefined; readonly moves: readonly Moves[] },
): void {
  if (parts === undefined) return
  const listed = parts.inputs.map((each) => each.table)
  const unlisted = reads.filter((each) => !each.startsWith('reference.') && !listed.includes(each))
  if (unlisted.length > 0) {
    throw new Error(`${name} reads ${unlisted.join(', ')}: "parts:" of its header must name it`)
  }
  const said = moves.flatMap((each) => each.instants).join(', ')
  const compared = [...sql.matchAll(comparison)].map(([, before, within]) => before ?? within ?? '')
  const silent = compared.filter((each) => !new RegExp(`\\b${each}\\b`).test(said))
  const unknown = sql.split("getvariable('as_of')").length - 1 - compared.length
  if (silent.length > 0 || unknown > 0) {
    throw new Error(
      `${name} compares ${silent.join(', ') || 'something'} with the cut-off: "moves:" of its header must name the instants at which its rows change`,
    )
  }
}

/** `answered_at <= getvariable('as_of')`, or the seconds between an instant and the cut-off. */
const comparison = /(?:(\w+)\s*<=?\s*|seconds_between\((\w+),\s*)getvariable\('as_of'\)/g
