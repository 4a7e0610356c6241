import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { keyIdOf, makeKeys, readPublicKey } from '../../reports/export/signing-keys.ts'
import type { Context } from '../context.ts'

export interface KeysCommandOptions {
  readonly out?: string
}

/** `csq keys`: a pair of keys that sign editions; files that exist stay as they are. */
export function keysCommand({ output }: Context, options: KeysCommandOptions): void {
  const folder = resolve(options.out ?? '.')
  const privateFile = join(folder, 'signing-key.pem')
  const publicFile = join(folder, 'signing-key.pub.pem')
  const taken = [privateFile, publicFile].find((path) => existsSync(path))
  if (taken !== undefined) {
    throw new UserError(`${taken} exists already.`, { hint: 'name another folder: --out DIR.' })
  }
  const keys = makeKeys()
  mkdirSync(folder, { recursive: true })
  writeFileSync(privateFile, keys.privateKey, { mode: 0o600, flag: 'wx' })
  writeFileSync(publicFile, keys.publicKey, { flag: 'wx' })
  const publicKey = readPublicKey(keys.publicKey, publicFile)
  const base64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  output.say(`private key ${privateFile}: keep it secret, and give it to csq publish:`)
  output.say(`  export CSQ_SIGNING_KEY="$(cat ${privateFile})"`)
  output.say(`public key ${publicFile} (${keyIdOf(publicKey)}), for csq.config.yaml:`)
  output.say(`  editions: { public_keys: { NAME: ${base64} } }`)
  output.result({ private_key: privateFile, public_key: publicFile, key_id: keyIdOf(publicKey) })
}
