import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../core/database.ts'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { cleanCell, type InspectedFile, type OpenedFile, type Reading } from './delivery.ts'
import type { TextFacts } from './inspect-file.ts'
import { uniqueNames } from './read-header.ts'
import { rewriteText } from './rewrite-text.ts'

/**
 * A file of one JSON object per line as a table. Its columns are the keys of all its objects;
 * those of an object within are `outer.inner`, down to the fourth level. Each line is parsed by
 * itself, so that a broken one stays alone.
 */
export async function openNdjson(
  database: Database,
  file: InspectedFile & { facts: TextFacts },
  reading: Reading,
): Promise<OpenedFile> {
  const { encoding } = file.facts
  if ('doubt' in encoding) {
    throw new UserError(`${file.name}: the encoding cannot be decided: ${encoding.doubt}.`, {
      hint: 'ask the sending team to deliver JSON as UTF-8; the whole file is held.',
    })
  }
  const mustRewrite = encoding.name !== 'utf-8'
  const path = mustRewrite ? join(reading.scratch, 'rewritten.ndjson') : file.path
  if (mustRewrite) {
    await rewriteText(file.path, path, {
      encoding: encoding.name,
      quote: '"',
      tidyLines: false,
      linesBefore: 0,
    })
  }
  const keys = await readKeys(database, path)
  const names = uniqueNames(keys.map((key) => key.name))
  const found = names.map(
    (name, index) =>
      `${cleanCell(`_values[${index + 1}]`, reading.source.unknown)} as ${identifier(name)}`,
  )
  const paths = keys.map((key) => literal(key.path)).join(', ')
  const values = names.length === 0 ? 'null::varchar[]' : `json_extract_string(line, [${paths}])`
  return {
    tables: [
      {
        names,
        sheet: null,
        hasRejects: false,
        signs: null,
        linesBefore: 0,
        hasSerialDates: false,
        cells: `select ${[...found, `case when not _is_object then 'bad_json' end as _structure`].join(',\n  ')}
          from (select _is_object, case when _is_object then ${values} end as _values
            from (select line, ${isObject} as _is_object from (${linesOf(path)})))`,
      },
    ],
    delimiter: null,
    quote: null,
    linesBefore: 0,
    dispose: () => {
      if (mustRewrite) rmSync(path, { force: true })
    },
  }
}

/** Nested, since both sides of an `and` may be evaluated, and a broken line is an error to the second. */
const isObject = `case when json_valid(line) then json_type(line) = 'OBJECT' else false end`

/** Blank lines are left out by the reader, as between records of a CSV file. */
function linesOf(path: string): string {
  return `select * from read_csv(${literal(path)}, auto_detect = false, header = false, delim = e'\\x01',
    quote = '', escape = '', columns = {line: 'VARCHAR'}, max_line_size = 4000000, buffer_size = 16000000)`
}

interface Key {
  /** Keys from the outermost object on, joined by dots. */
  readonly name: string
  readonly path: string
}

const mostLevels = 4

/** Keys of all objects, each level by name: the same in every file that has the same keys. */
async function readKeys(database: Database, path: string): Promise<readonly Key[]> {
  const found: Key[] = []
  let level: readonly Key[] = [{ name: '', path: '$' }]
  for (let depth = 0; depth < mostLevels && level.length > 0; depth++) {
    const paths = level.map((key) => literal(key.path)).join(', ')
    // a line with fewer braces has no object that deep
    const lines = `select case when json_valid(line) then json_keys(line, [${paths}]) end as keys
      from (${linesOf(path)}) where line like '${'%{'.repeat(depth + 1)}%'`
    const rows = await database.rows<{ place: number; key: string }>(
      `select distinct place, unnest(keys[place]) as key
      from (select keys, unnest(range(1, ${level.length + 1})) as place
        from (select distinct keys from (${lines}))) order by all`,
    )
    const outer = level
    level = rows.map((row) => keyWithin(outer[row.place - 1], row.key))
    found.push(...level)
  }
  return found
}

function keyWithin(outer: Key | undefined, key: string): Key {
  const { name, path } = outer ?? { name: '', path: '$' }
  return {
    name: name === '' ? key : `${name}.${key}`,
    path: `${path}."${key.replace(/["\\]/g, '\\$&')}"`,
  }
}
