import { z } from 'zod'
import { zoneOf } from '../core/zone.ts'
import { type CompiledColumn, compileContract } from '../ingest/compile-contract.ts'
import { readContracts } from '../ingest/contracts.ts'
import type { Contract } from '../ingest/define-contract.ts'
import type { FieldMeta } from '../ingest/fields.ts'
import { code, markdownTable, page } from './docs-text.ts'

/** `contracts.md`: every table that a delivery may contain, with headers and accepted labels. */
export async function contractsPage(): Promise<string> {
  const contracts = await readContracts()
  return page(
    'Contracts',
    'A delivery is a file in `inbox/<contract>/`; its columns may stand in any order, under the name or the Chinese header. Rows that break a rule are held back with a reason, see reasons.md.',
    [...contracts].sort((a, b) => (a.name < b.name ? -1 : 1)).map(contractPart),
  )
}

function contractPart(contract: Contract): string {
  const { columns } = compileContract(contract, { zone: zoneOf('Asia/Shanghai') })
  const { properties = {} } = z.toJSONSchema(contract.row, { io: 'output' })
  const rules = contract.rules.map(
    (each) => `- ${code(each.reason)} (${each.column}): refused when ${code(each.broken)}`,
  )
  const kind =
    contract.kind === 'facts'
      ? 'Facts: rows are added, the newest version of a key counts.'
      : 'Reference: a delivery replaces the whole table.'
  return [
    `## ${contract.name}`,
    `${contract.title.zh} · ${contract.title.en}. ${kind} Key: ${contract.key.map(code).join(', ')}.`,
    markdownTable(
      ['column', 'header', 'kind', 'required', 'accepts'],
      columns.map((column) => columnRow(column, properties[column.name] as unknown as Property)), // meta of fields.ts
    ),
    ...(rules.length === 0 ? [] : [rules.join('\n')]),
  ].join('\n\n')
}

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly (string | number | null)[]
}

interface Property extends FieldMeta, Bounds {
  readonly anyOf?: readonly (Bounds & { readonly type?: string })[]
}

function columnRow(column: CompiledColumn, property: Property): readonly string[] {
  const required = column.isRequired ? 'yes' : ''
  return [code(column.name), column.zh, column.kind, required, accepts(property)]
}

const personal = {
  key: 'personal: stored as a keyed hash only',
  free_text: 'free text: personal data in it is masked',
} as const

function accepts(property: Property): string {
  if (property.personal !== undefined) return personal[property.personal]
  if (property.kind === 'code') {
    const codes = Object.entries(property.labels ?? {}).map(([each, labels]) =>
      [code(each), ...labels].join(' '),
    )
    const more = property.codesFrom === undefined ? [] : [`codes of ${code(property.codesFrom)}`]
    return [...codes, ...more].join(', ')
  }
  const {
    minimum,
    maximum,
    enum: values,
  } = property.anyOf?.find((each) => each.type !== 'null') ?? property
  if (property.kind !== 'number' && property.kind !== 'integer') return ''
  if (values !== undefined) return values.join(' or ')
  const low = minimum !== undefined && minimum > -1e15 ? `from ${minimum}` : ''
  const high = maximum !== undefined && maximum < 1e15 ? `to ${maximum}` : ''
  return `${low} ${high}`.trim()
}
