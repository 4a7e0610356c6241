import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import {
  findProgram,
  freePort,
  serverAccount,
  serverFolder,
  startServer,
  stopServer,
  type TestDatabase,
  untilReady,
} from './server.ts'

/**
 * A PostgreSQL of its own that trusts everyone but the role `guarded`, which has a password;
 * undefined, with a line on the console, where none is installed.
 */
export async function startPostgres(): Promise<TestDatabase | undefined> {
  const initdb = findProgram('initdb', debianFolders())
  if (initdb === undefined) {
    console.log('skipped: PostgreSQL is not installed')
    return undefined
  }
  const account = serverAccount('postgres')
  const folder = serverFolder('postgres', account)
  const data = join(folder, 'data')
  execFileSync(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...account, cwd: folder, stdio: 'ignore' },
  )
  const access = join(data, 'pg_hba.conf')
  writeFileSync(
    access,
    `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(access, 'utf8')}`,
  )
  const port = await freePort()
  // a zone and a date style that reading must not depend on
  const settings = `port=${port} listen_addresses=127.0.0.1 unix_socket_directories=${folder} fsync=off timezone=Asia/Shanghai datestyle=German`
  const server = startServer(
    join(dirname(initdb), 'postgres'),
    ['-D', data, ...settings.split(' ').flatMap((setting) => ['-c', setting])],
    folder,
    account,
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const stop = () => stopServer(server, 'SIGINT', folder)
  try {
    await untilReady(server, () => askPostgres(url, 'select 1'))
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** Runs statements on a connection of their own. */
export async function askPostgres(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Debian keeps the server's programs off the path, in a folder per version; newest first. */
function debianFolders(): readonly string[] {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'))
}
