import { UserError } from '../core/errors.ts'
import type { Source } from './define-source.ts'

/**
 * Why a file cannot be taken, in words, where the reason lies in the file or its source;
 * undefined for any other error, which is not the file's.
 */
export function fileTrouble(error: unknown, file: string, source: Source): string | undefined {
  if (error instanceof UserError) return withHint(error)
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const system = systemReasons[code]
  if (system !== undefined) return `${file}: ${system}`
  const [line = ''] = error.message.split('\n')
  if (/\.parquet$/i.test(file) && /magic bytes|decompress|thrift|parquet/i.test(error.message)) {
    return `${file}: the Parquet file is cut off or damaged; deliver it again (${line}).`
  }
  if (/CSV Error|CSV Parser|Invalid Input Error: .*csv/is.test(error.message)) {
    return `${file}: ${line}`
  }
  const isOfQuery = /^(Binder|Parser|Catalog|Conversion|Invalid Input|Out of Range) Error/.test(
    line,
  )
  const isComputed = Object.values(source.map).some(
    (mapping) => typeof mapping === 'object' && ('sql' in mapping || 'dates' in mapping),
  )
  if (isOfQuery && isComputed) {
    return `${file}: a computed column of the source ${source.name} does not work on it: ${line}`
  }
  return undefined
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is gone, or a link to nothing.',
  EACCES: 'it may not be read; let the account that loads read it.',
  EPERM: 'it may not be read; let the account that loads read it.',
  EIO: 'the disk cannot read it; deliver it again.',
  EISDIR: 'it is a folder.',
  Z_DATA_ERROR: 'the gzip is damaged; deliver it again.',
  Z_BUF_ERROR: 'the gzip is cut off; deliver it again when it is whole.',
}

function withHint(error: UserError): string {
  return error.hint === undefined ? error.message : `${error.message} Try: ${error.hint}`
}
