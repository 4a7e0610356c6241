import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Edition, type Manifest, readManifest } from './edition.ts'
import { filesOf, hashFile } from './edition-files.ts'
import { checkSignature, type SignatureState } from './export/signature.ts'
import { figuresHash, hashedTablesOf } from './figures-hash.ts'
import { type Arithmetic, checkFigures, type Mismatch } from './verify-figures.ts'

/** What was looked at, and what does not hold. */
export interface Verification {
  readonly edition: string
  readonly files: number
  readonly figures: number
  readonly signature: SignatureState
  readonly mismatches: readonly Mismatch[]
  /** Figures that the warehouse has otherwise now because it knows more than the edition did. */
  readonly later: readonly Mismatch[]
}

/**
 * Looks whether an edition is still what was published: the manifest by its signature (which must
 * be there where keys are `trusted`), every file by its hash, all figures by theirs, every figure
 * by its own numerator, denominator and interval, and by the warehouse.
 */
export async function verifyEdition(
  edition: Edition,
  warehouse: string,
  arithmetic: Arithmetic,
  trusted: Readonly<Record<string, KeyObject>> = {},
): Promise<Verification> {
  const manifest = readManifest(edition)
  const data = join(edition.folder, manifest.data_file)
  const signature = checkSignature(edition, trusted)
  const mismatches = [
    ...againstSignature(signature, Object.keys(trusted)),
    ...(await changedFiles(edition.folder, manifest)),
  ]
  if (!existsSync(data)) {
    return { edition: edition.id, files: 0, figures: 0, signature, mismatches, later: [] }
  }
  const found = await figuresHash(data, hashedTablesOf(manifest))
  if (found !== manifest.figures_sha256) {
    const name = 'all figures'
    mismatches.push({ what: 'figures', name, published: manifest.figures_sha256, found })
  }
  const figures = await checkFigures(data, warehouse, arithmetic)
  const isLater = figures.asOf !== null && Date.parse(figures.asOf) !== Date.parse(manifest.as_of)
  return {
    edition: edition.id,
    files: Object.keys(manifest.files).length,
    figures: figures.count,
    signature,
    mismatches: [...mismatches, ...figures.own, ...(isLater ? [] : figures.warehouse)],
    later: isLater ? figures.warehouse : [],
  }
}

function againstSignature(signature: SignatureState, trusted: readonly string[]): Mismatch[] {
  const name = 'manifest.json'
  if (signature.state === 'wrong') {
    const published = `signed with ${signature.keyId ?? 'a key'}`
    return [{ what: 'signature', name, published, found: signature.reason }]
  }
  if (signature.state === 'signed' || trusted.length === 0) return []
  return [
    { what: 'signature', name, published: `signed by ${trusted.join(' or ')}`, found: 'unsigned' },
  ]
}

async function changedFiles(folder: string, { files }: Manifest): Promise<Mismatch[]> {
  const changed: Mismatch[] = []
  const present = new Set(filesOf(folder))
  for (const [name, published] of Object.entries(files)) {
    const found = present.has(name) ? await hashFile(join(folder, name)) : 'missing'
    if (found !== published) changed.push({ what: 'file', name, published, found })
  }
  for (const name of present) {
    if (name in files) continue
    changed.push({ what: 'file', name, published: 'not there', found: 'added' })
  }
  return changed
}
