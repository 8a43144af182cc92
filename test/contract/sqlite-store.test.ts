import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { describeStore, type StoreUnderTest } from './store.ts'
import { testOneHistory } from './store-history.ts'

/** A file of its own, opened twice, as two processes do. */
async function open(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-store-'))
  const file = join(folder, 'calls.sqlite')
  const a = createSqliteStore({ file })
  const b = createSqliteStore({ file })
  const behind = new DatabaseSync(file)
  return {
    a,
    b,
    async keptForMs(callId) {
      const row = behind.prepare('SELECT expires_at FROM calls WHERE call_id = ?').get(callId)
      return [Number(row?.['expires_at']) - Date.now()]
    },
    async poison(callId, text) {
      behind.prepare('UPDATE calls SET snapshot = ? WHERE call_id = ?').run(text, callId)
    },
    async close() {
      behind.close()
      await a.close()
      await b.close()
      rmSync(folder, { recursive: true })
    },
  }
}

describeStore('the SQLite store', open)
testOneHistory(open)
