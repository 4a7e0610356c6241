import type { GateCheck } from './edition.ts'
import type { EditionText } from './gate-texts.ts'

/** Telephone, identity and card numbers that stand alone, not within a hash or a longer code. */
const personalPatterns = [
  /(^|[^0-9.A-Za-z])1[3-9][0-9]{9}([^0-9A-Za-z]|$)/m,
  /(^|[^0-9.A-Za-z])[1-9][0-9]{16}[0-9Xx]([^0-9A-Za-z]|$)/m,
  /(^|[^0-9.A-Za-z])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}/m,
  /(^|[^0-9.A-Za-z])[0-9]{16,19}([^0-9A-Za-z]|$)/m,
]

/** Whether a number of a person stands anywhere in an edition. */
export function checkPersonalData(texts: readonly EditionText[]): GateCheck {
  const found = texts
    .filter(({ visible }) => personalPatterns.some((pattern) => pattern.test(visible)))
    .map(({ where }) => where)
  return {
    name: 'no_personal_data',
    ok: found.length === 0,
    detail: found.join(', ') || `none in ${texts.length} files and tables`,
  }
}
