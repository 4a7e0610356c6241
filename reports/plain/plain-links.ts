const internal = /(\s(?:href|src)=")(\/(?!\/)[^"]*)"/g

/** File of a page below its edition: `/causes` is `causes/index.html`. */
export function pageFile(path: string): string {
  const folder = decodeURIComponent(path).replace(/^\/+|\/+$/g, '')
  return folder === '' ? 'index.html' : `${folder}/index.html`
}

/** Pages that a page links to, without query and fragment. */
export function linksOf(html: string): readonly string[] {
  const links = Array.from(html.matchAll(internal), ([, , link = '']) => pathOf(link))
  return links.filter((link) => !isFile(link))
}

/** Makes every link of the page at `path` relative, naming the file that is meant. */
export function relativeLinks(html: string, path: string): string {
  const up = '../'.repeat(path.split('/').filter((part) => part !== '').length)
  return html.replace(internal, (_, before: string, link: string) => {
    const fragment = /#.*$/.exec(link)?.[0] ?? ''
    const target = pathOf(link)
    // what a query chooses needs a script: the whole page is shown
    const file = isFile(target) ? target.slice(1) : encodedFile(target)
    return `${before}${up}${file}${fragment}"`
  })
}

function pathOf(link: string): string {
  const path = link.replace(/[?#].*$/, '')
  return path === '/' ? path : path.replace(/\/+$/, '')
}

function isFile(path: string): boolean {
  return /\.\w+$/.test(path)
}

function encodedFile(path: string): string {
  return pageFile(path).split('/').map(encodeURIComponent).join('/')
}
