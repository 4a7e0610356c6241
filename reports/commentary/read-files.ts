import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A commentary as somebody wrote it. */
export interface CommentFile {
  readonly audience: string
  readonly language: 'zh' | 'en'
  /** `commentary/2026-Q3/department/D02.md`, below the workspace. */
  readonly path: string
  readonly text: string
}

/** Path of a commentary below the workspace. */
export function commentaryPath(period: string, audience: string, language: 'zh' | 'en'): string {
  return `commentary/${period}/${audience}${language === 'zh' ? '' : '.en'}.md`
}

/** The commentaries of these audiences on a period; files without a text are none. */
export function readCommentFiles(
  home: string,
  period: string,
  audiences: readonly string[],
): readonly CommentFile[] {
  return audiences.flatMap((audience) =>
    (['zh', 'en'] as const).flatMap((language) => {
      const path = commentaryPath(period, audience, language)
      if (!existsSync(join(home, path))) return []
      const text = readFileSync(join(home, path), 'utf8').replace(/^\uFEFF/, '')
      return text.trim() === '' ? [] : [{ audience, language, path, text }]
    }),
  )
}
