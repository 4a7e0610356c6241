import type { Database } from '../core/database.ts'
import { literal } from '../core/sql.ts'
import { othersSql, ownNamesSql } from './audience/others.ts'
import type { GateCheck } from './edition.ts'
import type { EditionText } from './gate-texts.ts'

/**
 * Whether anything in an edition of a department names another: its number or name, its teams,
 * agents, branches or complaints. Needs the warehouse attached as `warehouse`.
 */
export async function checkOthers(
  database: Database,
  department: string,
  texts: readonly EditionText[],
): Promise<GateCheck> {
  await database.run(`use warehouse; set variable department_id = ${literal(department)}`)
  const others = await database.rows<{ word: string; is_code: boolean }>(othersSql)
  const { own } = await database.row<{ own: string }>(`select (${ownNamesSql}) as own`)
  const ownNames = new RegExp(own, 'g')
  const codes = new Set(others.filter((each) => each.is_code).map((each) => each.word))
  const names = others.filter((each) => !each.is_code).map((each) => each.word)
  const found = new Set<string>()
  const places = new Map<string, string>()
  for (const { where, text } of texts) {
    for (const token of tokens(text)) {
      if (codes.has(token)) found.add(`${where}: ${token}`)
      if (!places.has(token)) places.set(token, where)
    }
    const phrases = phrasesOf(text).replace(ownNames, '')
    for (const name of names) if (phrases.includes(name)) found.add(`${where}: ${name}`)
  }
  for (const id of await complaintsOfOthers(database, [...places.keys()])) {
    found.add(`${places.get(id)}: ${id}`)
  }
  const detail = [...found].sort().slice(0, 20).join('; ')
  return { name: 'no_other_department', ok: found.size === 0, detail: detail || 'none' }
}

/** Words of letters and digits, with and without what joins them. */
function tokens(text: string): Set<string> {
  const whole = new Set(text.match(/[A-Za-z0-9_-]{2,}/g))
  for (const word of [...whole]) {
    if (/[_-]/.test(word)) for (const part of word.split(/[_-]+/)) whole.add(part)
  }
  return whole
}

/** What stands between signs of a text, once each. */
function phrasesOf(text: string): string {
  return [...new Set(text.split(/[<>"'`{}\n|，。；：、（）“”《》=;:()[\]]+/))].join('\n')
}

async function complaintsOfOthers(
  database: Database,
  words: readonly string[],
): Promise<readonly string[]> {
  const ids = words.filter((word) => /\d/.test(word))
  if (ids.length === 0) return []
  const rows = await database.rows<{ complaint_id: string }>(
    `select complaint_id from marts.complaints
    where department_id is distinct from getvariable('department_id')
      and complaint_id in (select unnest([${ids.map(literal).join(', ')}]::varchar[]))`,
  )
  return rows.map((row) => row.complaint_id)
}
