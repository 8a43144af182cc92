import { StoreError } from '../store-error.ts'

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const busy = 5
const locked = 6
const corrupt = 11
const notADatabase = 26

/** SQLite's failure as a StoreError: `timeout` where another process held the file too long, `corrupt`, else `refused` (disk full, read-only …). */
export function asStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error
  const { errcode, errstr, message } = error as { errcode?: number; errstr?: string; message?: string }
  const why = errstr ?? message ?? String(error)
  const primary = (errcode ?? 0) & 0xff
  if (primary === busy || primary === locked) {
    return new StoreError('timeout', `Another process held ${file} for too long.`, { cause: error })
  }
  if (primary === corrupt || primary === notADatabase) {
    return new StoreError('corrupt', `${file} is not a whole SQLite database (${why}).`, { cause: error })
  }
  return new StoreError('refused', `SQLite refused ${file}: ${why}.`, { cause: error })
}
