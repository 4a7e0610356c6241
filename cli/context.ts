import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../core/clock.ts'
import { programRoot } from '../core/definitions.ts'
import { type Environment, readEnvironment } from '../core/environment.ts'
import { homeFolder, initWorkspace, readWorkspace, type Workspace } from '../core/workspace.ts'
import { type Output, openOutput } from './output.ts'

/** What every command is given. */
export interface Context {
  readonly workspace: Workspace
  readonly environment: Environment
  readonly clock: Clock
  readonly output: Output
  readonly programVersion: string
}

export interface GlobalOptions {
  readonly home?: string
  readonly json?: boolean
}

/** Opens the workspace of a command, making it where it does not exist. */
export function openContext(options: GlobalOptions): Context {
  const environment = readEnvironment()
  const output = openOutput(options.json === true)
  const home = homeFolder(options.home, environment)
  for (const made of initWorkspace(home, environment)) {
    if (made.endsWith('secret.key')) {
      output.say(`wrote a random secret to ${made}; keep it: customer keys depend on it`)
    }
  }
  return {
    workspace: readWorkspace(home),
    environment,
    clock: systemClock,
    output,
    programVersion: programVersion(),
  }
}

function programVersion(): string {
  const text = readFileSync(join(programRoot, 'package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string } // our own package.json
  return version
}
