import { UserError, unknownName } from '../../core/errors.ts'
import { readUnitTests } from '../../transforms/read-unit-tests.ts'
import { runUnitTest, type UnitTestResult } from '../../transforms/run-unit-test.ts'
import type { UnitTest } from '../../transforms/unit-test.ts'
import { type Output, textTable } from '../output.ts'
import { buildForTests, openTestBench } from '../unit-test-bench.ts'

/** `csq test [model…]`: runs the unit tests of the models; resolves to whether all passed. */
export async function testCommand(output: Output, names: readonly string[]): Promise<boolean> {
  const started = performance.now()
  const bench = await openTestBench()
  try {
    const tests = chosenTests(
      readUnitTests(bench.models),
      names,
      bench.models.map((each) => each.name),
    )
    await buildForTests(bench, tests)
    const results: UnitTestResult[] = []
    for (const test of tests) {
      const result = await runUnitTest(bench, test)
      results.push(result)
      output.say(resultText(result))
    }
    const failed = results.filter((each) => !each.isPassed).length
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    output.say(`${tests.length} unit tests, ${failed} failed, in ${seconds} s`)
    output.result(results.map(resultForMachines))
    return failed === 0
  } finally {
    bench.database.close()
  }
}

function chosenTests(
  tests: readonly UnitTest[],
  wanted: readonly string[],
  models: readonly string[],
): readonly UnitTest[] {
  const names = new Set(wanted.flatMap((name) => modelsNamed(name, models)))
  const chosen = tests.filter((each) => wanted.length === 0 || names.has(each.model))
  if (chosen.length > 0) return chosen
  const of = wanted.length === 0 ? '' : ` of ${[...names].join(', ')}`
  throw new UserError(`There is no unit test${of}.`, {
    hint: 'docs/models.md says how one is written, in a .yml file beside the model.',
  })
}

/** `contacts` is the model of every layer. */
function modelsNamed(name: string, models: readonly string[]): readonly string[] {
  const found = models.filter((each) => each === name || each.endsWith(`.${name}`))
  const bare = [...new Set(models.map((each) => each.slice(each.indexOf('.') + 1)))]
  if (found.length === 0) throw unknownName('model', name, name.includes('.') ? models : bare)
  return found
}

/** A line, and below it what differs or what is wrong with the test. */
export function resultText({ test, isPassed, mistake, differences }: UnitTestResult): string {
  const line = `${isPassed ? 'ok    ' : 'FAILED'}  ${test.model}: ${test.name}`
  if (isPassed) return line
  if (mistake !== undefined) {
    const hint = mistake.hint === undefined ? '' : `\n        Try: ${mistake.hint}`
    return `${line}\n        ${mistake.message}${hint}`
  }
  return `${line} (${test.file})\n${textTable(differences).replace(/^/gm, '        ')}`
}

function resultForMachines({ test, isPassed, mistake, differences }: UnitTestResult) {
  const said = mistake === undefined ? {} : { mistake: mistake.message, hint: mistake.hint ?? null }
  return { model: test.model, name: test.name, file: test.file, isPassed, differences, ...said }
}
