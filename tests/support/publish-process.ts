import { fixedClock } from '../../core/clock.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readWorkspace } from '../../core/workspace.ts'
import { publishEdition } from '../../reports/publish.ts'

/** Publishes an edition for the bank, and says each step as it begins. */
const [home = '', period = ''] = process.argv.slice(2)

await publishEdition({
  workspace: readWorkspace(home),
  period: parsePeriod(period),
  audience: 'bank',
  clock: fixedClock('2026-04-05T09:00:00+08:00'),
  programVersion: 'test',
  onStep: (step) => process.stdout.write(`${step}\n`),
})
