import type { Config } from '../core/config.ts'
import { readDefinitions } from '../core/definitions.ts'
import { UserError, unknownName } from '../core/errors.ts'
import type { Contract } from './define-contract.ts'
import { ownSource, type Source } from './define-source.ts'

/**
 * Every source: each contract's own, then those of `ingest/sources/`, with the settings of the
 * workspace laid over them.
 */
export async function readSources(
  contracts: readonly Contract[],
  settings: Config['sources'] = {},
): Promise<readonly Source[]> {
  const defined = await readDefinitions('ingest/sources', isSource)
  const names = contracts.map((contract) => contract.name)
  for (const source of defined) checkSource(source, contracts)
  const all = [...contracts.map(ownSource), ...defined]
  const twice = all.find((source, index) => all.findIndex((e) => e.name === source.name) !== index)
  if (twice !== undefined) {
    throw new UserError(`Two sources are named "${twice.name}".`, {
      hint: `name each file of ingest/sources/ differently, and not like a contract (${names.join(', ')}).`,
    })
  }
  for (const name of Object.keys(settings)) {
    const known = all.map((source) => source.name)
    if (!known.includes(name)) throw unknownName('source (csq.config.yaml)', name, known)
  }
  return all.map((source) => withSettings(source, settings[source.name]))
}

function withSettings(source: Source, settings: Config['sources'][string] | undefined): Source {
  if (settings === undefined) return source
  return {
    ...source,
    sender: settings.sender ?? source.sender,
    limits: { ...source.limits, ...settings.limits },
    drift: {
      newColumn: settings.drift?.newColumn ?? source.drift.newColumn,
      missingColumn: settings.drift?.missingColumn ?? source.drift.missingColumn,
      renamedColumn: settings.drift?.renamedColumn ?? source.drift.renamedColumn,
      changedType: settings.drift?.changedType ?? source.drift.changedType,
    },
    fresh: settings.fresh ?? source.fresh,
  }
}

/** Names of columns are checked before anything is read. */
function checkSource(source: Source, contracts: readonly Contract[]): void {
  const contract = contracts.find((each) => each.name === source.contract)
  if (contract === undefined) {
    const names = contracts.map((each) => each.name)
    throw unknownName(`contract of source ${source.name}`, source.contract, names)
  }
  const columns = Object.keys(contract.row.shape)
  for (const column of [...Object.keys(source.map), ...Object.keys(source.codes)]) {
    if (!columns.includes(column)) {
      throw unknownName(`column of ${contract.name} (source ${source.name})`, column, columns)
    }
  }
}

function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && 'contract' in value && 'drift' in value
}
