import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/errors.ts'
import { identifier, literal } from '../core/sql.ts'
import { fileRead } from './define-source.ts'
import {
  cleanCell,
  type DeliveredTable,
  type InspectedFile,
  knownHeaders,
  type OpenedFile,
  type Reading,
  tidySql,
} from './delivery.ts'
import type { TextFacts } from './inspect-file.ts'
import { type FoundHeader, findHeader, trimHeader } from './read-header.ts'
import { rejectedLines } from './rejected-lines.ts'
import { rewriteText } from './rewrite-text.ts'

/** A CSV file as a table; what is not plain UTF-8 from the header on is rewritten first. */
export async function openCsv(
  file: InspectedFile & { facts: TextFacts },
  reading: Reading,
): Promise<OpenedFile> {
  const { encoding, head, hasOddLines } = file.facts
  if ('doubt' in encoding) {
    throw new UserError(`${file.name}: the encoding cannot be decided: ${encoding.doubt}.`, {
      hint: 'ask the sending team for the encoding and name it in the source (read.encoding), or have the file delivered as UTF-8; the whole file is held.',
    })
  }
  const header = findHeader(head, fileRead(reading.source), knownHeaders(reading))
  const isUtf16 = encoding.name.startsWith('utf-16')
  const mustRewrite = encoding.name !== 'utf-8' || hasOddLines || header.linesBefore > 0
  const path = mustRewrite ? join(reading.scratch, 'rewritten.csv') : file.path
  if (mustRewrite) {
    await rewriteText(file.path, path, {
      encoding: encoding.name,
      quote: header.quote,
      tidyLines: hasOddLines || isUtf16 || header.linesBefore > 0,
      linesBefore: header.linesBefore,
    })
  }
  return {
    tables: [csvTable(path, header, reading)],
    delimiter: header.delimiter,
    quote: header.quote,
    linesBefore: header.linesBefore + (header.hasLine ? 1 : 0),
    dispose: () => {
      if (mustRewrite) rmSync(path, { force: true })
    },
  }
}

/** A UTF-8 text at `path`, from its header line on, as a table. */
export function csvTable(
  path: string,
  header: FoundHeader,
  reading: Reading,
  options: { sheet?: string; hasSerialDates?: boolean; isPadded?: boolean } = {},
): DeliveredTable {
  const isPadded = options.isPadded ?? fileRead(reading.source).shortRows === 'pad'
  const names = header.names
  const columns = names.map((_, position) => `c${position}: 'VARCHAR'`).join(', ')
  const cells = names.map(
    (name, position) =>
      `${cleanCell(`c${position}`, reading.source.unknown, '_is_tidy')} as ${identifier(name)}`,
  )
  const delivered = names.map((name, position) => `c${position} as ${identifier(name)}`)
  const padding = isPadded ? ', null_padding = true, parallel = false' : ''
  const quote = literal(header.quote)
  const file = `read_csv(${literal(path)}, auto_detect = false, header = ${header.hasLine},
        delim = ${literal(header.delimiter)}, quote = ${quote}, escape = ${quote}, columns = {${columns}},
        max_line_size = 4000000, buffer_size = 16000000,
        store_rejects = true, rejects_table = '${rejectedLines}', rejects_limit = 0${padding})`
  return {
    names,
    sheet: options.sheet ?? null,
    hasRejects: true,
    signs: { delimiter: header.delimiter, quote: header.quote },
    linesBefore: header.hasLine ? 1 : 0,
    hasSerialDates: options.hasSerialDates ?? false,
    cells: `select ${cells.join(',\n  ')}, ${structureSql(header)} as _structure
      from (select *, ${tidySql(names.map((_, position) => `c${position}`))} as _is_tidy
        from ${file})`,
    delivered: `select ${delivered.join(', ')} from ${file}`,
  }
}

/**
 * What files joined end to end leave: the header once more, and a byte order mark before a quote,
 * which is none to the reader then.
 */
function structureSql({ hasLine, cells, quote }: FoundHeader): string {
  const named = cells
    .map((cell, position) => ({ name: trimHeader(cell), position }))
    .filter(({ name }) => name !== '')
    .slice(0, 3)
  const around = ` \t\r\n\u00a0\u3000\ufeff${quote}`
  const same = named.map(
    ({ name, position }) => `trim(c${position}, ${literal(around)}) = ${literal(name)}`,
  )
  const repeated =
    hasLine && named.length > 1 ? `when ${same.join(' and ')} then 'repeated_header'` : ''
  return `case ${repeated} when starts_with(c0, ${literal(`\ufeff${quote}`)}) then 'broken_quotes' end`
}
