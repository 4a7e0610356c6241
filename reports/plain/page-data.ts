import { openDatabase, type Row } from '../../core/database.ts'
import { literal } from '../../core/sql.ts'

/** Rows of a page's queries, by their names. */
export type Rows = Readonly<Record<string, readonly Row[]>>

interface Asking {
  readonly queries: readonly { readonly name: string; readonly sql: string }[]
  readonly inputs: (results: Rows) => Readonly<Record<string, unknown>>
}

/** Answers the queries of pages from an edition's data file; a query that comes again is not run. */
export async function openPageData(data: string) {
  const database = await openDatabase()
  await database.run(`attach ${literal(data)} as csq (read_only)`)
  await database.run('set enable_external_access = false')
  const known = new Map<string, readonly Row[]>()
  const ask = async (sql: string) => {
    const rows = known.get(sql) ?? (await database.rows(sql))
    known.set(sql, rows)
    return rows
  }

  /** First what needs nobody's choice, then what the first choices of the inputs show. */
  const results = async (page: Asking, params: Readonly<Record<string, string>>) => {
    const found: Record<string, readonly Row[]> = {}
    const fill = (sql: string) =>
      sql.replace(/\$\{params\.(\w+)\}/g, (_, name: string) => quoted(params[name] ?? ''))
    const isChosen = ({ sql }: { readonly sql: string }) => sql.includes('${inputs')
    for (const query of page.queries) {
      if (!isChosen(query)) found[query.name] = await ask(fill(query.sql))
    }
    const inputs = page.inputs(found)
    for (const query of page.queries) {
      if (isChosen(query)) found[query.name] = await ask(choose(fill(query.sql), inputs))
    }
    return { results: found, inputs }
  }

  const audience = async () =>
    (await database.row<{ audience: string }>('select audience from csq.edition')).audience

  return { results, audience, close: () => database.close() }
}

/** Puts what inputs hold into a query; a condition that nobody has set leaves out nothing. */
function choose(sql: string, inputs: Readonly<Record<string, unknown>>): string {
  return sql
    .replace(/'\$\{inputs\.(\w+)(?:\.value)?\}'/g, (_, name: string) => {
      const input = inputs[name]
      const value =
        typeof input === 'object' && input !== null && 'value' in input ? input.value : input
      return literal(String(value ?? '%'))
    })
    .replace(/\$\{inputs\.\w+\}/g, 'true')
}

function quoted(value: string): string {
  return value.replaceAll("'", "''")
}
