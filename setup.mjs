// Installs what is missing and does nothing when nothing is: both package trees and, with
// --test, a Chromium, a PostgreSQL and a MariaDB. Plain Node without dependencies, since it runs
// before any is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))

requireNode(20, 19)
installPackages(root)
installPackages(join(root, 'reports', 'site'))
if (process.argv.includes('--test')) installTestPrograms()

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

/** Installs the programs that tests start, where apt-get can; tests skip what stays missing. */
function installTestPrograms() {
  const missing = [
    {
      name: 'Chromium',
      isThere: hasChromium,
      packages: ['chromium', 'fonts-noto-cjk'],
      without:
        'browser tests are skipped; install chromium and fonts-noto-cjk, or set CSQ_CHROMIUM.',
    },
    {
      name: 'PostgreSQL',
      isThere: hasPostgres,
      packages: ['postgresql'],
      without: 'its tests are skipped; install postgresql.',
    },
    {
      name: 'MariaDB',
      isThere: () => onPath('mariadbd') && onPath('mariadb-install-db'),
      packages: ['mariadb-server'],
      without: 'its tests are skipped; install mariadb-server.',
    },
  ].filter((program) => !program.isThere())
  if (missing.length === 0) return
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isDebianRoot) {
    say(`installing ${missing.map((program) => program.name).join(', ')} for the tests`)
    withoutServices(() => {
      run('apt-get', ['update', '-qq'], root)
      for (const { packages } of missing) {
        run('apt-get', ['install', '-y', '-qq', ...packages], root)
      }
    })
  }
  for (const { name, isThere, without } of missing) {
    if (!isThere()) say(`no ${name} found: ${without}`)
  }
}

function hasChromium() {
  const known = [
    process.env.CSQ_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]
  return known.some((path) => path && existsSync(path))
}

/** Debian keeps the server's programs off the path, in a folder per version. */
function hasPostgres() {
  const versions = '/usr/lib/postgresql'
  if (onPath('initdb') && onPath('postgres')) return true
  return (
    existsSync(versions) &&
    readdirSync(versions).some((version) => existsSync(join(versions, version, 'bin', 'initdb')))
  )
}

function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)))
}

/** Runs `install` while Debian's packages may not start their services; tests start their own. */
function withoutServices(install) {
  const policy = '/usr/sbin/policy-rc.d'
  const isOurs = !existsSync(policy)
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    install()
  } finally {
    if (isOurs) rmSync(policy)
  }
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
