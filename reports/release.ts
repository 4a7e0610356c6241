import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { addDays } from '../core/periods.ts'
import { appendLedger, readLedger, readRuns, runsFile } from '../core/runs.ts'
import type { Workspace } from '../core/workspace.ts'
import { localDay, localMidnight } from '../core/zone.ts'
import { approvalOf, approvalsFile, isApprovalRequired } from './approval.ts'
import { type Edition, readManifest } from './edition.ts'

/** Whether the readers of an edition may have it. */
export interface Release {
  readonly isOpen: boolean
  /** The instant at which it opens or opened; undefined where none is set. */
  readonly at: Date | undefined
  /** What it waits for while it is not open. */
  readonly waitsFor: 'approval' | 'instant' | undefined
}

const rowSchema = z.object({
  /** `2026-Q3/bank`: all its revisions. */
  edition: z.string(),
  opens: z.iso.datetime(),
  at: z.iso.datetime(),
})

/**
 * Whether an edition is open at `now`: approved where that is required, and past the instant of
 * `csq release`, else past that of the settings. Cheap enough to ask for each request.
 */
export function releaseOf(workspace: Workspace, edition: Edition, now: Date): Release {
  const { home } = workspace
  const watched = [releasesFile(home), runsFile(home), approvalsFile(home)]
  const settings = JSON.stringify(workspace.config.editions)
  const found = remember(
    `${home}|${edition.id}|${settings}`,
    [...watched, manifestOf(edition)],
    () => ({
      at: opensAt(workspace, edition),
      isApproved:
        !isApprovalRequired(workspace, edition.audience) || approvalOf(home, edition) !== undefined,
    }),
  )
  if (!found.isApproved) return { isOpen: false, at: found.at, waitsFor: 'approval' }
  const isOpen = found.at === undefined || found.at <= now
  return { isOpen, at: found.at, waitsFor: isOpen ? undefined : 'instant' }
}

/** Sets the instant at which every revision of a period and audience opens; the last one counts. */
export function setRelease(home: string, edition: Edition, opens: Date, now: Date): void {
  appendLedger(releasesFile(home), {
    edition: `${edition.period.id}/${edition.audience}`,
    opens: opens.toISOString(),
    at: now.toISOString(),
  })
}

/** An instant such as `2026-10-09 09:00` in the bank's zone, or `2026-10-09T01:00Z`; else a UserError. */
export function readInstant({ zone }: Pick<Workspace, 'zone'>, text: string): Date {
  const local = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim())
  const [, day = '', hour, minute] = local ?? []
  const isDay = !Number.isNaN(Date.parse(`${day}T00:00:00Z`))
  if (local !== null && isDay) return at(localMidnight(zone, day), Number(hour), Number(minute))
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/
  const instant = new Date(text)
  if (isInstant.test(text) && !Number.isNaN(instant.getTime())) return instant
  throw new UserError(`"${text}" is not an instant.`, {
    hint: `write "2026-10-09 09:00", a time of ${zone.name}, or 2026-10-09T01:00Z.`,
  })
}

function opensAt(workspace: Workspace, edition: Edition): Date | undefined {
  const { home, zone, config } = workspace
  const name = `${edition.period.id}/${edition.audience}`
  const set = readLedger(releasesFile(home), rowSchema).findLast((row) => row.edition === name)
  if (set !== undefined) return new Date(set.opens)
  const rule = /^\+(\d+)d (\d\d):(\d\d)$/.exec(config.editions.release ?? '')
  if (rule === null) return undefined
  const [, days, hour, minute] = rule.map(Number)
  const day = addDays(localDay(zone, dueOf(home, edition)), days ?? 0)
  return at(localMidnight(zone, day), hour ?? 0, minute ?? 0)
}

/** When the period was due; without a schedule, when its first revision was published. */
function dueOf(home: string, edition: Edition): Date {
  const run = readRuns(home).find((each) => each.period === edition.period.id && each.attempt > 0)
  if (run !== undefined) return new Date(run.due)
  const folder = dirname(edition.folder)
  const revisions = readdirSync(folder).flatMap((name) => {
    const isWhole = /^r\d+$/.test(name) && existsSync(join(folder, name, 'manifest.json'))
    return isWhole ? [Number(name.slice(1))] : []
  })
  const first = join(folder, `r${Math.min(...revisions)}`)
  return new Date(readManifest({ folder: first }).published_at)
}

function releasesFile(home: string): string {
  return join(home, 'releases.ndjson')
}

function manifestOf(edition: Edition): string {
  return join(edition.folder, 'manifest.json')
}

function at(midnight: Date, hour: number, minute: number): Date {
  return new Date(midnight.getTime() + (hour * 60 + minute) * 60_000)
}

interface Found {
  readonly at: Date | undefined
  readonly isApproved: boolean
}

const remembered = new Map<string, { readonly seen: string; readonly found: Found }>()

/** What was found before, as long as none of the files changed. */
function remember(key: string, files: readonly string[], find: () => Found): Found {
  const seen = files
    .map((file) => {
      const state = statSync(file, { throwIfNoEntry: false })
      return state === undefined ? '-' : `${state.mtimeMs} ${state.size} ${state.ino}`
    })
    .join('|')
  const known = remembered.get(key)
  if (known?.seen === seen) return known.found
  const found = find()
  remembered.set(key, { seen, found })
  return found
}
