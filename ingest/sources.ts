import type { Config } from '../core/config.ts'
import { readDefinitions } from '../core/definitions.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { labelsOf } from './code-words.ts'
import type { Contract } from './define-contract.ts'
import { fileRead, ownSource, type Source } from './define-source.ts'

/**
 * Every source: each contract's own, then those of `ingest/sources/`, with the settings of the
 * workspace laid over them.
 */
export async function readSources(
  contracts: readonly Contract[],
  settings: Config['sources'] = {},
): Promise<readonly Source[]> {
  const defined = await readDefinitions('ingest/sources', isSource)
  return allSources(contracts, defined, settings)
}

/** The same for definitions that are given. */
export function allSources(
  contracts: readonly Contract[],
  defined: readonly Source[],
  settings: Config['sources'] = {},
): readonly Source[] {
  for (const source of defined) checkSource(source, contracts)
  const all = [...contracts.map(ownSource), ...defined]
  const names = contracts.map((contract) => contract.name)
  const twice = all.find((source, index) => all.findIndex((e) => e.name === source.name) !== index)
  if (twice !== undefined) {
    throw new UserError(`Two sources are named "${twice.name}".`, {
      hint: `name each file of ingest/sources/ differently, and not like a contract (${names.join(', ')}).`,
    })
  }
  checkFolders(all)
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

/** What a definition says is checked before anything is read. */
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
  for (const [column, words] of Object.entries(source.codes)) {
    const labels = labelsOf(contract, column)
    if (labels === undefined) continue
    const known = Object.keys(labels)
    const wrong = Object.values(words).find((code) => !known.includes(code))
    if (wrong !== undefined) {
      throw unknownName(`code of ${contract.name}.${column} (source ${source.name})`, wrong, known)
    }
  }
  const { encoding } = fileRead(source)
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw new UserError(`The source ${source.name} names an unknown encoding: ${encoding}.`, {
      hint: 'write a name of the WHATWG Encoding Standard, such as gb18030, big5 or windows-1252.',
    })
  }
}

function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== ''
  } catch {
    return false
  }
}

/** A folder belongs to one source: a file that two sources read would be taken by either. */
function checkFolders(sources: readonly Source[]): void {
  const folderOf = (source: Source) => fileRead(source).folder ?? source.name
  const isWithin = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`)
  for (const source of sources) {
    const folder = folderOf(source)
    if (!/^[^/\\]+(\/[^/\\]+)*$/.test(folder) || folder.split('/').includes('..')) {
      throw new UserError(`The folder of source ${source.name} is not below the inbox: ${folder}.`)
    }
    const other = sources.find((each) => each !== source && isWithin(folder, folderOf(each)))
    if (other === undefined) continue
    throw new UserError(
      `The sources ${other.name} and ${source.name} read the same folder (${folderOf(other)}, ${folder}).`,
      { hint: 'give one of them another folder: read: { folder: … }.' },
    )
  }
}

function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && 'contract' in value && 'drift' in value
}
