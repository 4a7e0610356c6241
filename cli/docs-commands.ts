import type { Command } from 'commander'
import { code, markdownTable, page } from './docs-text.ts'

/** `commands.md`: every verb of the program with its arguments and options. */
export function commandsPage(program: Command): string {
  const verbs = program.commands.filter((each) => each.name() !== 'help')
  return page('Commands', `\`${program.name()} [options] <verb>\`: ${program.description()}.`, [
    `Options of every verb:\n\n${optionsTable(program)}`,
    ...verbs.map((each) => commandPart(program, each)),
  ])
}

function commandPart(program: Command, command: Command): string {
  const words = command.registeredArguments.map((each) => {
    const name = `${each.name()}${each.variadic ? '...' : ''}`
    return each.required ? `<${name}>` : `[${name}]`
  })
  const options = command.options.length === 0 ? '' : `\n\n${optionsTable(command)}`
  const usage = [program.name(), command.name(), ...words].join(' ')
  return `## ${usage}\n\n${command.description()}${options}`
}

function optionsTable(command: Command): string {
  return markdownTable(
    ['option', 'meaning', 'default'],
    command.options.map((each) => [
      code(each.flags),
      `${each.description}${each.mandatory ? ' (required)' : ''}`,
      each.defaultValue === undefined ? '' : code(String(each.defaultValue)),
    ]),
  )
}
