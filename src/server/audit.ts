import { appendFile, mkdir } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { dirname } from 'node:path'

/** What somebody has done to calls: never a caller's number or words. */
export interface AuditEntry {
  /** In the past tense: "erased", "transferred". */
  readonly action: string
  readonly callIds: readonly string[]
  /** What else matters of it. */
  readonly [detail: string]: string | number | boolean | readonly string[]
}

/** Writes down who has done what, when: a JSON line each, at the end of a file that only its owner can read. Rejects where it cannot. */
export async function audit(file: string, entry: AuditEntry, at: Date = new Date()): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const line = JSON.stringify({ at: at.toISOString(), by: `${userInfo().username}@${hostname()}`, ...entry })
  await appendFile(file, `${line}\n`, { mode: 0o600, flush: true })
}
