import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
// @ts-expect-error the site's build reads it too, so it is plain JavaScript
import * as evidenceUi from '../../reports/labels/evidence-ui.js'

interface Writer {
  readonly text: (zh: string, en: string) => string
  readonly expression: (zh: string, en: string) => string
}
const { chineseOnly, translate, translatedFiles, usable } = evidenceUi as {
  chineseOnly: Writer
  translate: (filename: string, content: string, write?: Writer) => string
  translatedFiles: readonly string[]
  usable: readonly string[]
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}
type Enter = (this: { skip(): void }, node: Node) => void

const site = resolve('reports/site')
const components = join(site, 'node_modules/@evidence-dev/core-components/dist')
const compiler = createRequire(join(site, 'package.json'))('svelte/compiler') as {
  parse(code: string): { html: Node; instance?: { content: Node } }
  walk(node: Node, visitor: { enter: Enter }): void
}

/** English that no reader sees: what is said to the author of a page, compared, or CSS. */
const unseen: Readonly<Record<string, RegExp>> = {
  // names of components, compared and logged; ErrorChart shows words of ours in their place
  component:
    /^((Area|Big|Data|Funnel|Line|Bar|Reference|Scatter) (Chart|Value|Table|Plot|Line|Area)|Big Value|Chart|Component|Delta|Heatmap|Histogram|Slider|Sparkline|Value|Column|DateRange|DateInput|ReferenceLine|ReferenceArea|Bar|Line|Area|Scatter)$/,
  // groups of date presets, compared
  group: /^(Days|Months|Last|To Date)$/,
  // keys of the keyboard
  key: /^(Escape|Enter)$/,
  // said to the author of a page; `csq publish` stops at every one of them
  author:
    /required|requires|deprecated|recognized|must be|must contain|must reference|cannot|does not exist|not a column|not a valid sort|can only accept|do not support|were supplied|No data (or value )?provided|Invalid|Expected one of|Dataset is empty|Error in|Warning in|Failed to complete|No <\/AccordionItem>|No Alert content|Missing template/,
  style: /box-shadow|border-|noopener|^bottom$/,
  // names of queries, SQL, selectors, and parts of what an author is told
  code: /^(ButtonGroup|DateRange|Dropdown)-$|^SELECT min\(|^\) as |^\(select null|^pre code$|^Received: data=|^is type$|^<(DataTable|Column) |^Row$|^Prism is not defined/,
}

describe("Evidence's own words", () => {
  const files = filesOf(usable)

  it('have a Chinese word in every component that pages may use', () => {
    const left = files.flatMap((file) => {
      const code = translate(file, readFileSync(file, 'utf8'), chineseOnly)
      const words = visibleWords(code).filter(
        (text) => !Object.values(unseen).some((pattern) => pattern.test(text)),
      )
      return words.map((text) => `${file.slice(components.length + 1)}: ${text}`)
    })
    expect(left).toEqual([])
  })

  it('have an English word wherever they have a Chinese one, and the reader chooses', () => {
    const englishOnly = {
      text: (_: string, en: string) => en,
      expression: (_: string, en: string) => en,
    }
    const chinese = /[\u4e00-\u9fff]/
    const told = files.filter((file) => chinese.test(translate(file, readFileSync(file, 'utf8'))))
    expect(told.length).toBeGreaterThan(20)
    for (const file of told) {
      const content = readFileSync(file, 'utf8')
      expect(translate(file, content, englishOnly), file).not.toMatch(chinese)
      expect(translate(file, content), file).toMatch(/lang="en"|dataset\.lang === 'en'/)
    }
  })

  it('are translated in no file that Evidence has not, or that no page can reach', () => {
    const gone = translatedFiles.filter((end) => !files.some((file) => file.endsWith(`/${end}`)))
    expect(gone).toEqual([])
  })

  it('stop the build when an expected text is gone', () => {
    const file = files.find((each) => each.endsWith('/Dropdown.svelte')) ?? ''
    expect(() => translate(file, '<p>something new</p>')).toThrow(/is no longer in .*Dropdown/)
  })

  it('come from no other component: pages use those of the list and our own', () => {
    const own = readdirSync('reports/components').map((name) => name.replace(/\.svelte$/, ''))
    const used = ['reports/pages', 'reports/components'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap((entry) => {
          const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
          return [...text.matchAll(/<([A-Z]\w+)/g)].map(([, name = '']) => name)
        }),
    )
    expect([...new Set(used)].filter((each) => ![...usable, ...own].includes(each))).toEqual([])
  })
})

/** The component files behind `names`, with everything they import. */
function filesOf(names: readonly string[]): string[] {
  const all = readdirSync(components, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.svelte'))
    .map((entry) => join(entry.parentPath, entry.name))
  const open = names.map((name) => {
    const file = all.find((each) => each.endsWith(`/${name}.svelte`))
    if (file === undefined) throw new Error(`Evidence has no component ${name}`)
    return file
  })
  const seen = new Set<string>()
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from\s+['"](\.[^'"]+)['"]/g)) {
      const target = resolve(dirname(file), path)
      const found = [target, `${target}.js`, `${target}/index.js`].find(
        (each) => /\.(js|svelte)$/.test(each) && existsSync(each),
      )
      if (found !== undefined) open.push(found)
    }
  }
  return [...seen].filter((file) => file.endsWith('.svelte')).sort()
}

/** Texts of a component that could be read: in its markup, its attributes and its strings. */
function visibleWords(code: string): string[] {
  const parsed = compiler.parse(code)
  const found = new Set<string>()
  const enterScript: Enter = function (node) {
    if (node.type === 'ImportDeclaration') return this.skip()
    const text =
      node.type === 'TemplateElement' ? (node.value as { cooked: string }).cooked : node.value
    if (!/^(Literal|TemplateElement)$/.test(node.type) || typeof text !== 'string') return
    const prose = text.replace(/<[^>]*>|&\w+;/g, '').trim()
    if (/[A-Za-z]{2,} [A-Za-z]/.test(prose) || /^[A-Z][a-z]+/.test(prose)) found.add(text.trim())
  }
  const enterMarkup: Enter = function (node) {
    if (node.type === 'Text' && /[A-Za-z]{2,}/.test(String(node.data)))
      found.add(String(node.data).trim())
    if (node.type === 'MustacheTag') compiler.walk(node.expression as Node, { enter: enterScript })
    if (node.type !== 'Attribute') return
    this.skip()
    if (
      !/^(title|placeholder|alt|label|aria-label|description|text|message)$/.test(String(node.name))
    )
      return
    for (const part of node.value === true ? [] : (node.value as Node[])) {
      if (part.type === 'Text' && /[A-Za-z]{2,}/.test(String(part.data)))
        found.add(String(part.data))
      if (part.expression) compiler.walk(part.expression as Node, { enter: enterScript })
    }
  }
  if (parsed.instance) compiler.walk(parsed.instance.content, { enter: enterScript })
  compiler.walk(parsed.html, { enter: enterMarkup })
  return [...found]
}
