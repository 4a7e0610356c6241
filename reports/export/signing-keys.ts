import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { UserError } from '../../core/errors.ts'

/** A private key, PEM or base64 of its PKCS #8; a UserError where it is none of ed25519. */
export function readSigningKey(text: string): KeyObject {
  return readKey(text, 'CSQ_SIGNING_KEY holds no private key', (content) =>
    content.includes('-----')
      ? createPrivateKey(content)
      : createPrivateKey({ key: Buffer.from(content, 'base64'), format: 'der', type: 'pkcs8' }),
  )
}

/** A public key, PEM or base64 of its SubjectPublicKeyInfo; `from` names it in the UserError. */
export function readPublicKey(text: string, from: string): KeyObject {
  return readKey(text, `${from} holds no public key`, (content) =>
    content.includes('-----')
      ? createPublicKey(content)
      : createPublicKey({ key: Buffer.from(content, 'base64'), format: 'der', type: 'spki' }),
  )
}

/** A new pair of keys, as PEM. */
export function makeKeys(): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}

/** The first 16 hexadecimal digits of the SHA-256 of a public key. */
export function keyIdOf(publicKey: KeyObject): string {
  return sha256(derOf(publicKey)).slice(0, 16)
}

/** A public key as bytes: its SubjectPublicKeyInfo. */
export function derOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

/** SHA-256 of some bytes, hexadecimal. */
export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function readKey(text: string, what: string, read: (content: string) => KeyObject): KeyObject {
  const hint = 'an ed25519 key as PEM or base64 is wanted; csq keys makes a pair.'
  let key: KeyObject
  try {
    key = read(text.trim().replaceAll('\\n', '\n'))
  } catch (error) {
    throw new UserError(`${what}.`, { hint, cause: error })
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new UserError(`${what} of ed25519, but of ${key.asymmetricKeyType}.`, { hint })
}
