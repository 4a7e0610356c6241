import { named, type Text } from './text.ts'

type Edition = Iterable<Readonly<Record<string, unknown>>>

/** How the edition's period is called in a sentence, `本季` and `this quarter`. */
export function thisPeriod(edition: Edition): Text {
  return named(first(edition), 'this')
}

/** How the period before it is called, `上季` and `previous quarter`; `name` is short, `Q2 2026`. */
export function previousPeriod(edition: Edition): Text & { readonly name?: string } {
  const { previous_period_en: name } = first(edition)
  return { ...named(first(edition), 'previous'), ...(typeof name === 'string' && { name }) }
}

function first(edition: Edition): Readonly<Record<string, unknown>> {
  for (const row of edition) return row
  return {}
}
