import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { plainCodec } from '../../src/store/record-codec.ts'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { sealed } from './sealing.ts'
import { describeSecrecy } from './store-secrecy.ts'
import { type Codecs, describeStore, type StoreUnderTest } from './store.ts'
import { testOneHistory } from './store-history.ts'

/** A file of its own, opened twice, as two processes do. */
async function open({ a: codecA = plainCodec, b: codecB = codecA }: Codecs = {}): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-store-'))
  const file = join(folder, 'calls.sqlite')
  const a = createSqliteStore({ file, codec: codecA })
  const b = createSqliteStore({ file, codec: codecB })
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
    async raw() {
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
      return Buffer.concat(files).toString('latin1')
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
describeStore('the SQLite store, sealed', () => open({ a: sealed }))
describeSecrecy('the SQLite store', open)
testOneHistory(open)
