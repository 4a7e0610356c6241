import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../core/errors.ts'
import { findEdition } from '../../../reports/edition.ts'
import { checkSignature, signEdition } from '../../../reports/export/signature.ts'
import { makeKeys, readPublicKey, readSigningKey } from '../../../reports/export/signing-keys.ts'
import { putEdition } from '../../support/edition.ts'
import { findProgram } from '../../support/server.ts'

const ours = makeKeys()
const others = makeKeys()
const trusted = { 质量科: readPublicKey(ours.publicKey, 'ours') }

describe('the signature of an edition', () => {
  let editions: string
  let folder: string
  const check = (keys = trusted) => checkSignature(findEdition(editions, '2026-Q3'), keys)
  const edit = (name: string, from: string, to: string) => {
    const path = join(folder, name)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(from)
    writeFileSync(path, text.replace(from, to))
  }

  beforeEach(() => {
    editions = mkdtempSync(join(tmpdir(), 'csq-signature-'))
    folder = putEdition(editions, '2026-Q3/bank/r1')
    signEdition(folder, readSigningKey(ours.privateKey))
  })
  afterEach(() => rmSync(editions, { recursive: true }))

  it('names its signer where the key is trusted, and the key alone where none is', () => {
    expect(check()).toMatchObject({ state: 'signed', signer: '质量科' })
    expect(check({} as typeof trusted)).toMatchObject({ state: 'signed', signer: undefined })
  })

  it('is missing where nobody signed', () => {
    rmSync(join(folder, 'signature.json'))
    expect(check()).toEqual({ state: 'unsigned' })
  })

  it('is wrong once the manifest is edited by hand, be it by one sign', () => {
    edit('manifest.json', '2026-10-08T01:00:00Z', '2026-10-08T02:00:00Z')
    expect(check()).toMatchObject({ state: 'wrong', reason: expect.stringMatching(/manifest/) })
  })

  it('is wrong once a space follows the manifest', () => {
    appendFileSync(join(folder, 'manifest.json'), ' ')
    expect(check()).toMatchObject({ state: 'wrong' })
  })

  it('is wrong where the hashes in it were made to fit an edited manifest', () => {
    const before = readFileSync(join(folder, 'signature.json'), 'utf8')
    edit('manifest.json', 'test', 'fest')
    signEdition(folder, readSigningKey(others.privateKey))
    const forged = JSON.parse(readFileSync(join(folder, 'signature.json'), 'utf8')) as object
    const { key_id, public_key, signature } = JSON.parse(before) as Record<string, string>
    writeFileSync(
      join(folder, 'signature.json'),
      JSON.stringify({ ...forged, key_id, public_key, signature }),
    )
    expect(check()).toMatchObject({ state: 'wrong', reason: expect.stringMatching(/hashes/) })
  })

  it('is wrong with a key that is not trusted', () => {
    signEdition(folder, readSigningKey(others.privateKey))
    expect(check()).toMatchObject({ state: 'wrong', reason: expect.stringMatching(/trusted/) })
  })

  it('is wrong in the place of another edition', () => {
    renameSync(folder, join(editions, '2026-Q3/bank/r2'))
    expect(check()).toMatchObject({
      state: 'wrong',
      reason: 'it was signed as 2026-Q3/bank/r1',
    })
  })

  it('is wrong where its file cannot be read', () => {
    writeFileSync(join(folder, 'signature.json'), '{')
    expect(check()).toMatchObject({ state: 'wrong' })
  })

  it.skipIf(findProgram('openssl') === undefined)('holds for openssl too', () => {
    const { manifest_sha256, figures_sha256, signature } = JSON.parse(
      readFileSync(join(folder, 'signature.json'), 'utf8'),
    ) as Record<string, string>
    const at = (name: string) => join(editions, name)
    writeFileSync(at('message'), `csq edition 1\n${manifest_sha256}\n${figures_sha256}\n`)
    writeFileSync(at('signature'), Buffer.from(signature ?? '', 'base64'))
    writeFileSync(at('key.pem'), ours.publicKey)
    const said = execFileSync(
      'openssl',
      [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        at('key.pem'),
        '-rawin',
        '-in',
        at('message'),
        '-sigfile',
        at('signature'),
      ],
      { encoding: 'utf8' },
    )
    expect(said).toMatch(/Success/i)
  })
})

describe('a key', () => {
  it('is read as PEM, as PEM in one line, and as base64', () => {
    const base64 = ours.privateKey.replace(/-----[^-]+-----|\s/g, '')
    for (const text of [ours.privateKey, ours.privateKey.replaceAll('\n', '\\n'), base64]) {
      expect(readSigningKey(text).asymmetricKeyType).toBe('ed25519')
    }
  })

  it('that is none is refused with the way to make one', () => {
    for (const text of ['', 'secret', ours.publicKey]) {
      expect(() => readSigningKey(text)).toThrow(UserError)
    }
    expect(() => readPublicKey('nothing', 'key.pem')).toThrow(/key\.pem holds no public key/)
  })
})
