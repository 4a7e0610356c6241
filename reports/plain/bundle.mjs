// Compiles the report's pages, components and labels into one module for plain Node: no Evidence,
// no SvelteKit, no browser. Run by build-plain.ts; the environment says where things are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readPage } from './page-source.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const reports = dirname(here)
const site = process.env.CSQ_SITE
const out = process.env.CSQ_OUT
const require = createRequire(join(site, 'package.json'))
const { build } = require('esbuild')
const { compile } = require('svelte/compiler')
const { mdsvex } = require('mdsvex')

const own = new Set(readdirSync(join(here, 'components')))
const pages = readdirSync(join(reports, 'pages'), { recursive: true })
  .filter((path) => path.endsWith('.md'))
  .sort()
// as Evidence reads them, so that the same file gives the same text
const markdown = mdsvex({
  extensions: ['.md'],
  smartypants: { quotes: false, ellipses: true, backticks: true, dashes: 'oldschool' },
})
const sources = ['components', 'pages', 'plain'].flatMap((folder) =>
  readdirSync(join(reports, folder), { recursive: true })
    .filter((path) => /\.(svelte|md)$/.test(path))
    .sort()
    .map((path) => join(reports, folder, path)),
)
const styles = new Map()

const plugin = {
  name: 'csq-pages',
  setup({ onResolve, onLoad }) {
    // a component of our own in place of one that lives by scripts
    onResolve({ filter: /\.svelte$/ }, ({ path, resolveDir }) => {
      const name = basename(path)
      if (own.has(name)) return { path: join(here, 'components', name) }
      if (path.startsWith('$lib/')) return { path: join(reports, 'components', path.slice(5)) }
      return { path: resolve(resolveDir, path) }
    })
    onResolve({ filter: /^\$lib\// }, ({ path }) => ({
      path: join(reports, 'components', path.slice(5)),
    }))
    // pages lie one folder deeper in Evidence's project
    onResolve({ filter: /\/labels\/[\w-]+\.(ts|js)$/ }, ({ path }) => ({
      path: join(reports, path.slice(path.lastIndexOf('labels/'))),
    }))
    // our stand-ins, where a component takes them from Evidence itself
    onResolve({ filter: /^@evidence-dev\/core-components$/ }, ({ path }) => ({
      path,
      namespace: 'stand-ins',
    }))
    onResolve(
      { filter: /^(\$app\/|\$env\/|@evidence-dev\/|@duckdb\/|#)|^\.\.\/app\.css$/ },
      ({ path }) =>
        ['$app/paths', '$app/stores'].includes(path)
          ? { path: join(here, 'kit.mjs') }
          : { path, namespace: 'absent' },
    )
    onLoad({ filter: /.*/, namespace: 'stand-ins' }, () => ({
      contents: [...own]
        .filter((name) => name.endsWith('.svelte'))
        .map(
          (name) =>
            `export { default as ${basename(name, '.svelte')} } from './components/${name}'`,
        )
        .join('\n'),
      resolveDir: here,
    }))
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: path.endsWith('.css') ? '' : absent(path),
      resolveDir: here,
    }))
    onLoad({ filter: /\.(svelte|md)$/ }, async ({ path }) => ({
      contents: await compiled(path),
      resolveDir: dirname(path),
    }))
  },
}

/** A module of SvelteKit or Evidence that does nothing: what our sources take from it, and no more. */
function absent(module) {
  const names = sources.flatMap((path) =>
    Array.from(
      readFileSync(path, 'utf8').matchAll(/import\s*\{([^}]*)\}\s*from\s*'([^']+)'/g),
      ([, list, from]) => (from === module ? list.split(',') : []),
    ).flat(),
  )
  const values = { browser: 'false', getInputContext: '() => writable({})' }
  const lines = [...new Set(names.map((name) => name.trim().split(/\s+as\s+/)[0]))]
    .filter((name) => name !== '')
    .map((name) => `export const ${name} = ${values[name] ?? '() => undefined'}`)
  return [`import { writable } from 'svelte/store'`, ...lines, 'export default {}'].join('\n')
}

async function compiled(path) {
  const source = readFileSync(path, 'utf8')
  const text = path.endsWith('.md')
    ? (await markdown.markup({ content: readPage(source, own).svelte, filename: path })).code
    : source
  const { js, css } = compile(text, {
    filename: path,
    generate: 'ssr',
    css: 'external',
    cssHash: () => shortName(path),
  })
  if (css.code) styles.set(path, css.code)
  return js.code
}

/** A class for the styles of a component: it stands at every element, so it is short. */
function shortName(path) {
  return `c${sources.indexOf(path).toString(36)}`
}

function entry() {
  const imports = pages.map(
    (path, at) => `import page${at} from ${JSON.stringify(join(reports, 'pages', path))}`,
  )
  const routes = pages.map((path, at) => {
    const { title, queries, inputs } = readPage(
      readFileSync(join(reports, 'pages', path), 'utf8'),
      own,
    )
    const id = `/${path.replace(/(^|\/)index\.md$/, '').replace(/\.md$/, '')}`
    return `{ id: ${JSON.stringify(id)}, title: ${JSON.stringify(title)}, queries: ${JSON.stringify(queries)}, inputs: ${inputs}, component: page${at} }`
  })
  return `${imports.join('\n')}
    import Root from ${JSON.stringify(join(here, 'Root.svelte'))}
    import { page as place } from ${JSON.stringify(join(here, 'kit.mjs'))}
    import { language } from ${JSON.stringify(join(reports, 'components/language.js'))}
    export const speak = (chosen) => language.set(chosen)
    export const routes = [${routes.join(',\n')}]
    export function render(route, path, props) {
      place.set({ url: new URL(path, 'http://plain'), params: props.params, status: 200, route: { id: route.id } })
      return Root.render({ component: route.component, props })
    }`
}

await build({
  stdin: { contents: entry(), resolveDir: here, loader: 'js' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: join(out, 'pages.mjs'),
  nodePaths: [join(site, 'node_modules')],
  plugins: [plugin],
  logLevel: 'error',
})
const imported = join(out, 'pages.css')
writeFileSync(
  join(out, 'style.css'),
  [
    readFileSync(join(here, 'base.css'), 'utf8'),
    existsSync(imported) ? readFileSync(imported, 'utf8') : '',
    ...[...styles.keys()].sort().map((path) => styles.get(path)),
  ].join('\n'),
)
