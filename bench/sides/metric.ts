import { openReader } from '../../core/database.ts'
import { queryMetrics } from '../../metrics/query-metrics.ts'

/** Milliseconds of a question about one quarter to a built warehouse, within the process; five times. */
const [warehouse = ''] = process.argv.slice(2)

const milliseconds: number[] = []
let rows = 0
const database = await openReader(warehouse)
for (let time = 0; time < 5; time++) {
  const started = performance.now()
  const answer = await queryMetrics(database, {
    indicators: ['connect_rate', 'aht_seconds'],
    by: ['channel', 'month'],
    period: '2026-Q3',
  })
  milliseconds.push(performance.now() - started)
  rows = answer.length
}
database.close()
process.stdout.write(JSON.stringify({ milliseconds, rows }))
