import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Every statement of the store, by what it does. Question marks in the order of the columns named. */
const sql = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  ping: 'SELECT count(*) FROM calls WHERE call_id = 1',

  create: `INSERT INTO calls (call_id, token, owner, lease_until, live, seq, bundle, flow, started_at, direction, expires_at)
    VALUES (?, 1, ?, ?, 1, 0, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  purge: `DELETE FROM calls WHERE call_id IN (SELECT call_id FROM calls WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
  read: 'SELECT * FROM calls WHERE call_id = ? AND expires_at > ?',
  list: 'SELECT * FROM calls WHERE expires_at > ? ORDER BY started_at DESC LIMIT ?',
  listLive: 'SELECT * FROM calls WHERE expires_at > ? AND live = 1 ORDER BY started_at DESC LIMIT ?',
  listEnded: 'SELECT * FROM calls WHERE expires_at > ? AND live = 0 ORDER BY started_at DESC LIMIT ?',

  own: 'UPDATE calls SET token = ?, owner = ?, lease_until = ? WHERE call_id = ?',
  bury: 'UPDATE calls SET live = 0 WHERE call_id = ?',
  // Never shortens: a renewal that was held up may come after a later one.
  renew: 'UPDATE calls SET lease_until = max(lease_until, ?) WHERE call_id = ? AND token = ? AND owner = ?',
  release: 'UPDATE calls SET owner = NULL, lease_until = 0 WHERE call_id = ? AND token = ?',
  orphans: `SELECT call_id FROM calls WHERE live = 1 AND lease_until <= ? AND expires_at > ? ORDER BY lease_until LIMIT ?`,

  position: 'SELECT token, owner, seq, bundle FROM calls WHERE call_id = ? AND expires_at > ?',
  entryId: 'SELECT id FROM log WHERE call_id = ? AND seq = ?',
  advance: 'UPDATE calls SET seq = ?, snapshot = ?, live = ?, expires_at = ? WHERE call_id = ?',
  append: 'INSERT INTO log (call_id, seq, id, event) VALUES (?, ?, ?, ?)',
  log: `SELECT log.seq, log.id, log.event FROM log JOIN calls USING (call_id)
    WHERE call_id = ? AND expires_at > ? ORDER BY log.seq`,

  // A key that is known stays as it is, unless it failed: then it did not happen and is intended anew.
  intend: `INSERT INTO ledger (call_id, key, state, call, started_at, seq, ordinal) VALUES (?, ?, 'intended', ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET state = 'intended', call = excluded.call, outcome = NULL, started_at = excluded.started_at
    WHERE state = 'failed'`,
  settle: `UPDATE ledger SET state = ?, outcome = ?
    WHERE call_id = ? AND key = ? AND (state = 'intended' OR state || ' ' || ? IN ('uncertain done', 'uncertain failed', 'failed done'))`,
  unsettled: `SELECT DISTINCT call_id FROM ledger JOIN calls USING (call_id)
    WHERE ledger.state = 'intended' AND ledger.started_at < ? AND live = 0 AND expires_at > ? LIMIT ?`,
  ledger: 'SELECT key, state, call, outcome, started_at FROM ledger WHERE call_id = ? ORDER BY seq, ordinal',

  post: 'INSERT INTO inbox (call_id, id, at, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  countPosted: 'SELECT count(*) AS n FROM inbox WHERE call_id = ?',
  posted: 'SELECT id, at, text FROM inbox WHERE call_id = ? ORDER BY at, id',
  unpost: 'DELETE FROM inbox WHERE call_id = ? AND id = ?',

  bind: 'INSERT INTO lines (line_id, call_id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  findByLine: 'SELECT call_id FROM lines WHERE line_id = ? AND expires_at > ?',
  lineOf: 'SELECT line_id FROM lines WHERE call_id = ? AND expires_at > ?',
  dropLines: 'DELETE FROM lines WHERE expires_at <= ?',

  note: 'INSERT INTO callers (tag, call_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  callsOf: `SELECT call_id FROM callers JOIN calls USING (call_id) WHERE tag = ? AND expires_at > ? ORDER BY started_at`,
  erase: 'DELETE FROM calls WHERE call_id = ?',
  eraseLines: 'DELETE FROM lines WHERE call_id = ?',

  putBundle: `INSERT INTO bundles (hash, text, expires_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`,
  getBundle: 'SELECT text FROM bundles WHERE hash = ? AND expires_at > ?',
  keepBundle: 'UPDATE bundles SET expires_at = max(expires_at, ?) WHERE hash = ?',
  dropBundles: 'DELETE FROM bundles WHERE expires_at <= ?',
} as const

export type Statements = Readonly<Record<keyof typeof sql, StatementSync>>

/** Prepared once for the life of the connection. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepared = Object.entries(sql).map(([name, text]) => [name, db.prepare(text)])
  return Object.fromEntries(prepared) as Statements
}
