import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
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
 * A MariaDB of its own with the database `bank`, open to root without a password; undefined,
 * with a line on the console, where none is installed.
 */
export async function startMariadb(): Promise<TestDatabase | undefined> {
  const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin']
  const install = findProgram('mariadb-install-db', folders)
  const program = findProgram('mariadbd', folders)
  if (install === undefined || program === undefined) {
    console.log('skipped: MariaDB is not installed')
    return undefined
  }
  const account = serverAccount('mysql')
  const folder = serverFolder('mariadb', account)
  const data = join(folder, 'data')
  execFileSync(
    install,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { ...account, cwd: folder, stdio: 'ignore' },
  )
  const port = await freePort()
  const settings = `--no-defaults --datadir=${data} --socket=${folder}/s --pid-file=${folder}/pid --port=${port} --bind-address=127.0.0.1 --skip-name-resolve --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --default-time-zone=+08:00`
  const server = startServer(program, settings.split(' '), folder, account)
  const at = `mysql://root@127.0.0.1:${port}/`
  const stop = () => stopServer(server, 'SIGTERM', folder)
  try {
    await untilReady(server, () => askMariadb(at, 'create database if not exists bank'))
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `${at}bank`, stop }
}

/** Runs statements on a connection of their own. */
export async function askMariadb(url: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true })
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}
