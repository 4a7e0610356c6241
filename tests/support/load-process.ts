import { loadCommand } from '../../cli/commands/load.ts'
import { openContext } from '../../cli/context.ts'
import { UserError } from '../../core/errors.ts'

/** `csq load` without the other commands, which take longer to read than a small load takes. */
const [home = ''] = process.argv.slice(2)

try {
  if (!(await loadCommand(openContext({ home }), []))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`${error.message}\nTry: ${error.hint}\n`)
  process.exitCode = 1
}
