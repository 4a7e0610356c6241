import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openReader } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { parsePeriod } from '../../core/periods.ts'
import { commentaryPath } from '../../reports/commentary/read-files.ts'
import { commentaryTemplate, readRed } from '../../reports/commentary/template.ts'
import type { Context } from '../context.ts'
import { requireWarehouse } from './sql.ts'

export interface CommentaryCommandOptions {
  readonly period: string
  readonly audience?: string
  readonly language?: string
}

/** `csq commentary --period 2026-Q3`: begins a commentary that names each missed target. */
export async function commentaryCommand(
  { workspace, output }: Context,
  { period: name, audience = 'bank', language = 'zh' }: CommentaryCommandOptions,
): Promise<void> {
  const period = parsePeriod(name)
  if (!/^(bank|analyst|department\/[\w.-]+)$/.test(audience)) {
    throw new UserError(`There is no audience "${audience}".`, {
      hint: 'bank, analyst, or a department such as department/D02.',
    })
  }
  if (language !== 'zh' && language !== 'en') {
    throw new UserError(`There is no language "${language}".`, { hint: 'zh or en.' })
  }
  requireWarehouse(workspace.warehouse)
  const path = join(workspace.home, commentaryPath(period.id, audience, language))
  if (existsSync(path)) {
    throw new UserError(`${path} is there already.`, {
      hint: 'go on writing it; nothing is written over.',
    })
  }
  const database = await openReader(workspace.warehouse)
  try {
    const red = await readRed(database, period, audience)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, commentaryTemplate(period, red, language))
    const names = red.map(({ indicator }) => indicator)
    output.say(
      names.length === 0
        ? 'no headline target is missed'
        : `missed headline targets: ${names.join(', ')}`,
    )
    output.say(path)
    output.result({ path, missed: names })
  } finally {
    database.close()
  }
}
