import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'

/** Raised by one with every change below; a file with a higher one was written by a newer Callchart. */
const schemaVersion = 1

const tables = `
CREATE TABLE calls (
  call_id TEXT PRIMARY KEY, token INTEGER NOT NULL, owner TEXT, lease_until INTEGER NOT NULL, live INTEGER NOT NULL,
  seq INTEGER NOT NULL, bundle TEXT NOT NULL, flow TEXT NOT NULL, started_at INTEGER NOT NULL, direction TEXT NOT NULL,
  snapshot TEXT, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX calls_by_start ON calls (started_at);
CREATE INDEX calls_by_lease ON calls (lease_until) WHERE live = 1;
CREATE INDEX calls_by_expiry ON calls (expires_at);
CREATE TABLE log (
  call_id TEXT NOT NULL REFERENCES calls ON DELETE CASCADE, seq INTEGER NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL,
  PRIMARY KEY (call_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
  call_id TEXT NOT NULL REFERENCES calls ON DELETE CASCADE, key TEXT NOT NULL, state TEXT NOT NULL, call TEXT NOT NULL,
  outcome TEXT, started_at INTEGER NOT NULL, seq INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  PRIMARY KEY (call_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE lines (line_id TEXT PRIMARY KEY, call_id TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE INDEX lines_by_expiry ON lines (expires_at);
CREATE TABLE bundles (hash TEXT PRIMARY KEY, text TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
`

/** Beside them without a new format: a Callchart that does not know it leaves it alone, and its rows go with their calls. */
const later = `
CREATE TABLE IF NOT EXISTS callers (
  tag TEXT NOT NULL, call_id TEXT NOT NULL REFERENCES calls ON DELETE CASCADE,
  PRIMARY KEY (tag, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS callers_by_call ON callers (call_id);
CREATE INDEX IF NOT EXISTS ledger_intended ON ledger (started_at) WHERE state = 'intended';
CREATE TABLE IF NOT EXISTS inbox (
  call_id TEXT NOT NULL REFERENCES calls ON DELETE CASCADE, id TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (call_id, id)
) STRICT, WITHOUT ROWID;
`

/**
 * Creates the tables in a new file, inside a transaction of the caller's. StoreError `refused` on a file that a newer
 * Callchart, or another program, has written.
 */
export function ensureSchema(db: DatabaseSync, file: string): void {
  const found = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
  if (found === schemaVersion) {
    db.exec(later)
    return
  }
  if (found > schemaVersion) {
    throw new StoreError(
      'refused',
      `${file} was written by a newer Callchart (format ${found}, this one reads ${schemaVersion}). Update Callchart or name another file.`,
    )
  }
  const others = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get() as { n: number }
  if (others.n > 0) {
    throw new StoreError('refused', `${file} is a database of another program. Name a file of its own for the calls.`)
  }
  db.exec(tables)
  db.exec(later)
  db.exec(`PRAGMA user_version = ${schemaVersion}`)
}
