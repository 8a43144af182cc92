import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ensureSchema } from './schema.ts'
import { asStoreError } from './sqlite-error.ts'

/** Opens the file with WAL and the tables in it. StoreError where that cannot be done. */
export function openDatabase(file: string, busyTimeoutMs: number, survives: 'process' | 'power'): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    if (file !== ':memory:') makePrivate(file)
    db = new DatabaseSync(file, { timeout: openTimeoutMs })
    useWriteAheadLog(db)
    db.exec(`PRAGMA synchronous = ${survives === 'power' ? 'FULL' : 'NORMAL'}`)
    // What was erased is overwritten, not only forgotten.
    db.exec('PRAGMA secure_delete = ON')
    db.exec('BEGIN IMMEDIATE')
    ensureSchema(db, file)
    db.exec('COMMIT')
    db.exec(`PRAGMA busy_timeout = ${Math.round(busyTimeoutMs)}`)
    return db
  } catch (error) {
    db?.close()
    throw asStoreError(error, file)
  }
}

/** No call is live yet while a store opens, so it may wait longer for another process that opens the same file. */
const openTimeoutMs = 5000

/** The file holds what callers said: only its owner may read it. SQLite gives its WAL the same mode. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  closeSync(openSync(file, 'a', 0o600))
}

/** SQLite does not wait when two processes switch the same new file to WAL at once: the loser is told BUSY, so ask again. */
function useWriteAheadLog(db: DatabaseSync): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let attempt = 1; ; attempt++) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== 5 || attempt === 50) throw error
      Atomics.wait(pause, 0, 0, 20)
    }
  }
}
