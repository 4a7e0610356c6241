import { fixedClock } from '../../core/clock.ts'
import { writeWarehouse } from '../../core/warehouse.ts'
import { readSecret } from '../../core/workspace.ts'
import { closeCorrected } from '../../ingest/close-corrected.ts'
import { compileContract } from '../../ingest/compile-contract.ts'
import { readContracts } from '../../ingest/contracts.ts'
import type { Source } from '../../ingest/define-source.ts'
import type { FileEntry } from '../../ingest/ledger.ts'
import { beginLoad, endLoad, load, readCodes } from '../../ingest/load.ts'
import { loadFacts } from '../../ingest/load-facts.ts'
import type { LoadOptions } from '../../ingest/load-file.ts'
import { allSources } from '../../ingest/sources.ts'
import type { Bank } from './bank.ts'

const secret = { home: undefined, secret: 'a secret for tests', smtpUrl: undefined }

/** The options of a load of a bank; the clock stands still unless said otherwise. */
export function loadOptions({ workspace }: Bank, options: Partial<LoadOptions> = {}): LoadOptions {
  return {
    workspace,
    secret: readSecret(workspace.home, secret),
    clock: fixedClock('2026-11-01T00:00:00Z'),
    programVersion: 'test',
    ...options,
  }
}

/** Loads the reference tables, then facts from sources that are given instead of found. */
export function loadSources(
  bank: Bank,
  sources: readonly Source[],
  changed: Partial<LoadOptions> = {},
): Promise<readonly FileEntry[]> {
  const options = loadOptions(bank, changed)
  return writeWarehouse(bank.workspace, async (database) => {
    await load(database, { ...options, only: ['channel_codes'] })
    const contracts = await readContracts()
    const all = allSources(contracts, sources)
    const current = await beginLoad(database, options, contracts, all)
    const codes = await readCodes(database)
    const files: FileEntry[] = []
    for (const contract of contracts) {
      const own = sources.filter((source) => source.contract === contract.name)
      const compiled = compileContract(contract, { zone: bank.workspace.zone })
      if (own.length > 0) files.push(...(await loadFacts(current, compiled, own, codes)))
    }
    await closeCorrected(database, contracts, current)
    await endLoad(current)
    return files
  })
}
