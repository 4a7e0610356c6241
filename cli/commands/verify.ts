import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { readIndicators } from '../../metrics/indicators.ts'
import { findEdition } from '../../reports/edition.ts'
import type { SignatureState } from '../../reports/export/signature.ts'
import { readPublicKey } from '../../reports/export/signing-keys.ts'
import { verifyEdition } from '../../reports/verify.ts'
import type { Context } from '../context.ts'
import { figureArithmetic } from '../figure-arithmetic.ts'
import { textTable } from '../output.ts'

export interface VerifyCommandOptions {
  readonly publicKey?: string
}

const shown = 20

/** `csq verify EDITION`: is it still what was published? Exit code 1 when it is not. */
export async function verifyCommand(
  context: Context,
  name: string,
  options: VerifyCommandOptions = {},
): Promise<void> {
  const { output, workspace } = context
  const edition = findEdition(workspace.editions, name)
  const found = await verifyEdition(
    edition,
    workspace.warehouse,
    figureArithmetic(await readIndicators()),
    trustedKeys(context, options.publicKey),
  )
  const { mismatches, later } = found
  output.result(found)
  output.say(
    mismatches.length === 0
      ? `${edition.id} holds: ${found.files} files and ${found.figures} figures are what was published`
      : `${edition.id} does not hold: ${mismatches.length} differences\n${table(mismatches)}`,
  )
  output.say(signatureText(found.signature))
  if (later.length > 0) {
    output.say(
      `${later.length} of its figures are others in the warehouse now, which knows more; csq publish makes a revision\n${table(later)}`,
    )
  }
  if (mismatches.length > 0) process.exitCode = 1
}

/** The key of `--public-key`, else those of the settings. */
function trustedKeys(
  { workspace }: Context,
  file: string | undefined,
): Readonly<Record<string, KeyObject>> {
  if (file !== undefined) {
    if (!existsSync(file)) {
      throw new UserError(`There is no file ${file}.`, {
        hint: 'name the file of the public key, such as signing-key.pub.pem.',
      })
    }
    return { [basename(file)]: readPublicKey(readFileSync(file, 'utf8'), file) }
  }
  return Object.fromEntries(
    Object.entries(workspace.config.editions.public_keys).map(([name, text]) => [
      name,
      readPublicKey(text, `editions.public_keys.${name}`),
    ]),
  )
}

function signatureText(signature: SignatureState): string {
  if (signature.state === 'unsigned') return 'unsigned: whoever can write the folder can change it'
  if (signature.state === 'wrong') return `the signature is wrong: ${signature.reason}`
  if (signature.signer !== undefined) return `signed by ${signature.signer} (${signature.keyId})`
  return `signed with the key ${signature.keyId}, which nobody vouches for; --public-key FILE or editions.public_keys names the one to trust`
}

function table(rows: readonly object[]): string {
  const more = rows.length > shown ? `\n… and ${rows.length - shown} more` : ''
  return `${textTable(rows.slice(0, shown).map((row) => ({ ...row })))}${more}`
}
