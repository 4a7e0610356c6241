import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { UserError } from '../core/errors.ts'
import { readIndicators } from '../metrics/indicators.ts'
import type { Context } from './context.ts'
import { explainSqlError } from './explain-sql-error.ts'
import { answers, isWhole } from './sql-answer.ts'
import { isCommand, isLeaving, type PromptState, runCommand } from './sql-commands.ts'
import { completeLine } from './sql-completion.ts'
import { type History, openHistory } from './sql-history.ts'
import { openSession } from './sql-session.ts'

/** What stands on the line and above it. */
interface Typed {
  /** Lines of a statement that has not ended. */
  statement: string
  isRunning: boolean
}

/**
 * Reads statements until `\q` and prints their rows. It only reads: a load or a build never waits
 * for it and it waits for none; the next statement reads what they have made.
 */
export async function sqlPrompt(
  context: Context,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<void> {
  const { workspace } = context
  const session = await openSession(workspace.warehouse)
  let indicators: ReturnType<typeof readIndicators> | undefined
  const state: PromptState = {
    session,
    zone: workspace.zone,
    indicators: () => {
      indicators ??= readIndicators()
      return indicators
    },
    isTiming: false,
  }
  const typed: Typed = { statement: '', isRunning: false }
  const history = openHistory(join(workspace.cache, 'sql-history'))
  const reader = openLines(input, output, { history, state, typed })
  output.write('Read-only SQL; \\? lists what else there is.\n')
  try {
    await readStatements(reader, output, state, typed)
  } finally {
    reader.close()
    session.close()
  }
}

function openLines(
  input: Readable,
  output: Writable,
  parts: { readonly history: History; readonly state: PromptState; readonly typed: Typed },
): Interface {
  const { history, state, typed } = parts
  const complete = async (line: string): Promise<[string[], string]> => {
    const isMetric = /^\s*\\metric\s/.test(line)
    const [found, word] = completeLine(line, typed.statement, {
      tables: await state.session.tables(),
      indicators: isMetric ? (await state.indicators()).map((each) => each.name) : [],
    })
    return [found, word]
  }
  const reader = createInterface({
    input,
    output,
    history: [...history.lines],
    historySize: 1000,
    removeHistoryDuplicates: true,
    prompt: 'csq> ',
    completer: complete,
  })
  reader.on('history', ([newest = '']) => history.add(newest))
  reader.on('SIGINT', () => {
    if (typed.isRunning) return state.session.interrupt()
    typed.statement = ''
    output.write('^C\n')
    reader.write(null, { ctrl: true, name: 'e' })
    reader.write(null, { ctrl: true, name: 'u' })
    showPrompt(reader, typed)
  })
  return reader
}

async function readStatements(
  reader: Interface,
  output: Writable,
  state: PromptState,
  typed: Typed,
): Promise<void> {
  showPrompt(reader, typed)
  for await (const line of reader) {
    if (typed.statement === '' && isLeaving(line)) return
    const text = typed.statement === '' ? line : `${typed.statement}\n${line}`
    const ends = (typed.statement === '' && isCommand(line)) || isWhole(text)
    typed.statement = ends || text.trim() === '' ? '' : text
    if (ends) {
      typed.isRunning = true
      await answer(text.trim(), state, output)
      typed.isRunning = false
    }
    showPrompt(reader, typed)
  }
  output.write('\n')
}

function showPrompt(reader: Interface, { statement }: Typed): void {
  reader.setPrompt(statement === '' ? 'csq> ' : '  -> ')
  reader.prompt()
}

async function answer(text: string, state: PromptState, output: Writable): Promise<void> {
  const started = performance.now()
  const database = await state.session.database(() =>
    output.write('The warehouse was replaced by a load or a build; this reads the new one.\n'),
  )
  try {
    if (isCommand(text)) {
      output.write(await runCommand(text, state))
      return
    }
    for await (const shown of answers(database, text)) output.write(shown)
    if (state.isTiming) output.write(`time ${Math.round(performance.now() - started)} ms\n`)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('INTERRUPT')) {
      output.write('stopped\n')
      return
    }
    const explained = await explainSqlError(database, error)
    if (!(explained instanceof UserError)) throw explained
    const hint = explained.hint === undefined ? '' : `Try: ${explained.hint}\n`
    output.write(`${explained.message}\n${hint}`)
  }
}
