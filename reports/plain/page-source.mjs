// Reads a page as it is written for Evidence: its title, its queries, what its inputs hold at
// first, and what is left of it as markdown for Svelte.

/** `own`: file names of the components that stand in for Evidence's. */
export function readPage(source, own) {
  const queries = []
  const text = source
    .replace(/^---\n([\s\S]*?)\n---\n/, '')
    .replace(/^```sql (\w+)\n([\s\S]*?)^```\n/gm, (_, name, sql) => {
      queries.push({ name, sql: sql.trim() })
      return ''
    })
  const title = /^title: (.*)$/m.exec(source)?.[1] ?? ''
  return { title, queries, inputs: inputsOf(text, queries), svelte: withScript(text, queries, own) }
}

/** The page's script with what Evidence would add to it: query results, and its components. */
function withScript(text, queries, own) {
  const used = new Set(Array.from(text.matchAll(/<([A-Z]\w*)/g), ([, name]) => name))
  const imported = new Set(Array.from(text.matchAll(/^\s*import (\w+) from/gm), ([, name]) => name))
  const added = [...used].filter((name) => !imported.has(name))
  const unknown = added.find((name) => !own.has(`${name}.svelte`))
  if (unknown !== undefined) {
    throw new Error(`reports/plain/components/ has nothing for Evidence's <${unknown}>`)
  }
  const lines = [
    ...added.map((name) => `import ${name} from '$lib/${name}.svelte'`),
    'export let params = {}',
    'export let inputs = {}',
    ...queries.map(({ name }) => `export let ${name} = []`),
    // a page that has no use for one of them must not be warned about
    `void [params, inputs${queries.map(({ name }) => `, ${name}`).join('')}]`,
  ].join('\n  ')
  if (!/^<script>/m.test(text)) return `<script>\n  ${lines}\n</script>\n${text}`
  return text.replace(/^<script>\n/m, `<script>\n  ${lines}\n`)
}

/** A function of the query results, as source: the values of inputs before anybody chose. */
function inputsOf(text, queries) {
  const values = []
  for (const [tag] of text.matchAll(/<(Dropdown|TextInput|Slider)\b[^>]*>/g)) {
    const name = /\bname=["{]?(\w+)/.exec(tag)?.[1]
    const [, plain, expression] = /\bdefaultValue=(?:"([^"]*)"|\{([^}]*)\})/.exec(tag) ?? []
    if (name === undefined) continue
    values.push(`${name}: { value: ${expression ?? JSON.stringify(plain ?? '%')} }`)
  }
  for (const [group, name] of text.matchAll(/<ButtonGroup name=(\w+)>[\s\S]*?<\/ButtonGroup>/g)) {
    const first = /<ButtonGroupItem\b[^>]*\bvalue="([^"]*)"[^>]*\bdefault\b/.exec(group)?.[1] ?? ''
    values.push(`${name}: ${JSON.stringify(first)}`)
  }
  const names = queries.map(({ name }) => name).join(', ')
  return `({ ${names} }) => ({ ${values.join(', ')} })`
}
