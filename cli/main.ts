import { CommanderError } from 'commander'
import { UserError } from '../core/errors.ts'
import { createProgram } from './program.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // commander has said what is wrong; 2 is wrong usage
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else if (error instanceof UserError) {
    process.stderr.write(
      `${error.message}\n${error.hint === undefined ? '' : `Try: ${error.hint}\n`}`,
    )
    process.exitCode = 1
  } else throw error
}
