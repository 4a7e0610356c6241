import { existsSync } from 'node:fs'
import type { Browser, Page, ViewportSize } from 'playwright-core'
import { UserError } from '../../core/errors.ts'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Path of a Chromium: the one that is named, else where systems put it; undefined without any. */
export function findChromium(named: string | undefined): string | undefined {
  if (named !== undefined && named.trim() !== '') return existsSync(named) ? named : undefined
  return usual.find((path) => existsSync(path))
}

/** A headless Chromium that reaches this machine only; a UserError where there is none. */
export async function openChromium(named: string | undefined): Promise<Browser> {
  const executablePath = findChromium(named)
  if (executablePath === undefined) {
    throw new UserError(
      named === undefined
        ? 'There is no Chromium on this machine, which draws PDF files and pictures.'
        : `There is no Chromium at ${named}, where CSQ_CHROMIUM says it is.`,
      {
        hint: 'install one with Chinese fonts (Debian: apt-get install chromium fonts-noto-cjk), or set CSQ_CHROMIUM to the path of Chromium, Chrome or Edge.',
      },
    )
  }
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      // its sandbox refuses the administrator of a container
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // no name but this machine's can be found
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })
}

/** A page without scripts that reaches our own server and nothing else. */
export async function openOnly(
  browser: Browser,
  address: string,
  viewport: ViewportSize = { width: 1280, height: 900 },
): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport })
  await context.route('**/*', (route) =>
    route.request().url().startsWith(`${address}/`) ? route.continue() : route.abort(),
  )
  return context.newPage()
}
