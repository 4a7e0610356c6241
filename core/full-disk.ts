import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from './errors.ts'

const codes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const words = /no space left|disk quota exceeded|file too large|disk is full/i

/** The error as it is, or a UserError with what to do when a full disk caused it. */
export function explainFullDisk(error: unknown, warehouse: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error
  const code = 'code' in error ? String(error.code) : ''
  if (!codes.has(code) && !words.test(error.message)) return error
  const bytes = statSync(warehouse, { throwIfNoEntry: false })?.size ?? 0
  return new UserError(
    `The disk of ${dirname(warehouse)} is full (${megabytes(freeBytes(warehouse))} are free): the next version of the warehouse could not be written. The warehouse is as it was before.`,
    {
      hint: `free some room there, then run the command again. While it is written, the warehouse (${megabytes(bytes)}) is there twice, beside what is new.`,
      cause: error,
    },
  )
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
