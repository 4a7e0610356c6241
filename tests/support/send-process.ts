import { sendCommand } from '../../cli/commands/send.ts'
import { openContext } from '../../cli/context.ts'
import { UserError } from '../../core/errors.ts'

/** `csq send` without the other commands, which take longer to read than a few mails take. */
const [home = '', edition = '', onDoubt = 'ask'] = process.argv.slice(2)

try {
  if (!(await sendCommand(openContext({ home }), edition, { onDoubt }))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`${error.message}\nTry: ${error.hint}\n`)
  process.exitCode = 2
}
