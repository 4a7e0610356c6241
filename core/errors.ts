/** An error that a person can fix: what happened and, as `hint`, what to do next. */
export class UserError extends Error {
  readonly hint: string | undefined

  constructor(what: string, options: { hint?: string; cause?: unknown } = {}) {
    super(what, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UserError'
    this.hint = options.hint
  }
}

/** The name of `names` that is nearest to `wanted` by edit distance, or undefined when none is near. */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = (wanted.length <= 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))) + 1
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase())
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** A UserError for a name that does not exist, with the nearest one that does. */
export function unknownName(kind: string, wanted: string, names: readonly string[]): UserError {
  const near = nearestName(wanted, names)
  return new UserError(`There is no ${kind} "${wanted}".`, {
    hint: near === undefined ? `Known: ${names.join(', ')}.` : `Did you mean: ${near}?`,
  })
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, right] of [...b].entries()) {
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (left === right ? 0 : 1),
        ),
      )
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
