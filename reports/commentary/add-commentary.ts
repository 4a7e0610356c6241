import { type Database, openDatabase } from '../../core/database.ts'
import { UserError } from '../../core/errors.ts'
import { literal } from '../../core/sql.ts'
import type { GateCheck } from '../edition.ts'
import { headlineIndicators } from '../labels/headline.ts'
import { type CommentSource, readCommentSource } from './figures.ts'
import { type CommentFile, commentaryPath, readCommentFiles } from './read-files.ts'
import { renderCommentary, subjectOf } from './render-commentary.ts'

export interface CommentaryOptions {
  /** Folder of the workspace. */
  readonly home: string
  /** The edition's data file; its table `commentary` is filled. */
  readonly data: string
  readonly period: string
  readonly audience: string
  /** Whether an edition with a missed target must be commented upon. */
  readonly isRequired: boolean
}

/**
 * Puts what people wrote about a period into the data file of its edition, figures in place, and
 * returns what the gate says of it. A reference to a figure that the edition has not is a
 * UserError with file, line and nearest name, as is a lacking commentary that is required.
 */
export async function addCommentary(options: CommentaryOptions): Promise<readonly GateCheck[]> {
  const database = await openDatabase()
  try {
    await database.run(`attach ${literal(options.data)} as edition; use edition`)
    const source = await readCommentSource(database)
    const files = readCommentFiles(
      options.home,
      options.period,
      audiencesIn(options.audience, source),
    )
    const rendered = files.map((file) => ({ file, ...renderCommentary(file, source) }))
    const mistakes = rendered.flatMap((each) => each.mistakes)
    if (mistakes.length > 0) throw wrongReferences(mistakes)
    const red = redIndicators(source, options.audience)
    const named = rendered
      .filter(({ file }) => file.audience === commentedBy(options.audience))
      .flatMap(({ indicators }) => indicators)
    const lacking = red.filter((indicator) => !named.includes(indicator))
    if (options.isRequired && lacking.length > 0) throw notWritten(options, lacking)
    await fill(database, rendered)
    await database.run('use memory; checkpoint edition; detach edition')
    return [
      checkPresent(options, red, lacking),
      checkRawFigures(rendered.flatMap(({ rawFigures }) => rawFigures)),
    ]
  } finally {
    database.close()
  }
}

/** The headline indicators that miss their target, of the bank or of the audience's department. */
export function redIndicators({ figures }: CommentSource, audience: string): readonly string[] {
  const { groupedBy, id } = subjectOf(audience)
  return headlineIndicators.filter((indicator) =>
    figures.some(
      (each) =>
        each.indicator === indicator &&
        each.grouped_by === groupedBy &&
        each.group_id === id &&
        each.status === 'missed',
    ),
  )
}

/** Whose commentaries an edition shows: the bank's holds those of its departments too. */
function audiencesIn(audience: string, { figures }: CommentSource): readonly string[] {
  if (audience.startsWith('department/')) return [audience]
  const departments = figures
    .filter((each) => each.grouped_by === 'department')
    .map((each) => `department/${each.group_id}`)
  return ['bank', ...new Set(departments)]
}

/** Analysts read what is written for the bank. */
function commentedBy(audience: string): string {
  return audience === 'analyst' ? 'bank' : audience
}

async function fill(
  database: Database,
  rendered: readonly { readonly file: CommentFile; readonly html: string }[],
): Promise<void> {
  for (const audience of new Set(rendered.map(({ file }) => file.audience))) {
    const html = (language: 'zh' | 'en') =>
      rendered.find(({ file }) => file.audience === audience && file.language === language)?.html
    const [zh, en] = [html('zh') ?? html('en') ?? '', html('en') ?? html('zh') ?? '']
    await database.run('insert into commentary (audience, html_zh, html_en) values ($1, $2, $3)', [
      audience,
      zh,
      en,
    ])
  }
}

function checkPresent(
  { period, audience }: CommentaryOptions,
  red: readonly string[],
  lacking: readonly string[],
): GateCheck {
  const path = commentaryPath(period, commentedBy(audience), 'zh')
  const detail =
    lacking.length === 0
      ? `${red.length} missed headline targets, all commented upon`
      : `${path} says nothing of ${lacking.join(', ')}`
  return { name: 'commentary_present', ok: lacking.length === 0, severity: 'warning', detail }
}

function checkRawFigures(found: readonly string[]): GateCheck {
  return {
    name: 'commentary_figures_tied',
    ok: found.length === 0,
    severity: 'warning',
    detail: found.length === 0 ? 'every figure is a reference' : found.join('; '),
  }
}

function wrongReferences(mistakes: readonly string[]): UserError {
  return new UserError(`The commentary cannot be shown:\n  ${mistakes.join('\n  ')}`, {
    hint: 'correct the lines named above; csq commentary --help says how figures are referred to.',
  })
}

function notWritten(
  { period, audience }: CommentaryOptions,
  lacking: readonly string[],
): UserError {
  const who = commentedBy(audience)
  const path = commentaryPath(period, who, 'zh')
  const option = who === 'bank' ? '' : ` --audience ${who}`
  return new UserError(
    `${period}/${audience} misses headline targets that nobody comments upon: ${lacking.join(', ')}.`,
    {
      hint: `write ${path} in the workspace; csq commentary --period ${period}${option} makes it with each of them named.`,
    },
  )
}
