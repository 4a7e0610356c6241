import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Edition, type Manifest, readManifest } from '../edition.ts'
import { derOf, keyIdOf, readPublicKey, sha256 } from './signing-keys.ts'

/** The file beside the manifest that says who signed it. */
export const signatureFile = 'signature.json'

const signatureShape = z.object({
  algorithm: z.literal('ed25519'),
  key_id: z.string(),
  public_key: z.string(),
  manifest_sha256: z.string(),
  figures_sha256: z.string(),
  signature: z.string(),
})

/** Whose signature an edition bears; `wrong` says why it does not hold. */
export type SignatureState =
  | { readonly state: 'unsigned' }
  | { readonly state: 'signed'; readonly keyId: string; readonly signer: string | undefined }
  | { readonly state: 'wrong'; readonly keyId: string | undefined; readonly reason: string }

/** Writes `signature.json` beside the manifest: over its bytes and over the hash of all figures. */
export function signEdition(folder: string, privateKey: KeyObject): void {
  const publicKey = createPublicKey(privateKey)
  const manifest = manifestHash(folder)
  const { figures_sha256: figures } = readManifest({ folder })
  const content = {
    algorithm: 'ed25519',
    key_id: keyIdOf(publicKey),
    public_key: derOf(publicKey).toString('base64'),
    manifest_sha256: manifest,
    figures_sha256: figures,
    signature: sign(null, messageOf(manifest, figures), privateKey).toString('base64'),
  }
  writeFileSync(join(folder, signatureFile), `${JSON.stringify(content, null, 1)}\n`)
}

/** Checks the signature of an edition against the keys that are trusted, by name. */
export function checkSignature(
  edition: Edition,
  trusted: Readonly<Record<string, KeyObject>>,
): SignatureState {
  const path = join(edition.folder, signatureFile)
  if (!existsSync(path)) return { state: 'unsigned' }
  const parsed = signatureShape.safeParse(jsonOf(path))
  if (!parsed.success) {
    return { state: 'wrong', keyId: undefined, reason: `${signatureFile} cannot be read` }
  }
  const publicKey = readPublicKey(parsed.data.public_key, signatureFile)
  const keyId = keyIdOf(publicKey)
  const reason = reasonAgainst(edition, parsed.data, publicKey)
  if (reason !== undefined) return { state: 'wrong', keyId, reason }
  const signer = Object.entries(trusted).find(([, key]) => keyIdOf(key) === keyId)?.[0]
  if (signer === undefined && Object.keys(trusted).length > 0) {
    return { state: 'wrong', keyId, reason: `key ${keyId} is not one of those that are trusted` }
  }
  return { state: 'signed', keyId, signer }
}

function reasonAgainst(
  edition: Edition,
  signed: z.infer<typeof signatureShape>,
  publicKey: KeyObject,
): string | undefined {
  const message = messageOf(signed.manifest_sha256, signed.figures_sha256)
  if (!verify(null, message, publicKey, Buffer.from(signed.signature, 'base64'))) {
    return 'the signature does not belong to its hashes'
  }
  if (manifestHash(edition.folder) !== signed.manifest_sha256) {
    return 'manifest.json was changed after it was signed'
  }
  const manifest = readManifest(edition)
  if (manifest.figures_sha256 !== signed.figures_sha256) {
    return 'the hash of all figures is not the one that was signed'
  }
  // a signed edition in the place of another one
  const id = idOf(manifest)
  return id === edition.id ? undefined : `it was signed as ${id}`
}

function idOf({ period, audience, revision }: Manifest): string {
  return `${period.id}/${audience}/r${revision}`
}

/** What is signed: two hashes, so that `openssl` can check it too (docs/exports.md). */
function messageOf(manifest: string, figures: string): Buffer {
  return Buffer.from(`csq edition 1\n${manifest}\n${figures}\n`)
}

function manifestHash(folder: string): string {
  return sha256(readFileSync(join(folder, 'manifest.json')))
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
