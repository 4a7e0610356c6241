import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../core/errors.ts'

/** Every message of a file (one message, or an mbox), a maildir or a folder of messages, as Latin-1. */
export function readMessages(path: string): readonly string[] {
  const state = statSync(path, { throwIfNoEntry: false })
  if (state === undefined) {
    throw new UserError(`There is no file ${path}.`, {
      hint: 'name an mbox, a maildir or a message (.eml), or - for the standard input.',
    })
  }
  if (!state.isDirectory()) return splitMessages(readFileSync(path, 'latin1'))
  const folders = ['new', 'cur'].map((name) => join(path, name))
  const isMaildir = folders.every((folder) =>
    statSync(folder, { throwIfNoEntry: false })?.isDirectory(),
  )
  return (isMaildir ? folders : [path]).flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
      .flatMap((name) => splitMessages(readFileSync(join(folder, name), 'latin1'))),
  )
}

/** The messages of an mbox; a text that is no mbox is one message. */
export function splitMessages(text: string): readonly string[] {
  const plain = text.replaceAll('\r\n', '\n')
  if (!plain.startsWith('From ')) return plain.trim() === '' ? [] : [plain]
  return `\n${plain}`
    .split(/\n(?=From )/)
    .filter((message) => message !== '')
    .map((message) => message.replace(/^From .*\n/, '').replace(/^>(>*From )/gm, '$1'))
}
