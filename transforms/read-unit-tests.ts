import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import { programRoot } from '../core/definitions.ts'
import { nearestName, UserError } from '../core/errors.ts'
import { layers, type Model } from './model.ts'
import { parseUnitTests, type UnitTest } from './unit-test.ts'

/** Every unit test of the `.yml` files beside the models, under the full name of its model. */
export function readUnitTests(models: readonly Model[]): readonly UnitTest[] {
  return Object.keys(layers).flatMap((layer) => {
    const folder = join(programRoot, 'transforms', layer)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((each) => /\.ya?ml$/.test(each))
      .sort()
      .flatMap((file) =>
        unitTestsOf(
          `transforms/${layer}/${file}`,
          readFileSync(join(folder, file), 'utf8'),
          models,
        ),
      )
  })
}

/** The unit tests of one text; a UserError where it cannot be read or names an unknown model. */
export function unitTestsOf(
  file: string,
  text: string,
  models: readonly Model[],
): readonly UnitTest[] {
  const tests = parseUnitTests(file, readYaml(file, text)).map((test) => ({
    ...test,
    model: modelOf(test, models),
  }))
  const seen = new Set<string>()
  for (const { name, model } of tests) {
    if (seen.has(`${model} ${name}`)) {
      throw new UserError(`${file} has two tests of ${model} with the name "${name}".`)
    }
    seen.add(`${model} ${name}`)
  }
  return tests
}

/** Numbers stay as they are written: a staff number 007 is no 7. */
function readYaml(file: string, text: string): unknown {
  try {
    return parse(text, { schema: 'failsafe', customTags: ['null', 'bool'] })
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new UserError(`${file} is no YAML: ${error.message.trim()}`, { cause: error })
  }
}

/** `contacts`, `marts.contacts` or `ref('contacts')`; a bare name is first one of the file's layer. */
function modelOf({ file, name, model }: UnitTest, models: readonly Model[]): string {
  const wanted = tableName(model)
  const layer = file.split('/').at(-2)
  const found =
    models.find((each) => each.name === wanted) ??
    models.find((each) => each.name === `${layer}.${wanted}`) ??
    models.find((each) => each.table === wanted)
  if (found !== undefined) return found.name
  const near =
    nearestName(
      wanted,
      models.map((each) => each.name),
    ) ??
    nearestName(
      wanted,
      models.map((each) => each.table),
    )
  throw new UserError(`${file}, ${name}: there is no model "${model}".`, {
    hint:
      near === undefined
        ? `the models are ${models.map((each) => each.name).join(', ')}.`
        : `Did you mean: ${near}?`,
  })
}

/** The name within `ref('x')` or `source('a', 'b')`, which others write; else the name itself. */
export function tableName(written: string): string {
  const call = /^(?:ref|source)\((.*)\)$/.exec(written.trim())
  if (call === null) return written.trim()
  return (call[1] ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^(['"])(.*)\1$/, '$2'))
    .join('.')
}
