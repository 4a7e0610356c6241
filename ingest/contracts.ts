import { readDefinitions } from '../core/definitions.ts'
import type { Contract } from './define-contract.ts'

/** Every contract of `ingest/contracts/`: reference tables first, since facts read their codes. */
export async function readContracts(): Promise<readonly Contract[]> {
  const all = await readDefinitions('ingest/contracts', isContract)
  return [...all].sort((a, b) => Number(a.kind === 'facts') - Number(b.kind === 'facts'))
}

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'row' in value && 'key' in value
}
