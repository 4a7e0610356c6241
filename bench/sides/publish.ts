import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../core/clock.ts'
import { parsePeriod } from '../../core/periods.ts'
import { readWorkspace } from '../../core/workspace.ts'
import { publishEditions } from '../../reports/publish.ts'

/** Publishes editions, and tells what they took beside this process, and on the disk. */
const [home = '', period = '', audience = ''] = process.argv.slice(2)

const started = performance.now()
const { published, failed, renderer } = await publishEditions({
  workspace: readWorkspace(home),
  period: parsePeriod(period),
  audience,
  clock: systemClock,
  programVersion: 'bench',
})
const seconds = (performance.now() - started) / 1000
const last = published.at(-1)
process.stdout.write(
  JSON.stringify({
    editions: published.filter((each) => each.isNew).length,
    failed: failed.map((each) => `${each.audience}: ${each.error.message.slice(0, 300)}`),
    pages: last?.pages ?? 0,
    publishSeconds: seconds,
    renderer,
    ownBytes: last === undefined ? 0 : ownBytes(last.edition.folder),
  }),
)

/** Bytes of the files that an edition shares with no other. */
function ownBytes(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const { size, nlink } = statSync(join(entry.parentPath, entry.name))
    if (nlink === 1) bytes += size
  }
  return bytes
}
