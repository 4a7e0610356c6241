import { openDatabase } from '../core/database.ts'
import { valueColumns } from '../metrics/value-columns.ts'
import { type Model, readModels } from '../transforms/model.ts'
import { code, markdownTable, page } from './docs-text.ts'

/** `tables.md`: every model of `transforms/`, from the headers of its SQL; marts first. */
export async function tablesPage(): Promise<string> {
  const database = await openDatabase()
  try {
    const models = await readModels(database)
    const layers = ['marts', 'staging']
    return page(
      'Tables',
      'Numbers stand in `indicators.values`, cases in the marts; staging holds the newest version of every delivered row. The same texts stand in the warehouse as comments, see `.tables` and `.columns` of `csq sql`.',
      [
        valuesPart(),
        ...layers.flatMap((layer) => models.filter((each) => each.layer === layer).map(modelPart)),
      ],
    )
  } finally {
    database.close()
  }
}

function modelPart(model: Model): string {
  return [
    `## ${model.name}`,
    model.description,
    `Grain: ${model.grain.map(code).join(', ')}. Reads ${model.reads.map(code).join(', ')}.`,
    markdownTable(
      ['column', 'meaning'],
      model.columns.map((each) => [code(each.name), each.description]),
    ),
  ].join('\n\n')
}

function valuesPart(): string {
  const rows = Object.entries(valueColumns).map(([name, text]) => [code(name), text])
  return `## indicators.values\n\nOne row per indicator, period and group.\n\n${markdownTable(['column', 'meaning'], rows)}`
}
