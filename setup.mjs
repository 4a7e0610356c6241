// Installs what is missing and does nothing when nothing is: both package trees and, with
// --test, a Chromium. Plain Node without dependencies, since it runs before any is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))

requireNode(20, 19)
installPackages(root)
installPackages(join(root, 'reports', 'site'))
if (process.argv.includes('--test')) installChromium()

function requireNode(major, minor) {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number)
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return
  stop(`Node ${process.versions.node} is too old: install Node ${major}.${minor} or later.`)
}

/** Runs `npm ci` where the lock file is not the one that was installed. */
function installPackages(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).update(process.versions.modules).digest('hex')
  const stamp = join(folder, 'node_modules', '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say(`installing packages in ${folder}`)
  // no install scripts: every binary that is used comes inside a package
  const done = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  if (!done) stop(`npm ci failed in ${folder}: check the registry that npm uses, then try again.`)
  writeFileSync(stamp, wanted)
}

function installChromium() {
  const known = [
    process.env.CSQ_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]
  if (known.some((path) => path && existsSync(path))) return
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isDebianRoot) {
    say('installing Chromium for the browser tests')
    run('apt-get', ['update', '-qq'], root)
    if (run('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], root)) return
  }
  say(
    'no Chromium found: browser tests are skipped; install chromium and fonts-noto-cjk, or set CSQ_CHROMIUM.',
  )
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return result.status === 0
}

function say(line) {
  process.stdout.write(`setup: ${line}\n`)
}

function stop(line) {
  process.stderr.write(`setup: ${line}\n`)
  process.exit(1)
}
