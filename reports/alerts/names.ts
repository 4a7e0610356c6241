import type { Database } from '../../core/database.ts'
import type { BothLanguages } from '../edition.ts'
import { hasTable } from './rules.ts'

/** Gives the name of a group in both languages; its identifier where it has none. */
export type NameOf = (groupedBy: string, groupId: string) => BothLanguages

const tables = [
  ['channel', 'channels', 'channel'],
  ['department', 'departments', 'department_id'],
  ['product', 'products', 'product_code'],
] as const

/** The names of groups in the reference tables of a warehouse. */
export async function readNames(database: Database): Promise<NameOf> {
  const names = new Map<string, BothLanguages>()
  for (const [groupedBy, table, key] of tables) {
    if (!(await hasTable(database, 'reference', table))) continue
    const rows = await database.rows<{ id: string; zh: string; en: string }>(
      `select ${key} as id, name_zh as zh, coalesce(name_en, ${key}) as en from reference.${table}`,
    )
    for (const { id, zh, en } of rows) names.set(`${groupedBy}|${id}`, { zh, en })
  }
  return (groupedBy, groupId) =>
    names.get(`${groupedBy}|${groupId}`) ?? { zh: groupId, en: groupId }
}
