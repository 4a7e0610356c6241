import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, readConfig } from './config.ts'
import { programRoot } from './definitions.ts'
import type { Environment } from './environment.ts'
import { type Zone, zoneOf } from './zone.ts'

/** The folder a bank works in, and what its settings say. */
export interface Workspace {
  readonly home: string
  readonly inbox: string
  readonly warehouse: string
  readonly editions: string
  readonly cache: string
  readonly logs: string
  readonly config: Config
  readonly zone: Zone
}

/** The workspace in `home`; nothing is written. */
export function readWorkspace(home: string): Workspace {
  const at = (...parts: string[]) => join(home, ...parts)
  const config = readConfig(at('csq.config.yaml'))
  return {
    home,
    inbox: at('inbox'),
    warehouse: at('warehouse.duckdb'),
    editions: at('editions'),
    cache: at('cache'),
    logs: at('logs'),
    config,
    zone: zoneOf(config.zone),
  }
}

/** The workspace folder: `--home`, else `CSQ_HOME`, else `data/` of the program. */
export function homeFolder(option: string | undefined, environment: Environment): string {
  return resolve(option ?? environment.home ?? join(programRoot, 'data'))
}

const configTemplate = `# Settings of this workspace; a line that is left out keeps its default.
# bank: { zh: 示例银行, en: Example Bank }
zone: Asia/Shanghai
# complaint_days: natural            # or: working
# address: http://127.0.0.1:4300     # where readers find the archive
# mail: { from: "客服质量评估 <service-quality@bank.example>", owner: someone@bank.example }
# editions: { approval: required, release: "+1d 09:00" }
# schedule: { day: "30 6 * * *", month: "0 7 3 * *", quarter: "30 7 8 1,4,7,10 *", year: "0 8 15 1 *" }
# sources:
#   contacts:
#     limits: { rows: 1000, percent: 5 }           # a file above them is held whole
#     drift: { newColumn: ignore, renamedColumn: hold }
#     fresh: { every: day, by: "09:00" }           # when rows of the day before must be there
`

/**
 * Makes what is missing in `home` and leaves existing files alone; returns what was made.
 * Without CSQ_SECRET a random secret is written, readable by its owner only.
 */
export function initWorkspace(home: string, environment: Environment): readonly string[] {
  const made: string[] = []
  for (const folder of ['.', 'inbox', 'editions', 'cache', 'logs']) {
    const path = join(home, folder)
    if (existsSync(path)) continue
    mkdirSync(path, { recursive: true, mode: folder === 'cache' ? 0o700 : 0o755 })
    made.push(path)
  }
  const write = (name: string, content: string, mode: number) => {
    const path = join(home, name)
    if (existsSync(path)) return
    writeFileSync(path, content, { mode, flag: 'wx' })
    made.push(path)
  }
  write('csq.config.yaml', configTemplate, 0o644)
  if (environment.secret === undefined) {
    write('secret.key', `${randomBytes(32).toString('hex')}\n`, 0o600)
  }
  return made
}

/** The secret for customer keys and links: CSQ_SECRET, else `<home>/secret.key`. */
export function readSecret(home: string, environment: Environment): Buffer {
  const text = environment.secret ?? readFileSync(join(home, 'secret.key'), 'utf8').trim()
  return Buffer.from(text, 'utf8')
}
